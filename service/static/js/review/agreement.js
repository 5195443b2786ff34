/** How far coders agree with one another, and the model with them, label by label. */

import { ApiError, readAgreement } from "../api.js";
import { el } from "../dom.js";
import { showError } from "../notices.js";
import { hrefTo } from "../router.js";

// Krippendorff's own limits: from 0.8 data are reliable, from 0.667 for tentative conclusions.
const LEVELS = [[0.8, "good"], [0.667, "tentative"], [-1, "poor"]];

export async function openAgreement(app, container) {
  const { ui } = app;
  try {
    const { cases, labels } = await readAgreement();
    container.replaceChildren(
      el("section", { class: "card" },
        el("h3", { class: "section-title", text: ui.say("review.agreement") }),
        el("p", { class: "hint", text: ui.say("review.agreement_hint", { count: cases }) }),
        cases === 0 ? el("p", { class: "empty", id: "no-agreement", text: ui.say("review.agreement_none") }) : table(labels, app)),
    );
  } catch (error) {
    const kind = error instanceof ApiError ? error.kind : "internal";
    showError(ui.say(ui.has(`errors.case.${kind}`) ? `errors.case.${kind}` : `errors.${kind}`), ui, () => openAgreement(app, container));
  }
  return {};
}

function table(rows, { ui, labels }) {
  const head = ["label", "coders", "model", "cases"].map((key) => el("th", { scope: "col", text: ui.say(`review.columns.${key}`) }));
  const name = ({ facet, label }) => (facet === "country" ? (labels.country(label) ?? ui.country(label)) : labels.name(facet, label));
  const link = ({ facet, label }) => hrefTo("cases", { query: [facet === "country" ? ["country", label] : ["label", `${facet}/${label}`]] });
  return el("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": ui.say("review.agreement") },
    el("table", { class: "numbers", id: "agreement" }, el("thead", {}, el("tr", {}, ...head)),
      el("tbody", {}, ...rows.map((row) =>
        el("tr", {}, el("th", { scope: "row" }, el("a", { href: link(row), text: name(row) })), alpha(row.coders, ui), alpha(row.model, ui), el("td", { text: ui.number(row.cases) }))))));
}

function alpha(value, ui) {
  if (value === null) return el("td", { text: "–", title: ui.say("review.not_told") });
  const level = LEVELS.find(([least]) => value >= least)?.[1] ?? "poor";
  return el("td", { data: { level }, text: `${value.toFixed(2)} ${ui.say(`review.levels.${level}`)}` });
}
