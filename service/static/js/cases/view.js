/** The stored cases: search, filter, sort, open, export. */

import { ApiError, exportAddress, listCases } from "../api.js";
import { openCase } from "../case/view.js";
import { el } from "../dom.js";
import { showError } from "../notices.js";
import { hrefTo, replaceQuery } from "../router.js";
import { filterBar } from "./filters.js";

const AT_ONCE = 50;

export async function open(app, place, container) {
  if (place.id) return openCase(app, place.id, container);
  const list = new CaseList(app, place, container);
  await list.show(place.query);
  return {};
}

class CaseList {
  #turn = 0;

  constructor(app, place, container) {
    Object.assign(this, { app, place, container });
  }

  async show(query) {
    const { ui } = this.app;
    replaceQuery(this.place, query);
    this.rows = el("tbody", {});
    this.more = el("button", { type: "button", class: "button", id: "more", hidden: true, text: ui.say("cases.more") });
    this.empty = el("p", { class: "empty", id: "no-cases", hidden: true, text: ui.say("cases.none") });
    const hadFocus = this.container.contains(document.activeElement) ? document.activeElement.id : null;
    this.container.replaceChildren(
      el("div", { class: "view-head" }, el("h2", { class: "result-title", text: ui.say("nav.cases") }), this.#exports()),
      filterBar(this.app, query, (next) => this.show(next), ["state", "order", "dates"]),
      el("div", { class: "card table-card" }, this.#table(), this.empty, this.more),
    );
    if (hadFocus) document.getElementById(hadFocus)?.focus();
    await this.#load(query, null);
  }

  #exports() {
    const { ui, session } = this.app;
    if (!session.is("annotator", "admin")) return null;
    const link = (format, words) => el("a", { class: "button", href: exportAddress(format), download: `casetag-export.${format}`, text: words, id: `export-${format}` });
    return el("div", { class: "actions" }, link("csv", ui.say("cases.export_csv")), link("jsonl", ui.say("cases.export_jsonl")));
  }

  #table() {
    const { ui } = this.app;
    const heads = ["date", "language", "country", "tags", "state", "certainty"].map((key) => el("th", { scope: "col", text: ui.say(`cases.columns.${key}`) }));
    return el("table", { class: "cases", id: "cases" }, el("thead", {}, el("tr", {}, ...heads)), this.rows);
  }

  async #load(query, cursor) {
    const { ui } = this.app;
    this.#turn += 1;
    const turn = this.#turn;
    const wanted = new URLSearchParams(query);
    if (!wanted.has("order")) wanted.set("order", "newest");
    wanted.set("limit", AT_ONCE);
    if (cursor) wanted.set("cursor", cursor);
    try {
      const page = await listCases(wanted);
      if (turn !== this.#turn) return;
      this.rows.append(...page.cases.map((one) => this.#row(one)));
      this.empty.hidden = this.rows.childElementCount > 0;
      this.more.hidden = !page.next_cursor;
      this.more.onclick = () => this.#load(query, page.next_cursor);
      this.app.say(ui.say("cases.shown", { count: this.rows.childElementCount }));
    } catch (error) {
      if (turn !== this.#turn) return;
      const kind = error instanceof ApiError ? error.kind : "internal";
      if (kind === "not_signed_in") return this.#signIn(() => this.#load(query, cursor));
      showError(ui.say(ui.has(`errors.case.${kind}`) ? `errors.case.${kind}` : `errors.${kind}`), ui, () => this.#load(query, cursor));
    }
  }

  #signIn(again) {
    const { ui, session } = this.app;
    showError(ui.say("session.ended_short"), ui, () => session.renew(again), "session.sign_in");
  }

  #row(one) {
    const { ui, labels } = this.app;
    const names = (facet) => (one.labels[facet] ?? []).map((label) => labels.name(facet, label));
    const tags = [...labels.textFacets.flatMap(names)];
    const flags = names("flags");
    const countries = (one.labels.country ?? []).map((code) => labels.country(code) ?? ui.country(code));
    const cell = (key, ...children) => el("td", { data: { column: ui.say(`cases.columns.${key}`) } }, ...children);
    return el(
      "tr",
      {},
      cell("date", el("a", { href: hrefTo("cases", { id: one.id }), text: ui.moment(one.created_at) })),
      cell("language", ui.languageName(one.language)),
      cell("country", countries.join(", ") || "–"),
      cell("tags", el("span", {}, ...flags.map((name) => el("span", { class: "badge badge-flag", text: name })), tags.join(" · ") || "–")),
      cell("state", el("span", { class: "badge", data: { state: one.review_state }, text: ui.say(`cases.states.${one.review_state}`) })),
      cell("certainty", ui.say(`cases.certainty.${one.uncertainty >= 0.66 ? "low" : one.uncertainty >= 0.33 ? "middle" : "high"}`)),
    );
  }
}
