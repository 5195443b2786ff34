/** What a placeholder replaced, and the way to show it again; and a list of all corrections. */

import { el } from "../dom.js";

/** A small dialog below the text. */
export function chipPanel(placeholder, forms, ui, { restore, close }) {
  const panel = el(
    "div",
    { class: "chip-panel", id: "chip-panel", role: "dialog", "aria-label": ui.say("chip.title", { placeholder }) },
    el("p", {}, el("strong", { text: placeholder }), ` ${ui.say("chip.replaced")} `,
      ...forms.flatMap((form, index) => [index > 0 ? ", " : "", el("q", { class: "original", translate: "no", text: form })])),
    el(
      "div",
      { class: "actions" },
      el("button", { type: "button", class: "button", id: "restore", text: ui.say("chip.restore"), on: { click: restore } }),
      el("button", { type: "button", class: "button button-quiet", id: "chip-close", text: ui.say("explanation.close"), on: { click: close } }),
    ),
  );
  panel.addEventListener("keydown", (event) => event.key === "Escape" && close());
  return panel;
}

/** What the person corrected so far, each with a way back. */
export function correctionList(corrections, ui, changed) {
  if (corrections.isEmpty) return null;
  const item = (sentence, undo) =>
    el("li", {}, el("span", { translate: "no", text: sentence }),
      el("button", { type: "button", class: "button button-quiet", text: ui.say("marking.undo"), on: { click: () => { undo(); changed(); } } }));
  return el(
    "ul",
    { class: "corrections", id: "corrections", "aria-label": ui.say("marking.list") },
    ...corrections.marks.map((mark) => item(ui.say("marking.taken_out", { words: mark.words }), () => corrections.unmark(mark.words))),
    ...corrections.restored.map((forms, index) =>
      item(ui.say("marking.put_back", { words: forms.join(", ") }), () => corrections.unrestore(index))),
  );
}
