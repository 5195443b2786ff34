/** The result as JSON or as a table row, for those who carry it into another system by hand. */

import { ACCEPTED, REJECTED } from "../decisions.js";
import { decidable } from "../claims.js";

/** A cell that a spreadsheet takes for a formula gets an apostrophe in front. */
const cell = (value) => {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",;\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** What is left after the person's decisions: labels by facet. */
export function chosenLabels(claims, decisions) {
  const found = { record_type: [decisions.recordType ?? claims.recordType?.label].filter(Boolean) };
  for (const { facet } of claims.facets) found[facet] = [];
  Object.assign(found, { country: [], country_other: [], flags: [] });
  for (const claim of decidable(claims)) {
    const state = decisions.state(claim.key);
    const counts = claim.isQuestion ? state === ACCEPTED : state !== REJECTED;
    if (counts) (found[claim.storedFacet] ??= []).push(claim.label);
  }
  for (const { facet, label } of decisions.added) (found[facet] ??= []).push(label);
  return found;
}

export function asJson(answer, claims, decisions) {
  const { language, redacted_text, warnings, model } = answer;
  return JSON.stringify({ language, redacted_text, labels: chosenLabels(claims, decisions), warnings, model }, null, 1);
}

export function asCsv(answer, claims, decisions) {
  const labels = Object.entries(chosenLabels(claims, decisions)).map(([facet, found]) => [facet, found.join("; ")]);
  const columns = [["language", answer.language], ["redacted_text", answer.redacted_text], ...labels, ["warnings", answer.warnings.join("; ")], ["model", answer.model?.version ?? ""]];
  return `${columns.map(([name]) => cell(name)).join(",")}\r\n${columns.map(([, value]) => cell(value)).join(",")}\r\n`;
}
