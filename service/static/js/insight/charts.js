/**
 * Charts that are lists and tables: each number is a link to its cases, the keyboard reaches all
 * of them, and a screen reader reads them as what they are.
 */

import { el } from "../dom.js";
import { hrefTo } from "../router.js";

const MOST_SHOWN = 12;
const MOST_CROSSED = 12;

const largest = (counts) => Math.max(1, ...counts.map(({ count }) => count ?? 0));

/** A number that leads to its cases; one too small to tell has words instead. */
function number(count, query, { ui, small }, name) {
  const words = count === null ? small : ui.number(count);
  return el("a", { class: count === null ? "number number-small" : "number", href: hrefTo("cases", { query }), text: words, "aria-label": `${name}: ${words}` });
}

/** Lying bars, the longest first; those beyond the first dozen open on demand. */
export function bars(counts, context) {
  if (counts.length === 0) return el("p", { class: "empty", text: context.ui.say("insight.nothing") });
  const most = largest(counts);
  const row = ({ value, count }) => {
    const fill = el("span", { class: "bar-fill" });
    fill.style.inlineSize = `${Math.round(((count ?? 0) / most) * 100)}%`;
    const name = context.name(value);
    return el("li", { class: "bar-row" }, el("span", { class: "bar-name", text: name }), el("span", { class: "bar", "aria-hidden": "true" }, fill), number(count, context.link(value), context, name));
  };
  const [first, rest] = [counts.slice(0, MOST_SHOWN), counts.slice(MOST_SHOWN)];
  return el(
    "div",
    {},
    el("ul", { class: "bars" }, ...first.map(row)),
    rest.length > 0 ? el("details", {}, el("summary", { text: context.ui.say("insight.more", { count: rest.length }) }), el("ul", { class: "bars" }, ...rest.map(row))) : null,
  );
}

/** Standing columns, one for each month. */
export function columns(counts, context) {
  if (counts.length === 0) return el("p", { class: "empty", text: context.ui.say("insight.nothing") });
  const most = largest(counts);
  return el(
    "ol",
    { class: "columns-chart", tabindex: "0", "aria-label": context.ui.say("insight.months") },
    ...counts.map(({ value, count }) => {
      const fill = el("span", { class: "column-fill", "aria-hidden": "true" });
      fill.style.blockSize = `${Math.round(((count ?? 0) / most) * 100)}%`;
      const name = context.name(value);
      return el("li", {}, number(count, context.link(value), context, name), el("span", { class: "column-space" }, fill), el("span", { class: "column-name", text: name }));
    }),
  );
}

/** What stands together: a table, darker where it is more. */
export function crossing(pairs, context) {
  const rank = (key) => {
    const sums = new Map();
    for (const pair of pairs) sums.set(pair[key], (sums.get(pair[key]) ?? 0) + (pair.count ?? 1));
    return [...sums].sort((a, b) => b[1] - a[1]).slice(0, MOST_CROSSED).map(([value]) => value);
  };
  const [rows, others, most] = [rank("row"), rank("column"), largest(pairs)];
  const found = new Map(pairs.map((pair) => [`${pair.row} ${pair.column}`, pair.count]));
  const cell = (row, column) => {
    const key = `${row} ${column}`;
    if (!found.has(key)) return el("td", {});
    const count = found.get(key);
    const node = el("td", {}, number(count, context.link(row, column), context, `${context.row(row)}, ${context.column(column)}`));
    node.dataset.shade = String(count === null ? 0 : Math.ceil((count / most) * 4));
    return node;
  };
  return el(
    "div",
    { class: "table-scroll", tabindex: "0", role: "region", "aria-label": `${context.title}: ${context.ui.say("insight.table")}` },
    el("table", { class: "crossing" },
      el("thead", {}, el("tr", {}, el("td", {}), ...others.map((column) => el("th", { scope: "col" }, el("span", { text: context.column(column) }))))),
      el("tbody", {}, ...rows.map((row) => el("tr", {}, el("th", { scope: "row", text: context.row(row) }), ...others.map((column) => cell(row, column)))))),
  );
}
