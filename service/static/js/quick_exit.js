/** Leaves the page at once: nothing of the case stays on it, and the session ends. */

import { signOut } from "./api.js";
import { byId } from "./dom.js";

const NEUTRAL = "about:blank";
const PRESSES = 3;
const WITHIN_MS = 1200;

/** @param forget clears everything from the page, at once and without asking */
export function offerQuickExit(forget) {
  const leave = () => {
    forget();
    document.body.replaceChildren();
    document.title = " ";
    // Sent on while the page goes away.
    signOut({ keepalive: true }).catch(() => {});
    history.replaceState(null, "", location.pathname);
    location.replace(NEUTRAL);
  };
  byId("quick-exit").addEventListener("click", leave);
  let times = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    const now = Date.now();
    times = [...times.filter((time) => now - time < WITHIN_MS), now];
    if (times.length >= PRESSES) leave();
  }, { capture: true });
}
