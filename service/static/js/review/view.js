/** Review: one case after the other, the least certain first, with the keyboard alone. */

import { ApiError, readProgress } from "../api.js";
import { CasePanel } from "../case/panel.js";
import { filterBar } from "../cases/filters.js";
import { decidable } from "../claims.js";
import { ACCEPTED, REJECTED } from "../decisions.js";
import { byId, el } from "../dom.js";
import { clearNotices, showError } from "../notices.js";
import { hrefTo } from "../router.js";
import { openAgreement } from "./agreement.js";
import { KEYS, listenForKeys } from "./keys.js";
import { progressCard } from "./progress.js";
import { Queue } from "./queue.js";
import { openSecond } from "./second.js";

export async function open(app, place, container) {
  const mode = place.query.get("mode");
  const query = new URLSearchParams(place.query);
  query.delete("mode");
  const view = new ReviewView(app, query, container);
  const named = mode ?? (query.get("disputed") === "true" ? "queue-disputed" : "queue");
  if (!(await view.begin(named))) return {};
  if (mode === "second") return openSecond(app, view.body, () => view.refreshProgress());
  if (mode === "agreement") return openAgreement(app, view.body);
  return view.run();
}

class ReviewView {
  #isBusy = false;

  constructor(app, query, container) {
    Object.assign(this, { app, query, container, body: el("div", { class: "review-body" }), head: el("div", {}) });
  }

  /** Shows the head with the progress; false when it could not be had. */
  async begin(mode) {
    this.mode = mode;
    this.container.replaceChildren(el("h2", { class: "visually-hidden", text: this.app.ui.say("nav.review") }), this.head, this.body);
    return this.refreshProgress();
  }

  async refreshProgress() {
    const { ui, session } = this.app;
    try {
      this.head.replaceChildren(progressCard(await readProgress(), this.app, this.mode));
      return true;
    } catch (error) {
      const kind = error instanceof ApiError ? error.kind : "internal";
      if (kind === "not_signed_in") {
        showError(ui.say("session.ended_short"), ui, () => session.renew(() => this.app.speak(ui.language)), "session.sign_in");
      } else showError(ui.say(ui.has(`errors.case.${kind}`) ? `errors.case.${kind}` : `errors.${kind}`), ui, () => this.app.speak(ui.language));
      return false;
    }
  }

  async run() {
    const { ui } = this.app;
    this.queue = new Queue(this.query);
    this.panel = new CasePanel(this.app, { changed: () => this.#showCount() });
    this.state = el("p", { class: "savebar-state", id: "save-state" });
    this.finishButton = el("button", { type: "button", class: "button button-primary", id: "finish" }, el("span", { text: ui.say("review.keys.finish") }), el("kbd", { text: "Enter" }));
    this.finishButton.addEventListener("click", () => this.#finish());
    const skip = el("button", { type: "button", class: "button", id: "skip-case", on: { click: () => this.#next() } }, el("span", { text: ui.say("review.keys.skip") }), el("kbd", { text: "s" }));
    this.region = el(
      "section",
      { class: "review-region", id: "review-region", tabindex: "-1", "aria-label": ui.say("review.region") },
      this.#keyHelp(),
      this.panel.node,
      el("div", { class: "savebar" }, this.state, el("div", { class: "actions" }, skip, this.finishButton)),
    );
    this.body.replaceChildren(filterBar(this.app, this.query, (next) => (location.hash = hrefTo("review", { query: next })), []), this.region);
    listenForKeys(this.region, {
      next: () => this.#move(1),
      previous: () => this.#move(-1),
      accept: () => this.#decide(ACCEPTED),
      reject: () => this.#decide(REJECTED),
      add: () => byId("add-tag")?.focus(),
      country: () => byId("add-country")?.focus(),
      redact: () => this.panel.tool?.redact(),
      skip: () => this.#next(),
      finish: () => this.#finish(),
    });
    const before = (event) => this.panel.decisions.count > 0 && event.preventDefault();
    addEventListener("beforeunload", before);
    await this.#next();
    return { leave: () => removeEventListener("beforeunload", before), hasUnsaved: () => this.panel.decisions.count > 0 };
  }

  #keyHelp() {
    const { ui } = this.app;
    return el("ul", { class: "keys", "aria-label": ui.say("review.keys_title") },
      ...KEYS.map(([name, , shown]) => el("li", {}, ...shown.split(" ").map((key) => el("kbd", { text: key })), el("span", { text: ` ${ui.say(`review.keys.${name}`)}` }))));
  }

  /** Moves the focus from suggestion to suggestion; their evidence lights up. */
  #move(step) {
    const tags = [...this.panel.node.querySelectorAll(".claim:has(.decide) .tag:is(button)")];
    if (tags.length === 0) return;
    const now = tags.indexOf(document.activeElement?.closest(".claim")?.querySelector(".tag"));
    const next = now < 0 ? (step > 0 ? 0 : tags.length - 1) : (now + step + tags.length) % tags.length;
    tags[next].focus();
  }

  #decide(state) {
    const row = document.activeElement?.closest(".claim[data-row]");
    const claim = row && decidable(this.panel.claims).find((one) => one.key === row.dataset.row);
    if (!claim) return this.#move(1);
    this.panel.decisions.toggle(claim.key, state);
    this.panel.refresh();
    this.#move(1);
  }

  async #finish() {
    if (this.#isBusy || !this.panel.body) return;
    this.#isBusy = true;
    this.panel.decisions.acceptRest(decidable(this.panel.claims).filter((claim) => claim.state === "suggested"));
    const isKept = await this.panel.save({ review_state: "reviewed" });
    this.#isBusy = false;
    if (!isKept) return this.panel.refresh();
    this.refreshProgress();
    await this.#next();
  }

  async #next() {
    const { ui } = this.app;
    if (this.#isBusy) return;
    this.#isBusy = true;
    clearNotices();
    try {
      const found = await this.queue.next();
      if (found === null) return this.#end();
      if (await this.panel.load(found.id, found.reading)) {
        this.region.focus({ preventScroll: true });
        this.region.scrollIntoView();
        this.app.say(ui.say("review.announce", { language: ui.languageName(this.panel.body.language), count: decidable(this.panel.claims).length }));
        this.queue.prepare();
      }
    } catch (error) {
      const kind = error instanceof ApiError ? error.kind : "internal";
      showError(ui.say(ui.has(`errors.case.${kind}`) ? `errors.case.${kind}` : `errors.${kind}`), ui, () => this.#next());
    } finally {
      this.#isBusy = false;
    }
  }

  #end() {
    const { ui } = this.app;
    this.panel.body = null;
    this.panel.decisions.clear();
    this.region.replaceChildren(el("section", { class: "card all-done", id: "all-done", tabindex: "-1" }, el("h3", { class: "section-title", text: ui.say("review.all_done") }), el("p", { text: ui.say("review.all_done_hint") })));
    byId("all-done").focus();
    this.app.say(ui.say("review.all_done"));
  }

  #showCount() {
    if (!this.state || !this.panel.claims) return;
    const { count } = this.panel.decisions;
    this.state.textContent = count > 0 ? this.app.ui.say("save.state", { count }) : "";
  }
}
