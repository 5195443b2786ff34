/** The redacted text: placeholders as coloured chips, evidence lit when its claim is looked at. */

import { el, setLanguage } from "./dom.js";
import { cut, occurrences } from "./spans.js";

const PLACEHOLDER = "placeholder:";

/**
 * Shows the text; what it shows is exactly the text, so that copying by hand copies it as it is.
 * @param openChip is told the placeholder that was pressed; without it they are no buttons
 */
export function redactedText(answer, claims, ui, attention, openChip = null) {
  const node = el("div", {
    class: "redacted",
    id: "redacted-text",
    role: "region",
    tabindex: "0",
    translate: "no",
    "aria-labelledby": "redacted-title",
  });
  setLanguage(node, answer.language);
  const lit = new Map(claims.map((claim) => [claim.key, []]));
  for (const piece of pieces(answer, claims)) node.append(pieceNode(piece, ui, lit, openChip));
  attention.onChange((current) => light(node, lit, current));
  return node;
}

/** Runs of the text in order, the runs of one placeholder together. */
function pieces(answer, claims) {
  const types = new Map((answer.identifiers ?? answer.placeholders).map((found) => [found.placeholder, found.type]));
  const chips = occurrences(answer.redacted_text, [...types.keys()]);
  const spans = [
    ...chips.map((chip, index) => ({ ...chip, key: PLACEHOLDER + index })),
    ...claims.flatMap((claim) => claim.evidence.map(({ start, end }) => ({ start, end, key: claim.key }))),
  ];
  const grouped = [];
  for (const run of cut(answer.redacted_text, spans)) {
    const chip = run.keys.find((key) => key.startsWith(PLACEHOLDER));
    const last = grouped.at(-1);
    if (chip && last?.chip === chip) last.runs.push(run);
    else grouped.push({ chip, type: chip && types.get(chips[chip.slice(PLACEHOLDER.length)].word), runs: [run] });
  }
  return grouped;
}

function pieceNode({ chip, type, runs }, ui, lit, openChip) {
  const nodes = runs.map((run) => runNode(run, lit));
  if (!chip) return nodes[0];
  const looks = { class: "chip", title: identifierName(type, ui), data: { type } };
  if (!openChip) return el("span", looks, ...nodes);
  // Not a button element: browsers leave those out of what is selected and copied.
  const node = el("span", { ...looks, role: "button", tabindex: "0", "aria-haspopup": "dialog" }, ...nodes);
  node.addEventListener("click", () => openChip(node.textContent, node));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    openChip(node.textContent, node);
  });
  return node;
}

function runNode(run, lit) {
  const keys = run.keys.filter((key) => lit.has(key));
  if (keys.length === 0) return document.createTextNode(run.text);
  const node = el("span", { class: "evidence", text: run.text });
  for (const key of keys) lit.get(key).push(node);
  return node;
}

function light(container, lit, current) {
  for (const node of container.querySelectorAll(".is-lit")) node.classList.remove("is-lit");
  const nodes = lit.get(current) ?? [];
  for (const node of nodes) node.classList.add("is-lit");
  if (nodes.length > 0) reveal(container, nodes[0]);
}

/** Scrolls inside the text only; the page itself stays where the reader has it. */
function reveal(container, node) {
  const [box, target] = [container.getBoundingClientRect(), node.getBoundingClientRect()];
  if (target.top >= box.top && target.bottom <= box.bottom) return;
  container.scrollTop += target.top - box.top - box.height / 3;
}

/** What a type of identifier is called. */
export const identifierName = (type, ui) =>
  ui.has(`identifiers.${type}`) ? ui.say(`identifiers.${type}`) : type;

/** What was taken out, counted by type: one chip for each, with its name and number. */
export function removedCounts(identifiers, ui) {
  const counts = new Map();
  for (const { type } of identifiers) counts.set(type, (counts.get(type) ?? 0) + 1);
  const items = [...counts].map(([type, count]) =>
    el(
      "li",
      {},
      el("span", { class: "chip", data: { type }, text: type }),
      el("span", { text: `${identifierName(type, ui)} · ${ui.number(count)}` }),
    ),
  );
  return el("ul", { class: "removed", id: "removed-counts" }, ...items);
}
