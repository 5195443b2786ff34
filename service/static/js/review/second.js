/** The second coding: the text alone, without what the first coder or the model said. */

import { ApiError, nextSecond, sendCoding } from "../api.js";
import { Attention } from "../attention.js";
import { Decisions } from "../decisions.js";
import { el } from "../dom.js";
import { clearNotices, showError, showNotice } from "../notices.js";
import { redactedText } from "../redacted_text.js";
import { combobox } from "../combobox.js";
import { addedRow, claimGroup } from "../tag_list.js";

export async function openSecond(app, container, coded) {
  const view = new SecondView(app, container, coded);
  await view.next();
  return {};
}

class SecondView {
  #decisions = new Decisions();

  constructor(app, container, coded) {
    Object.assign(this, { app, container, coded });
  }

  async next() {
    const { ui } = this.app;
    try {
      const { case: found } = await nextSecond();
      this.#decisions.clear();
      this.found = found;
      if (found) this.#render();
      else this.container.replaceChildren(el("section", { class: "card all-done", id: "all-done" }, el("p", { text: ui.say("review.no_second") })));
    } catch (error) {
      this.#explain(error, () => this.next());
    }
  }

  #render() {
    const { ui } = this.app;
    const text = redactedText(this.found, [], ui, new Attention());
    this.labelsCard = el("div", { class: "card column-tags" });
    this.#renderLabels();
    this.container.replaceChildren(
      el("p", { class: "notice notice-quiet", text: ui.say("review.second_hint") }),
      el("div", { class: "write has-result" },
        el("div", { class: "write-left" }, el("section", { class: "card", "aria-labelledby": "redacted-title" }, el("h2", { class: "section-title", id: "redacted-title", text: ui.say("result.redacted") }), text)),
        el("div", { class: "result" }, this.labelsCard)),
      el("div", { class: "savebar" }, el("div", { class: "actions" },
        el("button", { type: "button", class: "button button-primary", id: "save-coding", text: ui.say("review.save_coding"), on: { click: () => this.#save() } }))),
    );
    this.labelsCard.querySelector("input").focus();
  }

  #renderLabels() {
    const { ui, labels } = this.app;
    const context = { ui, labels, decisions: this.#decisions, changed: () => this.#renderLabels() };
    const chosen = this.#decisions.recordType ?? "violation";
    const choice = el("select", { id: "record-type", "aria-labelledby": "group-record_type" },
      ...labels.options("record_type").map(({ label, name }) => el("option", { value: label, text: name, selected: label === chosen })));
    choice.addEventListener("change", () => (this.#decisions.recordType = choice.value));
    const field = (id, label, options) =>
      combobox({ id, label, placeholder: ui.say("decide.add_hint"), none: ui.say("decide.nothing_found"), options,
        choose: (option) => {
          this.#decisions.add(option.facet, option.label);
          this.#renderLabels();
          document.getElementById(id).focus();
        } });
    const rows = (facet) => this.#decisions.added.filter((one) => one.facet === facet).map((one) => addedRow(one, context));
    this.labelsCard.replaceChildren(
      field("add-tag", ui.say("decide.add"), () => labels.options(...labels.textFacets, "flags").map((one) => ({ ...one, detail: labels.facetName(one.facet) }))),
      claimGroup("record_type", labels.facetName("record_type"), [], "", choice),
      ...[...labels.textFacets, "flags"].map((facet) => claimGroup(facet, labels.facetName(facet), rows(facet), "–")),
      claimGroup("country", ui.say("result.country"), rows("country"), "", field("add-country", ui.say("decide.add_country"), () => labels.countries)),
    );
  }

  async #save() {
    const { ui } = this.app;
    const labels = { record_type: [this.#decisions.recordType ?? "violation"] };
    for (const { facet, label } of this.#decisions.added) (labels[facet] ??= []).push(label);
    clearNotices();
    try {
      const { is_disputed: differs } = await sendCoding(this.found.id, labels);
      this.coded();
      await this.next();
      showNotice(ui.say(differs ? "review.coded_differs" : "review.coded_same"), "coded");
    } catch (error) {
      this.#explain(error, () => this.#save());
    }
  }

  #explain(error, again) {
    const { ui } = this.app;
    const kind = error instanceof ApiError ? error.kind : "internal";
    showError(ui.say(ui.has(`errors.case.${kind}`) ? `errors.case.${kind}` : `errors.${kind}`), ui, again);
  }
}
