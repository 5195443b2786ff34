/** The keys of the review; they work while the focus is in its region, and not in fields. */

export const KEYS = [
  ["next", ["j", "ArrowDown"], "j ↓"],
  ["previous", ["k", "ArrowUp"], "k ↑"],
  ["accept", ["y"], "y"],
  ["reject", ["x"], "x"],
  ["add", ["a"], "a"],
  ["country", ["c"], "c"],
  ["redact", ["r"], "r"],
  ["skip", ["s"], "s"],
  ["finish", ["Enter"], "Enter"],
];

/** @param does the functions by name; what is not there is passed over */
export function listenForKeys(region, does) {
  region.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const place = event.target;
    if (place.matches("input, select, textarea, summary, a, .chip")) return;
    // Enter on a button presses it, except on the suggestions and the page itself.
    if (event.key === "Enter" && place.matches("button:not(.tag)")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const found = KEYS.find(([, keys]) => keys.includes(key) || keys.includes(LATIN[event.code]));
    if (!found || !does[found[0]]) return;
    event.preventDefault();
    does[found[0]]();
  });
}

/** The same places on a keyboard that writes Cyrillic. */
const LATIN = { KeyJ: "j", KeyK: "k", KeyY: "y", KeyX: "x", KeyA: "a", KeyC: "c", KeyR: "r", KeyS: "s" };
