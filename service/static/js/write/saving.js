/** Stores the narrative with everything the person decided, once, however often it has to be sent. */

import { ApiError, storeCase } from "../api.js";
import { byId } from "../dom.js";
import { clearNotices, countDown, showError, showSaved } from "../notices.js";
import { hrefTo } from "../router.js";

const MOST_RETRIES = 3;
const PASSING = new Set(["overloaded", "not_ready", "store_unavailable"]);
const UNSURE = "language_not_supported";

/** The same body keeps its key, so that an answer that was lost does not make a second case. */
class Submission {
  #sent = "";
  #key = "";

  keyFor(body) {
    const sent = JSON.stringify(body);
    if (sent !== this.#sent) [this.#sent, this.#key] = [sent, crypto.randomUUID?.() ?? randomKey()];
    return this.#key;
  }

  forget() {
    [this.#sent, this.#key] = ["", ""];
  }
}

const randomKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export class Saving {
  #submission = new Submission();
  #stopCountDown = () => {};
  isRunning = false;

  /** @param draft gives `body(override)`; `saved` is told when it is stored; `busy` while it is sent */
  constructor({ session, draft, saved, busy }) {
    Object.assign(this, { session, draft, saved, busy });
  }

  forget() {
    this.#stopCountDown();
    this.#submission.forget();
  }

  /** Sends; `override` stores a language that nobody measured. */
  async save(ui, { override = [], retries = 0 } = {}) {
    if (this.isRunning) return;
    this.#stopCountDown();
    clearNotices();
    if (!this.session.is() && !(await this.session.ask("session.to_save"))) return;
    const body = this.draft(override);
    this.#run(true);
    try {
      const stored = await storeCase(body, this.#submission.keyFor(body));
      this.#run(false);
      this.#submission.forget();
      this.saved(stored);
      showSaved(ui.say("save.saved"), ui.say("save.open"), hrefTo("cases", { id: stored.id }));
    } catch (error) {
      this.#run(false);
      this.#explain(error instanceof ApiError ? error : new ApiError("internal"), ui, { override, retries });
    }
  }

  #run(isRunning) {
    this.isRunning = isRunning;
    byId("save").classList.toggle("is-busy", isRunning);
    this.busy();
  }

  async #explain(error, ui, { override, retries }) {
    const again = () => this.save(ui, { override, retries: retries + 1 });
    if (error.kind === "not_signed_in") {
      this.session.lapse();
      if (await this.session.ask("session.ended")) again();
      else showError(ui.say("errors.not_signed_in"), ui, again);
    } else if (error.kind === "redaction_unsure") {
      showError(ui.say("errors.redaction_unsure"), ui, () => this.save(ui, { override: [UNSURE] }), "save.anyway");
    } else if (PASSING.has(error.kind) && retries < MOST_RETRIES) {
      this.#stopCountDown = countDown(ui.say(`errors.${error.kind}`), error.retryAfter, ui, again);
    } else {
      const key = ui.has(`errors.save.${error.kind}`) ? `errors.save.${error.kind}` : `errors.${error.kind}`;
      showError(ui.say(key, { limit: "" }), ui, again);
    }
  }
}
