/** The score card of the models, language by language, from their evaluation report. */

import { el } from "../dom.js";
import { hrefTo } from "../router.js";

export function qualityCard(quality, { ui, labels }) {
  const card = el("section", { class: "card chart-wide", "aria-labelledby": "chart-quality" }, el("h3", { class: "section-title", id: "chart-quality", text: ui.say("quality.title") }));
  if (!quality.is_available) {
    card.append(el("p", { class: "empty", text: ui.say("quality.none") }));
    return card;
  }
  const facets = quality.facets.map(({ facet }) => facet);
  const share = (value) => (value == null ? "–" : ui.percent(value));
  const head = [ui.say("result.language"), ui.say("quality.narratives"), ...facets.map((facet) => labels.facetName(facet)), ui.say("result.country"), ui.say("quality.leaks")];
  const row = (one) =>
    el("tr", {},
      el("th", { scope: "row" }, el("a", { href: hrefTo("cases", { query: [["language", one.language]] }), text: ui.languageName(one.language) })),
      el("td", { text: ui.number(one.narratives) }),
      ...facets.map((facet) => el("td", { text: share(one.f1[facet]) })),
      el("td", { text: share(one.country) }),
      el("td", { text: leaks(one, ui) }));
  card.append(
    el("p", { class: "hint", text: ui.say("quality.hint", { version: quality.model_version, count: ui.number(quality.narratives) }) }),
    el("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": `${ui.say("quality.title")}: ${ui.say("insight.table")}` },
      el("table", { class: "numbers", id: "quality" }, el("thead", {}, el("tr", {}, ...head.map((text) => el("th", { scope: "col", text })))), el("tbody", {}, ...quality.languages.map(row)))),
  );
  return card;
}

/** Of how few narratives a share is made must be seen with it. */
function leaks({ leak_share: leak, leak_interval: interval, narratives_with_names: number }, ui) {
  if (leak == null) return "–";
  const upTo = interval.length === 2 ? ` (≤ ${ui.percent(interval[1])})` : "";
  return `${ui.number(Math.round(leak * number))}/${ui.number(number)}${upTo}`;
}
