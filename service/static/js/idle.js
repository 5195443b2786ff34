/** Hides the page when nobody uses it for a while, and forgets what is on it after a long while. */

import { byId } from "./dom.js";

export const HIDE_MS = 5 * 60_000;
export const FORGET_MS = 30 * 60_000;
const CHECK_MS = 5_000;
const SIGNS_OF_LIFE = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

export class IdleLock {
  #last = Date.now();
  #forgotten = false;
  #lock = byId("lock");

  /** @param forget is called once when nobody came back */
  constructor(forget) {
    this.forget = forget;
    for (const sign of SIGNS_OF_LIFE) addEventListener(sign, () => this.#live(), { passive: true, capture: true });
    setInterval(() => this.#check(), CHECK_MS);
    // Timers sleep with the machine: who opens the lid must not see what was there.
    document.addEventListener("visibilitychange", () => this.#check());
    byId("unlock").addEventListener("click", () => this.#show());
    this.#lock.addEventListener("cancel", (event) => event.preventDefault());
  }

  #live() {
    if (!this.#lock.open) this.#last = Date.now();
  }

  #check() {
    const idle = Date.now() - this.#last;
    if (idle >= HIDE_MS && !this.#lock.open) {
      document.documentElement.dataset.hidden = "";
      this.#lock.showModal();
    }
    if (idle >= FORGET_MS && !this.#forgotten) {
      this.#forgotten = true;
      this.forget();
    }
  }

  #show() {
    this.#lock.close();
    delete document.documentElement.dataset.hidden;
    this.#last = Date.now();
    this.#forgotten = false;
  }
}
