/** The session of this page: begins with a one-time link or a key, ends with "sign out". */

import { ApiError, fetchSession, signIn, signOut } from "./api.js";
import { byId } from "./dom.js";
import { showError, showNotice } from "./notices.js";

const LINK = "#link=";
const KEY = "casetag_";

/** Takes the one-time link out of the address bar; what is behind # is never sent to a server. */
function takeLink() {
  if (!location.hash.startsWith(LINK)) return null;
  const link = location.hash.slice(LINK.length);
  history.replaceState(null, "", location.pathname + location.search);
  return link;
}

export class Session {
  #ui = null;
  #problem = null;
  #answer = null;
  who = null;

  /** `began` is called when the user of an open page has signed in, `ended` after signing out. */
  constructor({ began, ended }) {
    this.began = began;
    this.ended = ended;
    byId("sign-out").addEventListener("click", () => this.#signOut());
    byId("sign-in-open").addEventListener("click", () => this.ask());
    byId("sign-in-go").addEventListener("click", () => this.#useSecret());
    byId("sign-in-secret").addEventListener("keydown", (event) => event.key === "Enter" && this.#useSecret());
    byId("sign-in-cancel").addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.#closed());
    // A link pasted into an open page changes the fragment only: nothing is loaded again.
    addEventListener("hashchange", async () => {
      if (!location.hash.startsWith(LINK)) return;
      await this.open();
      if (this.who) began();
    });
  }

  get #dialog() {
    return byId("sign-in");
  }

  /** Whether somebody is signed in, with one of some roles if they are given. */
  is(...roles) {
    return this.who !== null && (roles.length === 0 || roles.includes(this.who.role));
  }

  /** Finds out who is signed in; never fails. */
  async open() {
    const link = takeLink();
    this.#problem = link === null ? null : await this.#use({ link });
    this.who = await fetchSession().catch(() => null);
    if (this.who) this.#problem = null;
    else if (link !== null) this.#problem ??= "session.cookie_refused";
    this.#render();
  }

  speak(ui) {
    this.#ui = ui;
    this.#render();
  }

  /** Asks for a link or a key without leaving the page; says whether somebody signed in. */
  ask(reason = "session.how") {
    byId("sign-in-reason").textContent = this.#ui.say(reason);
    byId("sign-in-problem").textContent = "";
    byId("sign-in-secret").value = "";
    if (!this.#dialog.open) this.#dialog.showModal();
    byId("sign-in-secret").focus();
    return new Promise((resolve) => {
      this.#answer?.(false);
      this.#answer = resolve;
    });
  }

  /** The service says that the session is over. */
  lapse() {
    this.who = null;
    this.#render();
  }

  /** The session is over: asks to sign in again, and then does what could not be done. */
  async renew(again) {
    this.lapse();
    if (await this.ask("session.ended")) again();
  }

  async #useSecret() {
    const words = byId("sign-in-secret").value.trim();
    if (!words) return;
    const secret = words.startsWith(KEY) ? { key: words } : { link: words.split(LINK).at(-1) };
    const problem = await this.#use(secret);
    if (!problem) this.who = await fetchSession().catch(() => null);
    byId("sign-in-problem").textContent = this.who ? "" : this.#ui.say(problem ?? "session.cookie_refused");
    if (!this.who) return;
    this.#render();
    this.#dialog.close("done");
    this.began();
  }

  #closed() {
    byId("sign-in-secret").value = "";
    this.#answer?.(this.#dialog.returnValue === "done");
    this.#answer = null;
    this.#dialog.returnValue = "";
  }

  async #use(secret) {
    try {
      await signIn(secret);
      return null;
    } catch (error) {
      const kind = error instanceof ApiError ? error.kind : "internal";
      return kind === "unreachable" || kind === "not_ready" ? `session.${kind}` : "session.link_unusable";
    }
  }

  async #signOut() {
    try {
      await signOut();
    } catch {
      // Gone already, or out of reach: only the server can tell.
      this.who = await fetchSession().catch(() => null);
      if (this.who) return showError(this.#ui.say("session.unreachable"), this.#ui, () => this.#signOut());
    }
    this.who = null;
    this.#render();
    this.ended();
    showNotice(this.#ui.say("session.signed_out"), "signed-out");
  }

  #render() {
    if (!this.#ui) return;
    byId("account").hidden = !this.who;
    byId("sign-in-open").hidden = Boolean(this.who);
    if (this.who) {
      const role = this.#ui.say(`session.roles.${this.who.role}`);
      byId("signed-in").textContent = this.#ui.say("session.signed_in", { role, organisation: this.who.organisation });
    }
    for (const link of byId("views").querySelectorAll("a")) {
      if (link.dataset.view !== "write") link.hidden = !this.who;
    }
    if (this.#problem) showError(this.#ui.say(this.#problem), this.#ui);
  }
}
