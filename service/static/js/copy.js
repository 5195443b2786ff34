/** Copies text as plain text, also where the page is served over plain HTTP. */

import { el } from "./dom.js";

const SHOWN_MS = 2500;

export async function copyText(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const fill = (event) => {
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
  };
  document.addEventListener("copy", fill, { once: true });
  const done = document.execCommand("copy");
  document.removeEventListener("copy", fill);
  if (!done) throw new Error("copy refused");
}

/** A button that copies, and says so on itself. */
export function copyButton(text, ui) {
  const words = el("span", { role: "status", text: ui.say("result.copy") });
  const button = el("button", { type: "button", class: "button", id: "copy" }, words);
  button.addEventListener("click", async () => {
    const done = await copyText(text).then(() => true, () => false);
    words.textContent = ui.say(done ? "result.copied" : "result.copy_failed");
    button.classList.toggle("is-done", done);
    setTimeout(() => {
      words.textContent = ui.say("result.copy");
      button.classList.remove("is-done");
    }, done ? SHOWN_MS : 2 * SHOWN_MS);
  });
  return button;
}
