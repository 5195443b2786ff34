/** The narrative box: counting, its shortcuts, and what is wrong with it. */

import { byId } from "./dom.js";
import { countCodePoints } from "./spans.js";

export const LIMIT = 20_000;
const NEAR_LIMIT = 0.9;

export class Composer {
  #box = byId("narrative");
  #counter = byId("counter");
  #problem = byId("composer-problem");
  #problemKey = null;

  /** @param on the listeners: `run` and `change` */
  constructor(on) {
    this.#box.addEventListener("input", (event) => {
      this.#problemKey = null;
      this.refresh();
      on.change(event.inputType === "insertFromPaste" || event.inputType === "insertFromDrop");
    });
    this.#box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      on.run();
    });
  }

  get text() {
    return this.#box.value;
  }

  set text(words) {
    this.#box.value = words;
    this.#problemKey = null;
    this.refresh();
  }

  /** Whether the service would take the text. */
  get isFine() {
    return this.#problem.hidden;
  }

  /** Takes the language the page is in. */
  speak(ui) {
    this.ui = ui;
    this.refresh();
  }

  focus() {
    this.#box.focus();
  }

  /** Makes the box low, so that the result comes into view. */
  shrink(low) {
    this.#box.classList.toggle("is-low", low);
  }

  /** Finds what would make the service refuse the text; shows it and says whether it is fine. */
  check() {
    if (this.text.trim() === "") this.#problemKey = "errors.narrative_empty";
    this.refresh();
    const fine = this.#problem.hidden;
    if (!fine) this.focus();
    return fine;
  }

  /** Shows an error that the service found in the text. */
  complain(key) {
    this.#problemKey = key;
    this.refresh();
    this.focus();
  }

  refresh() {
    const count = countCodePoints(this.text);
    const over = count - LIMIT;
    const limit = this.ui.number(LIMIT);
    this.#counter.textContent = this.ui.say("composer.counter", { count: this.ui.number(count), limit });
    // An example must never take the place of somebody's own words.
    byId("example").hidden = count > 0;
    this.#counter.classList.toggle("is-near", count >= LIMIT * NEAR_LIMIT && over <= 0);
    this.#counter.classList.toggle("is-over", over > 0);
    this.#show(over > 0 ? this.ui.say("composer.over_limit", { count: over, limit }) : this.#complaint(limit));
  }

  #complaint(limit) {
    return this.#problemKey ? this.ui.say(this.#problemKey, { limit }) : "";
  }

  #show(sentence) {
    if (this.#problem.textContent !== sentence) this.#problem.textContent = sentence;
    this.#problem.hidden = sentence === "";
    this.#box.setAttribute("aria-invalid", String(sentence !== ""));
  }
}
