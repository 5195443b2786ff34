/** The whole answer on the page: flags, redacted text, suggestions. */

import { Attention } from "./attention.js";
import { allClaims, claimName, readClaims } from "./claims.js";
import { copyButton } from "./copy.js";
import { el, setLanguage } from "./dom.js";
import { explanation } from "./explanation.js";
import { redactedText, removedCounts } from "./redacted_text.js";
import { slice } from "./spans.js";
import { claimButton, claimGroup, countryReason } from "./tag_list.js";

/** Builds the nodes of the result section, and the attention that joins them. */
export function resultView(answer, ui, labels) {
  const attention = new Attention();
  const claims = readClaims(answer);
  const context = { answer, claims, listed: allClaims(claims), ui, labels, attention };
  const nodes = [
    heading(context),
    flags(context),
    warnings(context),
    el("div", { class: "columns" }, textColumn(context), tagColumn(context)),
  ].filter(Boolean);
  return { nodes, attention };
}

/** What a screen reader hears when the result is there. */
export function resultSummary(answer, ui, labels) {
  const { flags: raised, facets } = readClaims(answer);
  return ui.say("result.announce", {
    count: facets.flatMap((group) => group.claims).length,
    removed: removedSentence(answer, ui),
    flags: raised.map((flag) => `${claimName(flag, ui, labels)}.`).join(" "),
    warnings: warningSentences(answer, ui, labels).join(" "),
  });
}

const removedSentence = ({ identifiers }, ui) =>
  ui.say(identifiers.length > 0 ? "result.removed" : "result.nothing_removed", { count: identifiers.length });

function heading({ answer, ui }) {
  return el(
    "div",
    { class: "result-head" },
    el("h2", { class: "result-title", id: "result-title", tabindex: "-1", text: ui.say("result.title") }),
    el(
      "p",
      { class: "language-line", id: "narrative-language" },
      el("span", { text: `${ui.say("result.language")}: ` }),
      el("strong", { text: ui.languageName(answer.language) }),
    ),
  );
}

function warnings({ answer, ui, labels }) {
  if (!answer.warnings?.length) return null;
  const sentences = answer.warnings.map((code) =>
    el("li", { text: warningSentence(code, ui, labels) }, ...combinationWords(code, answer)),
  );
  return el("ul", { class: "notice notice-warning", id: "warnings" }, ...sentences);
}

const warningSentences = ({ warnings }, ui, labels) =>
  (warnings ?? []).map((code) => warningSentence(code, ui, labels));

const warningSentence = (code, ui, labels) => labels.warning(code) ?? ui.say("warnings.unknown", { code });

/** The words that together could point to one person, each once, beside the warning about them. */
function combinationWords(code, { combinations, language, redacted_text: text }) {
  if (code !== "identifying_combination") return [];
  const words = (combinations ?? []).flatMap(({ spans }) => spans.map((span) => slice(text, span)));
  const quotes = [...new Set(words)].map((word) => el("q", { class: "combination-word", text: word }));
  quotes.forEach((quote) => setLanguage(quote, language));
  return quotes.flatMap((quote) => [" ", quote]);
}

function flags(context) {
  const { claims, labels } = context;
  if (claims.flags.length === 0) return null;
  const items = claims.flags.map((flag) => {
    const item = claimButton(flag, context, flagWords(flag, context));
    item.dataset.flag = flag.label;
    return item;
  });
  return el(
    "section",
    { class: "flags", id: "flags", "aria-labelledby": "flags-title" },
    el("h3", { class: "visually-hidden", id: "flags-title", text: labels.facetName("flags") }),
    el("ul", { class: "tags" }, ...items),
  );
}

/** What to do about a flag, and the words that raised it: nobody should have to look for them. */
function flagWords(flag, { answer, ui }) {
  const advice = `advice.${flag.label}`;
  const quotes = flag.evidence.map((span) => el("q", { class: "flag-quote", text: slice(answer.redacted_text, span) }));
  quotes.forEach((quote) => setLanguage(quote, answer.language));
  return el(
    "span",
    { class: "flag-words" },
    ui.has(advice) ? el("span", { class: "flag-advice", text: ui.say(advice) }) : null,
    ...quotes,
  );
}

function textColumn({ answer, listed, ui, labels, attention }) {
  const card = el(
    "section",
    { class: "card", "aria-labelledby": "redacted-title" },
    el(
      "div",
      { class: "card-head" },
      el("h3", { class: "section-title", id: "redacted-title", text: ui.say("result.redacted") }),
      copyButton(answer.redacted_text, ui),
    ),
    redactedText(answer, listed, ui, attention),
    el("p", { class: "removed-title", text: removedSentence(answer, ui) }),
    answer.identifiers.length > 0 ? removedCounts(answer.identifiers, ui) : null,
  );
  return el("div", { class: "column-text" }, card, explanation(answer, listed, ui, labels, attention));
}

function tagColumn(context) {
  const { claims, ui, labels } = context;
  const item = (claim) => claimButton(claim, context);
  const country = (claim) => claimButton(claim, context, countryReason(claim, ui));
  const group = (name, found, title = labels.facetName(name), none = ui.say("result.no_tags"), make = item) =>
    claimGroup(title, found, none, make, name);
  return el(
    "section",
    { class: "card column-tags", "aria-labelledby": "tags-title" },
    el("h3", { class: "section-title", id: "tags-title", text: ui.say("result.suggestions") }),
    group("record_type", claims.recordType ? [claims.recordType] : []),
    ...claims.facets.map(({ facet, claims: found }) => group(facet, found)),
    group("country", claims.incident, ui.say("result.country"), ui.say("result.country_none"), country),
    claims.other.length > 0 ? group("country_other", claims.other, ui.say("result.country_other"), "", country) : null,
  );
}
