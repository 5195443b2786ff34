/** The session of this page: begins with the one-time link in the address, ends with "sign out". */

import { ApiError, fetchSession, signIn, signOut } from "./api.js";
import { byId } from "./dom.js";
import { showError, showNotice } from "./notices.js";

const LINK = "#link=";

/** Takes the one-time link out of the address bar; what is behind # is never sent to a server. */
function takeLink() {
  if (!location.hash.startsWith(LINK)) return null;
  const link = location.hash.slice(LINK.length);
  history.replaceState(null, "", location.pathname + location.search);
  return link;
}

export class Session {
  #ui = null;
  #who = null;
  #problem = null;

  /** `began` is called when the user of an open page has signed in, `ended` after signing out. */
  constructor({ began, ended }) {
    this.ended = ended;
    byId("sign-out").addEventListener("click", () => this.#signOut());
    // A link pasted into an open page changes the fragment only: nothing is loaded again.
    addEventListener("hashchange", async () => {
      if (!location.hash.startsWith(LINK)) return;
      await this.open();
      if (this.#who) began();
    });
  }

  /** Finds out who is signed in; never fails. */
  async open() {
    const link = takeLink();
    this.#problem = link === null ? null : await this.#use(link);
    this.#who = await fetchSession().catch(() => null);
    if (this.#who) this.#problem = null;
    else if (link !== null) this.#problem ??= "session.cookie_refused";
    this.#render();
  }

  speak(ui) {
    this.#ui = ui;
    this.#render();
  }

  async #use(link) {
    try {
      await signIn(link);
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
      this.#who = await fetchSession().catch(() => null);
      if (this.#who) return showError(this.#ui.say("session.unreachable"), this.#ui, () => this.#signOut());
    }
    this.#who = null;
    this.#render();
    this.ended();
    showNotice(this.#ui.say("session.signed_out"), "signed-out");
  }

  #render() {
    if (!this.#ui) return;
    byId("account").hidden = !this.#who;
    if (this.#who) {
      const role = this.#ui.say(`session.roles.${this.#who.role}`);
      byId("signed-in").textContent = this.#ui.say("session.signed_in", { role, organisation: this.#who.organisation });
    }
    if (this.#problem) showError(this.#ui.say(this.#problem), this.#ui);
  }
}
