/** The small tool with which selected or typed words are taken out of a redacted text. */

import { el } from "./dom.js";
import { selectedStretches } from "./stretches.js";
import { identifierName } from "./redacted_text.js";

export const TYPES = ["PERSON", "PHONE", "ADDRESS", "HANDLE", "EMAIL", "ID_NUMBER", "PLATE", "DOB"];

const typeChoice = (ui, id) =>
  el(
    "select",
    { id, class: "type-choice", "aria-label": ui.say("marking.type") },
    ...TYPES.map((type) => el("option", { value: type, text: identifierName(type, ui) })),
  );

/**
 * Offers the tool beside a selection in `text`.
 * @param mark is told the selected stretches and the type
 */
export function selectionTool(text, ui, mark) {
  const choice = typeChoice(ui, "selection-type");
  const words = el("span", { class: "marking-words", translate: "no" });
  const button = el("button", { type: "button", class: "button button-primary", id: "redact-selection", text: ui.say("marking.redact") });
  const tool = el("div", { class: "marking", id: "marking", hidden: true, role: "group", "aria-label": ui.say("marking.label") }, words, choice, button);
  let stretches = [];
  const look = () => {
    if (!text.isConnected) return document.removeEventListener("selectionchange", look);
    // The choice of a type takes the focus, and some browsers then drop the selection.
    if (tool.contains(document.activeElement)) return;
    stretches = selectedStretches(text);
    tool.hidden = stretches.length === 0;
    if (tool.hidden) return;
    words.textContent = `«${stretches.map((one) => one.words).join(" … ")}»`;
    place(tool, text);
  };
  document.addEventListener("selectionchange", look);
  button.addEventListener("click", () => {
    tool.hidden = true;
    getSelection().removeAllRanges();
    mark(stretches, choice.value);
  });
  tool.redact = () => !tool.hidden && button.click();
  return tool;
}

function place(tool, text) {
  const box = tool.offsetParent?.getBoundingClientRect() ?? text.getBoundingClientRect();
  const last = [...getSelection().getRangeAt(0).getClientRects()].at(-1);
  if (!last) return;
  const left = Math.min(Math.max(last.left - box.left, 0), Math.max(box.width - tool.offsetWidth, 0));
  tool.style.insetInlineStart = `${left}px`;
  tool.style.insetBlockStart = `${last.bottom - box.top + 6}px`;
}

/** The same without a mouse: a field for the words. `mark` is told them and the type. */
export function markingField(ui, mark) {
  const input = el("input", { type: "text", id: "mark-words", autocomplete: "off", spellcheck: "false", translate: "no" });
  const choice = typeChoice(ui, "mark-type");
  const take = () => {
    const words = input.value.trim();
    if (words && mark(words, choice.value) !== false) input.value = "";
  };
  input.addEventListener("keydown", (event) => event.key === "Enter" && take());
  return el(
    "div",
    { class: "marking-field" },
    el("label", { class: "field-label", for: "mark-words", text: ui.say("marking.more") }),
    el("div", { class: "marking-line" }, input, choice,
      el("button", { type: "button", class: "button", id: "mark-go", text: ui.say("marking.redact"), on: { click: take } })),
  );
}
