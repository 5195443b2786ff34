/** The redacted text on a card, with what was taken out and the explanation of a claim. */

import { copyButton } from "./copy.js";
import { el } from "./dom.js";
import { explanation } from "./explanation.js";
import { markingField, selectionTool } from "./marking.js";
import { redactedText, removedCounts } from "./redacted_text.js";
import { removedSentence } from "./result.js";

/**
 * Builds the card.
 * @param on `mark` (stretches, type), `markWords` (words, type) and `openChip` (placeholder); what
 *   is missing is not offered
 */
export function textCard({ answer, listed, ui, labels, attention }, on, ...below) {
  const text = redactedText(answer, listed, ui, attention, on.openChip);
  const tool = on.mark ? selectionTool(text, ui, on.mark) : null;
  const card = el(
    "div",
    { class: "card text-card" },
    el(
      "div",
      { class: "card-head" },
      el("h2", { class: "section-title", id: "redacted-title", text: ui.say("result.redacted") }),
      copyButton(answer.redacted_text, ui),
    ),
    el("div", { class: "text-place" }, text, tool),
    answer.identifiers ? el("p", { class: "removed-title", text: removedSentence(answer, ui) }) : null,
    answer.identifiers?.length > 0 ? removedCounts(answer.identifiers, ui) : null,
    ...below,
    on.markWords ? markingField(ui, on.markWords) : null,
  );
  return { nodes: [card, explanation(answer, listed, ui, labels, attention)], tool, text };
}
