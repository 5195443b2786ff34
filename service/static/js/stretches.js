/** What somebody has selected in a redacted text, without its placeholders, as whole words. */

import { countCodePoints } from "./spans.js";

const WORD = /[\p{L}\p{M}\p{N}]/u;
const EDGE = /^[\s.,;:!?"'«»„“”()\u2014–-]+|[\s.,;:!?"'«»„“”()\u2014–-]+$/gu;

/** Runs of text between chips: their words and where they begin, in code points. */
function runs(container) {
  const walker = document.createTreeWalker(container, NodeFilter.SHOW_TEXT);
  const found = [];
  let [start, fresh] = [0, true];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = countCodePoints(node.data);
    if (node.parentElement.closest(".chip")) fresh = true;
    else if (fresh) {
      found.push({ start, text: node.data, nodes: [node] });
      fresh = false;
    } else {
      found.at(-1).text += node.data;
      found.at(-1).nodes.push(node);
    }
    start += length;
  }
  return found;
}

/** How much of a run is selected, in UTF-16 units of its text. */
function selectedPart(run, range) {
  let [from, to, units] = [null, null, 0];
  for (const node of run.nodes) {
    if (range.intersectsNode(node)) {
      const begin = node === range.startContainer ? range.startOffset : 0;
      const end = node === range.endContainer ? range.endOffset : node.data.length;
      if (end > begin) [from, to] = [from ?? units + begin, units + end];
    }
    units += node.data.length;
  }
  return from === null ? null : [from, to];
}

/** Widens a part of a text to the ends of its words, and leaves out what is no word at its edges. */
function wholeWords(text, [from, to]) {
  while (from > 0 && WORD.test(text[from - 1]) && WORD.test(text[from])) from -= 1;
  while (to < text.length && WORD.test(text[to]) && WORD.test(text[to - 1])) to += 1;
  const part = text.slice(from, to);
  const words = part.replace(EDGE, "");
  return words && [from + part.indexOf(words), words];
}

/**
 * The selected stretches.
 * @returns {{start: number, end: number, words: string}[]} in code points of the whole text
 */
export function selectedStretches(container) {
  const selection = getSelection();
  if (selection.rangeCount === 0 || selection.isCollapsed) return [];
  const range = selection.getRangeAt(0);
  if (!container.contains(range.commonAncestorContainer)) return [];
  return runs(container).flatMap((run) => {
    const part = selectedPart(run, range);
    const found = part && wholeWords(run.text, part);
    if (!found) return [];
    const [from, words] = found;
    const start = run.start + countCodePoints(run.text.slice(0, from));
    return [{ start, end: start + countCodePoints(words), words }];
  });
}
