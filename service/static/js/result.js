/** What is said of a narrative: warnings, flags, suggestions by facet, questions, countries. */

import { claimName, readClaims } from "./claims.js";
import { combobox } from "./combobox.js";
import { el, setLanguage } from "./dom.js";
import { slice } from "./spans.js";
import { addedRow, claimGroup, claimRow, countryReason } from "./tag_list.js";

const FLAGS = "flags";

/**
 * The column of suggestions.
 * @param context answer, claims, ui, labels, attention, decisions, and the listeners `decided`
 *   (a claim was decided on) and `changed` (the column has to be built anew)
 */
export function suggestionColumn(context) {
  return [heading(context), warnings(context), flags(context), tagCard(context)].filter(Boolean);
}

/** What a screen reader hears when the result is there. */
export function resultSummary(answer, ui, labels) {
  const { flags: raised, facets } = readClaims(answer);
  return ui.say("result.announce", {
    count: facets.flatMap((group) => group.claims).length,
    removed: removedSentence(answer, ui),
    flags: raised.map((flag) => `${claimName(flag, ui, labels)}.`).join(" "),
    warnings: (answer.warnings ?? []).map((code) => warningSentence(code, ui, labels)).join(" "),
  });
}

export const removedSentence = ({ identifiers }, ui) =>
  ui.say(identifiers.length > 0 ? "result.removed" : "result.nothing_removed", { count: identifiers.length });

function heading({ answer, ui }) {
  return el(
    "div",
    { class: "result-head" },
    el("h2", { class: "result-title", id: "result-title", tabindex: "-1", text: ui.say("result.suggestions") }),
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
  const { claims, labels, decisions } = context;
  const added = decisions.added.filter((one) => one.facet === FLAGS);
  if (claims.flags.length + added.length === 0) return null;
  const rows = claims.flags.map((flag) => {
    const row = claimRow(flag, context, flagWords(flag, context));
    row.dataset.flag = flag.label;
    return row;
  });
  return el(
    "section",
    { class: "flags", id: "flags", "aria-labelledby": "flags-title" },
    el("h3", { class: "visually-hidden", id: "flags-title", text: labels.facetName(FLAGS) }),
    el("ul", { class: "tags" }, ...rows, ...added.map((one) => addedRow(one, context))),
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

function tagCard(context) {
  const { claims, ui, labels, decisions } = context;
  const row = (claim) => claimRow(claim, context);
  const added = (facet) => decisions.added.filter((one) => one.facet === facet).map((one) => addedRow(one, context));
  return el(
    "div",
    { class: "card column-tags" },
    tagField(context),
    recordType(context),
    ...claims.facets.map(({ facet, claims: found }) =>
      claimGroup(facet, labels.facetName(facet), [...found.map(row), ...added(facet)], ui.say("result.no_tags")),
    ),
    claims.questions.length > 0
      ? claimGroup("questions", ui.say("decide.questions"), claims.questions.map(row), "", el("p", { class: "hint", text: ui.say("decide.questions_hint") }))
      : null,
    countries(context, added("country")),
    claims.other.length > 0
      ? claimGroup("country_other", ui.say("result.country_other"), claims.other.map((claim) => claimRow(claim, context, countryReason(claim, ui))), "")
      : null,
  );
}

function tagField({ ui, labels, decisions, claims, changed, say }) {
  const known = new Set([...claims.flags, ...claims.facets.flatMap((group) => group.claims)].map((claim) => claim.key));
  return combobox({
    id: "add-tag",
    label: ui.say("decide.add"),
    placeholder: ui.say("decide.add_hint"),
    none: ui.say("decide.nothing_found"),
    options: () =>
      labels.options(...labels.textFacets, FLAGS).map((option) => ({ ...option, detail: `${labels.facetName(option.facet)} · ${option.detail}` })),
    choose: (option) => {
      const key = `${option.facet}/${option.label}`;
      if (known.has(key)) decisions.set(key, "accepted");
      else decisions.add(option.facet, option.label);
      changed();
      say(ui.say("decide.added", { name: option.name }));
    },
  });
}

function recordType(context) {
  const { claims, ui, labels, decisions, decided } = context;
  if (!claims.recordType) return null;
  const options = labels.options("record_type");
  const chosen = decisions.recordType ?? claims.recordType.label;
  const choice = el(
    "select",
    { id: "record-type", "aria-labelledby": "group-record_type" },
    ...options.map(({ label, name }) => el("option", { value: label, text: name, selected: label === chosen })),
  );
  choice.addEventListener("change", () => {
    decisions.recordType = choice.value === claims.recordType.label ? null : choice.value;
    decided(claims.recordType);
  });
  return claimGroup(
    "record_type", labels.facetName("record_type"), [claimRow(claims.recordType, context)], "",
    options.length > 0 ? el("label", { class: "choice" }, el("span", { text: ui.say("decide.record_type") }), choice) : null,
  );
}

function countries(context, added) {
  const { claims, ui, labels, decisions, changed, say } = context;
  const rows = claims.incident.map((claim) => claimRow(claim, context, countryReason(claim, ui)));
  const isOpen = rows.length + added.length === 0;
  const field = combobox({
    id: "add-country",
    label: ui.say(isOpen ? "decide.ask_country" : "decide.add_country"),
    placeholder: ui.say("decide.country_hint"),
    none: ui.say("decide.nothing_found"),
    options: () => labels.countries,
    choose: (option) => {
      if (claims.incident.some((claim) => claim.label === option.label)) decisions.set(`country_incident/${option.label}`, "accepted");
      else decisions.add("country", option.label);
      changed();
      say(ui.say("decide.added", { name: option.name }));
    },
  });
  return claimGroup("country", ui.say("result.country"), [...rows, ...added], ui.say("result.country_none"), field);
}
