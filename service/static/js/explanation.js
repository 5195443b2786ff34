/** What the claim looked at means, and the words that led to it. A sheet from below on phones. */

import { claimName, likelihood } from "./claims.js";
import { el, setLanguage } from "./dom.js";
import { slice } from "./spans.js";

export function explanation(answer, claims, ui, labels, attention) {
  // On phones the panel floats; the hint stays where it is, or the tags would jump under the finger.
  const panel = el("div", { class: "explanation-panel", id: "explanation" });
  const known = new Map(claims.map((claim) => [claim.key, claim]));
  let shown;
  const show = (key) => {
    // Built anew under a finger, its button would never feel the press.
    if (key === shown) return;
    shown = key;
    const claim = known.get(key);
    panel.hidden = !claim;
    panel.replaceChildren(...(claim ? about(claim, answer, ui, labels, attention) : []));
  };
  attention.onChange(show);
  attention.holdOver(panel);
  show(null);
  return el("aside", { class: "card explanation", tabindex: "0", "aria-label": ui.say("explanation.title") }, panel, ...hint(ui));
}

const hint = (ui) => [
  el("p", { class: "hint hint-pointer", text: ui.say("explanation.hint") }),
  el("p", { class: "hint hint-touch", text: ui.say("explanation.hint_touch") }),
];

function about(claim, answer, ui, labels, attention) {
  const score = claim.score == null ? "" : ` · ${ui.say(`score.${likelihood(claim.score)}`)}, ${ui.percent(claim.score)}`;
  const definition = labels.definition(claim.facet, claim.label);
  const advice = `advice.${claim.label}`;
  return [
    el(
      "div",
      { class: "explanation-head" },
      el("p", { class: "eyebrow", text: facetTitle(claim.facet, ui, labels) + score }),
      el("button", {
        type: "button",
        class: "button button-quiet close",
        text: ui.say("explanation.close"),
        on: { click: () => attention.close() },
      }),
    ),
    el("h3", { class: "explanation-title", text: claimName(claim, ui, labels) }),
    claim.facet === "flags" && ui.has(advice) ? el("p", { class: "advice", text: ui.say(advice) }) : null,
    definition ? el("p", { class: "definition", lang: "en", text: definition }) : null,
    claim.reason ? el("p", { class: "definition", text: `${ui.say("explanation.why")}: ${claim.reason}` }) : null,
    ...evidence(claim, answer, ui),
  ].filter(Boolean);
}

const facetTitle = (facet, ui, labels) =>
  facet === "country" ? ui.say("result.country") : labels.facetName(facet);

function evidence(claim, answer, ui) {
  if (claim.evidence.length === 0) return [el("p", { class: "hint", text: ui.say("explanation.no_words") })];
  const quotes = claim.evidence.map((span) => {
    const quote = el("q", { class: "quote", translate: "no", text: slice(answer.redacted_text, span) });
    setLanguage(quote, answer.language);
    return el("li", {}, quote);
  });
  return [
    el("p", { class: "eyebrow", text: ui.say("explanation.words") }),
    el("ul", { class: "quotes" }, ...quotes),
  ];
}
