/** Keeps the keyboard where it was while a part of the page is built anew. */

const describe = (node) => {
  if (node.id) return `#${CSS.escape(node.id)}`;
  const row = node.closest("[data-row]");
  if (!row) return null;
  const within = node.dataset.decide ? `[data-decide="${CSS.escape(node.dataset.decide)}"]` : "button";
  return `[data-row="${CSS.escape(row.dataset.row)}"] ${within}`;
};

/** Runs `build`; what had the focus inside `place` gets it back, or what stands for it now. */
export function keepingFocus(place, build) {
  const active = place.contains(document.activeElement) ? document.activeElement : null;
  const wanted = active && describe(active);
  build();
  if (wanted) place.querySelector(wanted)?.focus({ preventScroll: true });
}
