/** The page: who is signed in, which language it speaks, which view is shown. Keeps nothing anywhere. */

import { fetchLabels } from "./js/api.js";
import { byId, el } from "./js/dom.js";
import { Interface, LANGUAGES, preferredLanguage, translatePage } from "./js/i18n.js";
import { IdleLock } from "./js/idle.js";
import { Labels } from "./js/labels.js";
import { clearNotices, showNotice } from "./js/notices.js";
import { offerQuickExit } from "./js/quick_exit.js";
import { readPlace } from "./js/router.js";
import { Session } from "./js/session.js";
import { WriteView } from "./js/write/view.js";

// Loaded when they are first opened: who only writes waits for none of them.
const OTHERS = {
  cases: () => import("./js/cases/view.js"),
  review: () => import("./js/review/view.js"),
  insight: () => import("./js/insight/view.js"),
};

class App {
  ui = null;
  labels = new Labels();
  hasLabels = false;
  #shown = null;
  #showing = 0;
  #hash = location.hash;

  constructor() {
    this.#offerLanguages();
    this.session = new Session({ began: () => this.#began(), ended: () => this.forget() });
    this.write = new WriteView(this);
    this.opened = this.session.open();
    new IdleLock(() => this.forget());
    offerQuickExit(() => this.forget());
    addEventListener("hashchange", () => this.#go());
    byId("skip").addEventListener("click", (event) => {
      // The address names the view: a jump must not change it.
      event.preventDefault();
      (readPlace().view === "write" ? byId("narrative") : byId("content")).focus();
    });
  }

  async speak(language) {
    const [ui, labels] = await Promise.all([
      Interface.load(language),
      // Where the service is not open to everybody, the labels need the session too.
      this.opened.then(() => fetchLabels(language)).catch(() => null),
    ]);
    if (byId("interface-language").value !== language) return;
    const isSame = this.ui?.language === language;
    this.ui = ui;
    this.hasLabels = Boolean(labels);
    this.labels = new Labels(labels);
    translatePage(ui);
    if (!isSame) clearNotices();
    byId("labels-notice")?.remove();
    this.write.speak();
    this.session.speak(ui);
    if (!labels) showNotice(ui.say("errors.labels"), "labels-notice");
    await this.#show(true);
    document.documentElement.dataset.ready = "";
  }

  say(sentence) {
    byId("live").textContent = sentence;
  }

  /** Forgets everything of every case, without asking. */
  forget() {
    this.write.forget();
    this.#shown?.leave?.();
    this.#shown = null;
    byId("view-other").replaceChildren();
    clearNotices();
    if (this.ui) this.#show();
  }

  #began() {
    for (const id of ["error", "signed-out"]) byId(id)?.remove();
    // A view whose session only had to be renewed stays as it is, with what was decided on it.
    if (this.hasLabels && this.#shown) return;
    this.speak(byId("interface-language").value);
  }

  /** Goes where the address says, unless somebody wants to keep what they have not saved. */
  #go() {
    if (this.#shown?.hasUnsaved?.() && !confirm(this.ui.say("case.leave"))) {
      history.replaceState(null, "", this.#hash || location.pathname);
      return;
    }
    this.#show();
  }

  /** Shows the view that the address names. */
  async #show(anew = false) {
    if (!this.ui) return;
    this.#showing += 1;
    const turn = this.#showing;
    this.#hash = location.hash;
    const place = readPlace();
    for (const link of byId("views").querySelectorAll("a")) {
      if (link.dataset.view === place.view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    byId("view-write").hidden = place.view !== "write";
    if (place.view === "write") this.write.show();
    else this.write.hide();
    byId("view-other").hidden = place.view === "write";
    document.title = place.view === "write" ? this.ui.say("page.title") : `${this.ui.say(`nav.${place.view}`)} · ${this.ui.say("page.title")}`;
    this.#shown?.leave?.();
    this.#shown = null;
    byId("view-other").replaceChildren();
    if (place.view === "write") return;
    if (!anew) clearNotices();
    if (!this.session.is()) {
      byId("view-other").replaceChildren(this.#signInCard());
      return;
    }
    const { open } = await OTHERS[place.view]();
    if (turn !== this.#showing) return;
    const shown = await open(this, place, byId("view-other"));
    if (turn === this.#showing) this.#shown = shown;
    else shown.leave?.();
  }

  #signInCard() {
    return el(
      "section",
      { class: "card" },
      el("p", { text: this.ui.say("session.needed") }),
      el("button", { type: "button", class: "button button-primary", text: this.ui.say("session.sign_in"), on: { click: () => this.session.ask() } }),
    );
  }

  #offerLanguages() {
    const choice = byId("interface-language");
    for (const [code, name] of Object.entries(LANGUAGES)) choice.append(el("option", { value: code, lang: code, text: name }));
    choice.value = preferredLanguage();
    choice.addEventListener("change", () => this.speak(choice.value));
  }
}

const app = new App();
await app.speak(byId("interface-language").value);
