/** The suggestions beside the text: every claim is one button that lights its evidence. */

import { claimName, likelihood } from "./claims.js";
import { el } from "./dom.js";
import { slice } from "./spans.js";

/** A claim as a list item with one button: its name, its score, and what else is to be said. */
export function claimButton(claim, { answer, ui, labels, attention }, extra = null) {
  const descriptionId = `about-${claim.key.replace(/\W/g, "-")}`;
  const button = el(
    "button",
    { type: "button", class: "tag", "aria-describedby": descriptionId },
    el("span", { class: "tag-name", text: claimName(claim, ui, labels) }),
    scoreNode(claim, ui),
    extra,
  );
  attention.attach(button, claim.key);
  return el("li", {}, button, spokenAbout(claim, answer, ui, labels, descriptionId));
}

/** What the explanation panel shows, for those who hear the page. */
function spokenAbout(claim, answer, ui, labels, id) {
  const quotes = claim.evidence.map((span) => slice(answer.redacted_text, span)).join("; ");
  return el(
    "span",
    { class: "visually-hidden", id },
    el("span", { lang: "en", text: labels.definition(claim.facet, claim.label) }),
    quotes ? el("span", { text: ` ${ui.say("explanation.words")}: ${quotes}` }) : null,
  );
}

function scoreNode(claim, ui) {
  if (claim.score == null) return null;
  const bar = el("span", { class: "bar", "aria-hidden": "true" }, el("span", { class: "bar-fill" }));
  bar.firstChild.style.inlineSize = `${Math.round(claim.score * 100)}%`;
  const words = ui.say(`score.${likelihood(claim.score)}`);
  return el(
    "span",
    { class: "score", data: { likelihood: likelihood(claim.score) } },
    el("span", { class: "score-words", text: words }),
    el("span", { class: "score-number", text: ui.percent(claim.score) }),
    bar,
  );
}

/** One heading with its claims, or with words that say there are none. */
export function claimGroup(title, claims, emptyWords, makeItem, name) {
  const id = `group-${name}`;
  return el(
    "section",
    { class: "group", "aria-labelledby": id, data: { group: name } },
    el("h3", { class: "group-title", id, text: title }),
    claims.length > 0
      ? el("ul", { class: "tags" }, ...claims.map(makeItem))
      : el("p", { class: "empty", text: emptyWords }),
  );
}

/** The line under a country: what it rests on, such as "Орхей → Moldova". */
export function countryReason(claim, ui) {
  const basis = ui.has(`result.basis.${claim.basis}`) ? ui.say(`result.basis.${claim.basis}`) : "";
  return el(
    "span",
    { class: "reason" },
    claim.reason ? el("span", { class: "reason-words", text: claim.reason }) : null,
    basis ? el("span", { class: "reason-basis", text: basis }) : null,
  );
}
