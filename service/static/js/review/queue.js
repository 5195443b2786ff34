/** The cases to review, in order; the next one is read while the present one is looked at. */

import { listCases, readCase } from "../api.js";

const AT_ONCE = 30;

export class Queue {
  #ids = [];
  #cursor = null;
  #isOver = false;
  #seen = new Set();
  #ahead = null;

  /** @param query what is wanted, as filters of the list of cases */
  constructor(query) {
    this.query = new URLSearchParams(query);
    if (this.query.get("disputed") !== "true") this.query.set("review_state", "pending");
    this.query.set("order", "uncertain");
    this.query.set("limit", AT_ONCE);
  }

  /** The next case that was not shown yet: its id and the reading of it; null at the end. */
  async next() {
    const id = await this.#take();
    if (id === null) return null;
    const reading = this.#ahead?.id === id ? this.#ahead.reading : readCase(id);
    this.#ahead = null;
    return { id, reading };
  }

  /** Reads one case ahead. */
  async prepare() {
    const id = this.#ids[0];
    if (!id || this.#ahead?.id === id) return;
    const reading = readCase(id);
    reading.catch(() => {});
    this.#ahead = { id, reading };
  }

  async #take() {
    while (true) {
      if (this.#ids.length === 0) {
        if (this.#isOver) return null;
        await this.#fill();
        continue;
      }
      const id = this.#ids.shift();
      if (this.#seen.has(id)) continue;
      this.#seen.add(id);
      return id;
    }
  }

  async #fill() {
    const wanted = new URLSearchParams(this.query);
    if (this.#cursor) wanted.set("cursor", this.#cursor);
    const page = await listCases(wanted);
    this.#ids.push(...page.cases.map((one) => one.id));
    this.#cursor = page.next_cursor;
    this.#isOver = page.next_cursor === null;
  }
}
