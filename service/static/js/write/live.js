/** Sends the narrative while it is written: one request at a time, always the newest text. */

export const PAUSE_MS = 450;

export class Live {
  #timer = 0;
  #running = null;
  #isDue = false;

  /**
   * @param work does one request with an AbortSignal; it handles its own errors
   * @param settled is called when nothing is under way any more
   */
  constructor(work, settled) {
    this.work = work;
    this.settled = settled;
  }

  get isBusy() {
    return this.#running !== null || this.#isDue;
  }

  /** Soon, or at once. */
  poke(pause = PAUSE_MS) {
    clearTimeout(this.#timer);
    this.#isDue = true;
    this.#timer = setTimeout(() => this.#start(), pause);
  }

  /** Forgets what is under way. */
  stop() {
    clearTimeout(this.#timer);
    this.#isDue = false;
    this.#running?.abort();
    this.#running = null;
  }

  async #start() {
    // The service works on to the end anyway: a second request would only make it slower.
    if (this.#running) return;
    this.#isDue = false;
    const running = new AbortController();
    this.#running = running;
    await this.work(running.signal);
    if (this.#running !== running) return;
    this.#running = null;
    if (this.#isDue) this.poke(0);
    else this.settled();
  }
}
