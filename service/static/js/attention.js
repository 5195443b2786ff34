/**
 * Which claim the reader looks at: the one pointed at or focused last, else the pinned one.
 * Whoever shows claims listens here, so that text, tags and explanation always agree.
 */

// Long enough to move the pointer from a tag to its explanation.
const LINGER_MS = 200;

// When the page scrolls under a resting pointer, browsers tell of a move that nobody made.
const movesByHand = (event) => event.pointerType !== "touch" && (event.movementX !== 0 || event.movementY !== 0);

export class Attention {
  #pointed = null;
  #focused = null;
  #pinned = null;
  #leaving = 0;
  #returning = false;
  #controls = new Map();
  #listeners = [];

  /** @param listener is called with the claim looked at and the one pinned, or nulls */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  get current() {
    return this.#pointed ?? this.#focused ?? this.#pinned;
  }

  /** Makes a control speak for a claim: pointing at it, focusing and pressing it. */
  attach(control, key) {
    this.#controls.set(key, control);
    control.dataset.claim = key;
    control.setAttribute("aria-pressed", "false");
    control.addEventListener("pointermove", (event) => movesByHand(event) && this.#point(key));
    control.addEventListener("pointerleave", () => this.#leave());
    control.addEventListener("focus", () => this.#returning || this.#focus(key));
    control.addEventListener("blur", () => this.#change(() => (this.#focused = null)));
    control.addEventListener("click", () => this.#toggle(key));
    this.onChange((current, pinned) => {
      control.classList.toggle("is-current", current === key);
      control.setAttribute("aria-pressed", String(pinned === key));
    });
  }

  /** Keeps the claim while the pointer is over a panel that tells of it. */
  holdOver(panel) {
    panel.addEventListener("pointerenter", () => clearTimeout(this.#leaving));
    panel.addEventListener("pointerleave", () => this.#leave());
  }

  /** Looks away from everything, as Escape does. */
  release() {
    clearTimeout(this.#leaving);
    this.#change(() => (this.#pointed = this.#focused = this.#pinned = null));
  }

  /** Looks away, and gives the keyboard back to the control it came from. */
  close() {
    const control = this.#controls.get(this.current);
    this.release();
    this.#returning = true;
    control?.focus({ preventScroll: true });
    this.#returning = false;
  }

  #point(key) {
    clearTimeout(this.#leaving);
    if (this.#pointed !== key) this.#change(() => (this.#pointed = key));
  }

  #focus(key) {
    clearTimeout(this.#leaving);
    this.#change(() => ([this.#pointed, this.#focused] = [null, key]));
  }

  #leave() {
    clearTimeout(this.#leaving);
    this.#leaving = setTimeout(() => this.#change(() => (this.#pointed = null)), LINGER_MS);
  }

  /** Pins a claim, or looks away when it is pinned already. */
  #toggle(key) {
    if (this.#pinned === key) this.release();
    else this.#change(() => (this.#pinned = key));
  }

  #change(apply) {
    apply();
    for (const listener of this.#listeners) listener(this.current, this.#pinned);
  }
}
