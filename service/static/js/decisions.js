/** What a person decides about suggestions; kept apart from what the model said. */

export const ACCEPTED = "accepted";
export const REJECTED = "rejected";

export class Decisions {
  #states = new Map();
  #added = new Map();
  #recordType = null;

  /** The decision on a suggestion: accepted, rejected or null. */
  state(key) {
    return this.#states.get(key) ?? null;
  }

  /** Decides, or takes the decision back when it is the same again. */
  toggle(key, state) {
    if (this.#states.get(key) === state) this.#states.delete(key);
    else this.#states.set(key, state);
  }

  set(key, state) {
    this.#states.set(key, state);
  }

  undo(key) {
    this.#states.delete(key);
    this.#added.delete(key);
  }

  /** Adds a label that nobody suggested. */
  add(facet, label) {
    this.#added.set(`${facet}/${label}`, { facet, label });
  }

  get added() {
    return [...this.#added.values()];
  }

  get recordType() {
    return this.#recordType;
  }

  set recordType(label) {
    this.#recordType = label;
  }

  get count() {
    return this.#states.size + this.#added.size + (this.#recordType ? 1 : 0);
  }

  clear() {
    this.#states.clear();
    this.#added.clear();
    this.#recordType = null;
  }

  /** Accepts everything that is suggested and not decided. */
  acceptRest(claims) {
    for (const claim of claims) if (!claim.isQuestion && !this.#states.has(claim.key)) this.#states.set(claim.key, ACCEPTED);
  }

  /** As the service takes it; suggestions that are gone meanwhile are left out. */
  request(claims) {
    const [accept, reject, add] = [[], [], this.added.map(({ facet, label }) => ({ facet, label }))];
    for (const claim of claims) {
      const state = this.state(claim.key);
      const named = { facet: claim.storedFacet, label: claim.label };
      if (claim.isQuestion) {
        if (state === ACCEPTED) add.push(named);
      } else if (state === ACCEPTED) accept.push(named);
      else if (state === REJECTED) reject.push(named);
    }
    return { accept, reject, add, ...(this.#recordType && { record_type: this.#recordType }) };
  }
}
