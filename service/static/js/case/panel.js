/** A stored case to read and decide on: its text on the left, what is said of it on the right. */

import { ApiError, readCase, reviewCase } from "../api.js";
import { Attention } from "../attention.js";
import { allClaims, decidable, readClaims } from "../claims.js";
import { Decisions } from "../decisions.js";
import { el } from "../dom.js";
import { keepingFocus } from "../focus.js";
import { clearNotices, showError, showNotice } from "../notices.js";
import { suggestionColumn } from "../result.js";
import { occurrencesOf } from "../spans.js";
import { textCard } from "../text_card.js";

export class CasePanel {
  #app;
  #etag = null;
  #left = el("div", { class: "write-left" });
  #right = el("section", { class: "result", "aria-labelledby": "result-title" });
  body = null;
  claims = null;
  attention = null;
  tool = null;
  decisions = new Decisions();
  node = el("div", { class: "write has-result case-panel" }, this.#left, this.#right);

  /** @param on `changed` is told after each decision, `saved` after the service kept them */
  constructor(app, on = {}) {
    this.#app = app;
    this.on = on;
  }

  /** Reads a case and shows it; false if there is none (any more). */
  async load(id, read = readCase(id)) {
    try {
      const { body, etag } = await read;
      this.decisions.clear();
      this.#take(body, etag);
      return true;
    } catch (error) {
      this.#explain(error, () => this.load(id));
      return false;
    }
  }

  #take(body, etag) {
    [this.body, this.#etag] = [body, etag];
    this.claims = readClaims(body);
    this.#render();
  }

  #render() {
    const { ui, labels } = this.#app;
    this.attention = new Attention();
    const context = {
      answer: this.body, claims: this.claims, listed: allClaims(this.claims), ui, labels,
      attention: this.attention, decisions: this.decisions,
      decided: () => this.on.changed?.(),
      changed: () => this.#renderColumn(context),
      say: (sentence) => this.#app.say(sentence),
    };
    const card = textCard(context, {
      mark: (stretches, type) => this.#redact(stretches.map(({ start, end }) => ({ start, end, type }))),
      markWords: (words, type) => this.#redactWords(words, type),
    }, el("p", { class: "hint", text: ui.say("case.redact_hint") }));
    this.tool = card.tool;
    this.#left.replaceChildren(...card.nodes);
    this.#renderColumn(context);
  }

  #renderColumn(context) {
    keepingFocus(this.#right, () => this.#right.replaceChildren(...suggestionColumn(context)));
    this.on.changed?.();
  }

  /** Shows decisions that were made by other means than the buttons. */
  refresh() {
    for (const row of this.#right.querySelectorAll(".claim")) row.refresh?.();
    this.on.changed?.();
  }

  /** Keeps the decisions; `more` goes into the review as it is. */
  async save(more = {}) {
    const review = { ...this.decisions.request(decidable(this.claims)), ...more };
    return this.#send(review, () => {
      this.decisions.clear();
      this.on.saved?.(this.body);
    });
  }

  #redactWords(words, type) {
    const spans = occurrencesOf(this.body.redacted_text, words).map(({ start, end }) => ({ start, end, type }));
    if (spans.length === 0) {
      showNotice(this.#app.ui.say("marking.not_found"), "not-found");
      return false;
    }
    this.#redact(spans);
    return true;
  }

  /** Takes more out of the stored text, at once and for good; decisions not kept yet stay. */
  async #redact(spans) {
    if (await this.#send({ redact: spans }, () => {})) this.#app.say(this.#app.ui.say("case.redacted"));
  }

  async #send(review, done) {
    clearNotices();
    try {
      const { body, etag } = await reviewCase(this.body.id, this.#etag, review);
      done();
      this.#take(body, etag);
      return true;
    } catch (error) {
      this.#explain(error, () => this.#send(review, done));
      return false;
    }
  }

  /** Somebody else was quicker: shows their version, with what was decided here still on it. */
  async #meet() {
    clearNotices();
    try {
      const { body, etag } = await readCase(this.body.id);
      this.#take(body, etag);
      showNotice(this.#app.ui.say("case.newer"), "newer");
    } catch (error) {
      this.#explain(error, () => this.#meet());
    }
  }

  #explain(error, again) {
    const { ui, session } = this.#app;
    const kind = error instanceof ApiError ? error.kind : "internal";
    if (kind === "case_changed") showError(ui.say("errors.case_changed"), ui, () => this.#meet(), "case.show_newer");
    else if (kind === "not_signed_in") {
      showError(ui.say("errors.not_signed_in"), ui, () => session.renew(again), "session.sign_in");
    } else showError(ui.say(ui.has(`errors.case.${kind}`) ? `errors.case.${kind}` : `errors.${kind}`), ui, again);
  }
}
