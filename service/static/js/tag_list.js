/** One row for each claim: a button that lights its evidence, and two to decide on it. */

import { claimName, likelihood } from "./claims.js";
import { ACCEPTED, REJECTED } from "./decisions.js";
import { el } from "./dom.js";
import { slice } from "./spans.js";

const idOf = (claim) => `about-${claim.key.replace(/\W/g, "-")}`;

/** What a person says of a claim now: what they decided here, else what is stored. */
export const stateOf = (claim, decisions) => {
  const stored = claim.state === "suggested" ? null : claim.state;
  return decisions?.state(claim.key) ?? (stored === "added" ? ACCEPTED : stored);
};

/** A claim as a list item: its name, its score, what else is to be said, and what is decided. */
export function claimRow(claim, context, extra = null) {
  const { answer, ui, labels, attention, decisions } = context;
  const button = el(
    "button",
    { type: "button", class: "tag", "aria-describedby": idOf(claim) },
    el("span", { class: "tag-name", text: claimName(claim, ui, labels) }),
    claim.origin === "person" ? el("span", { class: "by-person", text: ui.say("decide.by_person") }) : scoreNode(claim, ui),
    claim.isUnsure ? el("span", { class: "check-mark", text: ui.say("decide.check") }) : null,
    extra,
  );
  attention.attach(button, claim.key);
  const row = el("li", { class: "claim", data: { row: claim.key } }, button, spokenAbout(claim, answer, ui, labels));
  if (decisions && claim.facet !== "record_type") row.append(decideButtons(claim, context, row));
  return row;
}

function decideButtons(claim, { ui, labels, decisions, decided }, row) {
  const name = claimName(claim, ui, labels);
  const made = [
    [ACCEPTED, "yes", claim.isQuestion ? "decide.yes" : "decide.accept", "✓"],
    [REJECTED, "no", claim.isQuestion ? "decide.no" : "decide.reject", "✕"],
  ].map(([state, kind, key, sign]) => {
    const button = el(
      "button",
      { type: "button", class: `decide decide-${kind}`, title: ui.say(key), "aria-label": `${ui.say(key)}: ${name}`, data: { decide: state } },
      el("span", { "aria-hidden": "true", text: sign }),
    );
    button.addEventListener("click", () => {
      decisions.toggle(claim.key, state);
      row.refresh();
      decided(claim);
    });
    return button;
  });
  row.refresh = () => {
    const state = stateOf(claim, decisions);
    row.dataset.state = state ?? "";
    for (const button of made) button.setAttribute("aria-pressed", String(button.dataset.decide === state));
  };
  row.refresh();
  return el("span", { class: "decides" }, ...made);
}

/** A label that a person added, with a way to take it away again. */
export function addedRow(added, { ui, labels, decisions, changed }) {
  const name = claimName(added, ui, labels);
  const undo = el(
    "button",
    { type: "button", class: "decide decide-no", title: ui.say("decide.remove"), "aria-label": `${ui.say("decide.remove")}: ${name}` },
    el("span", { "aria-hidden": "true", text: "✕" }),
  );
  undo.addEventListener("click", () => {
    decisions.undo(`${added.facet}/${added.label}`);
    changed();
  });
  return el(
    "li",
    { class: "claim", data: { state: ACCEPTED, row: `${added.facet}/${added.label}` } },
    el("div", { class: "tag tag-added", title: labels.definition(added.facet, added.label) },
      el("span", { class: "tag-name", text: name }),
      el("span", { class: "by-person", text: ui.say("decide.by_you") })),
    el("span", { class: "decides" }, undo),
  );
}

/** What the explanation panel shows, for those who hear the page. */
function spokenAbout(claim, answer, ui, labels) {
  const quotes = claim.evidence.map((span) => slice(answer.redacted_text, span)).join("; ");
  return el(
    "span",
    { class: "visually-hidden", id: idOf(claim) },
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

/** One heading with its rows, or with words that say there are none, and what comes below. */
export function claimGroup(name, title, rows, emptyWords, ...below) {
  const id = `group-${name}`;
  return el(
    "section",
    { class: "group", "aria-labelledby": id, data: { group: name } },
    el("h3", { class: "group-title", id, text: title }),
    rows.length > 0 ? el("ul", { class: "tags" }, ...rows) : emptyWords ? el("p", { class: "empty", text: emptyWords }) : null,
    ...below,
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
