/**
 * Cuts texts at spans. The service counts Unicode code points, JavaScript counts
 * UTF-16 units: an emoji is one of the first and two of the second.
 */

/** How many code points a string has. */
export function countCodePoints(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The words between two code points. */
export const slice = (text, { start, end }) => Array.from(text).slice(start, end).join("");

/**
 * Cuts a text wherever a span begins or ends.
 * @param {string} text
 * @param {{start: number, end: number, key: string}[]} spans may overlap
 * @returns {{text: string, start: number, keys: string[]}[]} the whole text in order
 */
export function cut(text, spans) {
  const points = Array.from(text);
  const inside = spans
    .map((span) => ({ ...span, start: Math.max(0, span.start), end: Math.min(points.length, span.end) }))
    .filter((span) => span.start < span.end);
  const edges = new Set([0, points.length, ...inside.flatMap((span) => [span.start, span.end])]);
  const cuts = [...edges].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => ({
    text: points.slice(start, cuts[index + 1]).join(""),
    start,
    keys: inside.filter((span) => span.start <= start && start < span.end).map((span) => span.key),
  }));
}

/** Where each of the given words stands in a text, in code points. */
export function occurrences(text, words) {
  const wanted = [...new Set(words)].filter(Boolean).sort((a, b) => b.length - a.length);
  if (wanted.length === 0) return [];
  const pattern = new RegExp(wanted.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
  const found = [];
  let units = 0;
  let points = 0;
  for (const match of text.matchAll(pattern)) {
    points += countCodePoints(text.slice(units, match.index));
    units = match.index;
    found.push({ start: points, end: points + countCodePoints(match[0]), word: match[0] });
  }
  return found;
}

/** Where words stand in a text, in code points, in small letters or capitals. */
export function occurrencesOf(text, words) {
  const wanted = words.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
  if (!wanted) return [];
  return [...text.matchAll(new RegExp(wanted, "giu"))].map((match) => {
    const start = countCodePoints(text.slice(0, match.index));
    return { start, end: start + countCodePoints(match[0]) };
  });
}
