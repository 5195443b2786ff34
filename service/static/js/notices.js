/** Errors of the service in plain words, with a way to try again. */

import { byId, el } from "./dom.js";

const place = () => byId("notices");

export const clearNotices = () => place().replaceChildren();

/** Says what went wrong; `retry` makes the button work. */
export function showError(sentence, ui, retry, retryKey = "errors.retry") {
  place().replaceChildren(
    el(
      "div",
      { class: "notice notice-error", role: "alert", id: "error" },
      el("strong", { text: ui.say("errors.title") }),
      el("p", { text: sentence }),
      retry
        ? el("button", { type: "button", class: "button", id: "retry", text: ui.say(retryKey), on: { click: retry } })
        : null,
    ),
  );
}

/** Says that something is stored, with the way to it. */
export function showSaved(sentence, words, href) {
  place().replaceChildren(
    el("div", { class: "notice notice-done", role: "status", id: "saved" }, el("p", { text: sentence }), el("a", { href, text: words })),
  );
}

/** Says something that needs no action. */
export function showNotice(sentence, id) {
  if (!byId(id)) place().append(el("p", { class: "notice notice-quiet", role: "status", id, text: sentence }));
}

/** Counts down on the page and then tries again; gives a way to stop. */
export function countDown(reason, seconds, ui, retry) {
  let left = seconds;
  const words = () => `${reason} ${ui.say("errors.retry_in", { count: left })}`;
  showError(words(), ui, retry);
  const line = place().querySelector("#error p");
  // Heard once, not every second.
  line.setAttribute("aria-live", "off");
  const timer = setInterval(() => {
    left -= 1;
    if (left <= 0) retry();
    else line.textContent = words();
  }, 1000);
  return () => clearInterval(timer);
}
