/** Writing: the narrative, its redaction and tags as it is written, and saving. Keeps it in memory only. */

import { ApiError, tagNarrative } from "../api.js";
import { Attention } from "../attention.js";
import { allClaims, decidable, readClaims } from "../claims.js";
import { Composer, LIMIT } from "../composer.js";
import { copyText } from "../copy.js";
import { Decisions } from "../decisions.js";
import { byId } from "../dom.js";
import { keepingFocus } from "../focus.js";
import { clearNotices, countDown, showError, showNotice } from "../notices.js";
import { resultSummary, suggestionColumn } from "../result.js";
import { textCard } from "../text_card.js";
import { chipPanel, correctionList } from "./chip_panel.js";
import { Corrections, originals } from "./corrections.js";
import { Live } from "./live.js";
import { Saving } from "./saving.js";
import { asCsv, asJson } from "./taking_along.js";

const SLOW_MS = 4000;
const MOST_RETRIES = 3;
const PASSING = new Set(["overloaded", "not_ready"]);
const TEXT_PROBLEMS = new Set(["narrative_empty", "narrative_too_long", "narrative_encoding", "not_accepted"]);

export class WriteView {
  #app;
  #answer = null;
  #claims = null;
  #answeredText = "";
  #attention = null;
  #retries = 0;
  #isShown = true;
  #stopCountDown = () => {};
  #decisions = new Decisions();
  #corrections = new Corrections();
  #live = new Live((signal) => this.#ask(signal), () => this.#showState());

  /** @param app gives `ui`, `labels`, `session` and `say` */
  constructor(app) {
    this.#app = app;
    this.composer = new Composer({ run: () => this.#now(), change: (isPaste) => this.#edited(isPaste) });
    this.saving = new Saving({
      session: app.session,
      draft: (override) => this.#draft(override),
      saved: () => this.forget(),
      busy: () => this.#showState(),
    });
    byId("example").addEventListener("click", () => this.#tryExample());
    byId("discard").addEventListener("click", () => this.#discard());
    byId("save").addEventListener("click", () => this.saving.save(this.#ui));
    byId("copy-json").addEventListener("click", (event) => this.#copy(event.target, asJson, "JSON"));
    byId("copy-csv").addEventListener("click", (event) => this.#copy(event.target, asCsv, "CSV"));
    for (const sign of ["focusin", "pointerenter"]) byId("result").addEventListener(sign, () => byId("view-write").classList.add("is-reading"));
    byId("narrative").addEventListener("focus", () => byId("view-write").classList.remove("is-reading"));
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.#attention?.release());
    addEventListener("beforeunload", (event) => this.hasUnsaved && event.preventDefault());
  }

  get #ui() {
    return this.#app.ui;
  }

  /** Whether something would be lost. */
  get hasUnsaved() {
    return this.composer.text.trim() !== "";
  }

  /** Comes back with all that was written and decided. */
  show() {
    this.#isShown = true;
    if (this.#answer) this.#render();
  }

  /** Makes room for another view, whose text and tags have the same names; keeps everything. */
  hide() {
    this.#isShown = false;
    byId("result").replaceChildren();
    byId("text-pane").replaceChildren();
  }

  /** Takes the language that the page speaks now. */
  speak() {
    this.composer.speak(this.#ui);
    if (this.#answer) this.#render();
    this.#showState();
  }

  /** Forgets the narrative, the answer and all that was decided. */
  forget() {
    this.#live.stop();
    this.#stopCountDown();
    this.saving.forget();
    this.composer.text = "";
    this.#decisions.clear();
    this.#corrections.clear();
    this.#forgetAnswer();
    this.#showState();
  }

  #discard() {
    this.forget();
    clearNotices();
    this.#app.say(this.#ui.say("result.cleared"));
    this.composer.focus();
  }

  #edited(isPaste) {
    this.#stopCountDown();
    this.#retries = 0;
    clearNotices();
    if (this.hasUnsaved && this.composer.isFine) this.#live.poke(isPaste ? 0 : undefined);
    else {
      this.#live.stop();
      if (!this.hasUnsaved) this.forget();
    }
    this.#showState();
  }

  /** Ctrl + Enter, or "try again": without a pause. */
  #now() {
    this.#stopCountDown();
    clearNotices();
    if (this.composer.check()) this.#live.poke(0);
    this.#showState();
  }

  #narrative(text) {
    const corrections = this.#corrections.request(text);
    return corrections ? { text, corrections } : { text };
  }

  async #ask(signal) {
    const text = this.composer.text;
    const slow = setTimeout(() => showNotice(this.#ui.say("composer.slow"), "slow"), SLOW_MS);
    this.#showState();
    try {
      const answer = await tagNarrative(this.#narrative(text), signal);
      if (!signal.aborted) this.#accept(answer, text);
    } catch (error) {
      if (!signal.aborted) this.#explain(error instanceof ApiError ? error : new ApiError("internal"));
    } finally {
      clearTimeout(slow);
      byId("slow")?.remove();
    }
  }

  #accept(answer, text) {
    const isFirst = this.#answer === null;
    const isSame = JSON.stringify(answer) === JSON.stringify(this.#answer) && text === this.#answeredText;
    this.#retries = 0;
    [this.#answer, this.#answeredText] = [answer, text];
    byId("error")?.remove();
    // Built anew, what is pointed at would be let go.
    if (isSame) return;
    this.#render();
    if (isFirst) this.composer.shrink(true);
    this.#app.say(resultSummary(answer, this.#ui, this.#app.labels));
  }

  #explain(error) {
    if (error.kind === "cancelled") return;
    this.#forgetAnswer();
    if (TEXT_PROBLEMS.has(error.kind)) this.composer.complain(`errors.${error.kind}`);
    else if (PASSING.has(error.kind) && this.#retries < MOST_RETRIES) {
      this.#retries += 1;
      this.#stopCountDown = countDown(this.#ui.say(`errors.${error.kind}`), error.retryAfter, this.#ui, () => this.#now());
    } else if (error.kind === "not_signed_in") {
      this.#app.session.lapse();
      showError(this.#ui.say("errors.not_allowed"), this.#ui, async () => {
        if (await this.#app.session.ask()) this.#now();
      });
    } else {
      showError(this.#ui.say(`errors.${error.kind}`, { limit: this.#ui.number(LIMIT) }), this.#ui, () => this.#now());
    }
  }

  #render() {
    if (!this.#isShown) return;
    const { ui, labels } = this.#app;
    this.#attention = new Attention();
    this.#claims = readClaims(this.#answer);
    const context = {
      answer: this.#answer, claims: this.#claims, listed: allClaims(this.#claims), ui, labels,
      attention: this.#attention, decisions: this.#decisions,
      decided: () => this.#showState(),
      changed: () => this.#renderColumn(context),
      say: (sentence) => this.#app.say(sentence),
    };
    const card = textCard(context, {
      mark: (stretches, type) => this.#mark(stretches.map((one) => one.words), type),
      markWords: (words, type) => this.#mark([words], type),
      openChip: (placeholder, node) => this.#openChip(placeholder, node),
    }, correctionList(this.#corrections, ui, () => this.#corrected()));
    const scrolled = byId("redacted-text")?.scrollTop ?? 0;
    keepingFocus(byId("text-pane"), () => byId("text-pane").replaceChildren(...card.nodes));
    card.text.scrollTop = scrolled;
    this.#renderColumn(context);
    byId("view-write").classList.add("has-result");
    byId("model-version").textContent = ui.say("result.model", { version: this.#answer.model?.version ?? "?" });
    this.#showState();
  }

  #renderColumn(context) {
    keepingFocus(byId("result"), () => byId("result").replaceChildren(...suggestionColumn(context)));
    byId("result").hidden = false;
    this.#showState();
  }

  #mark(words, type) {
    const done = words.filter((one) => this.#corrections.mark(one, type, this.composer.text));
    if (done.length < words.length) showNotice(this.#ui.say("marking.not_found"), "not-found");
    else byId("not-found")?.remove();
    if (done.length > 0) this.#corrected();
    return done.length === words.length;
  }

  #openChip(placeholder, node) {
    byId("chip-panel")?.remove();
    const forms = originals(placeholder, this.#answer, this.#answeredText);
    const close = () => {
      byId("chip-panel")?.remove();
      node.focus({ preventScroll: true });
    };
    const restore = () => {
      this.#corrections.restore(forms);
      close();
      this.#corrected();
    };
    const panel = chipPanel(placeholder, forms, this.#ui, { restore, close });
    byId("redacted-text").after(panel);
    panel.querySelector("button").focus();
  }

  #corrected() {
    if (this.#answer) this.#render();
    this.#live.poke(0);
    this.#showState();
  }

  #draft(override) {
    const review = this.#decisions.request(this.#claims ? decidable(this.#claims) : []);
    return { ...this.#narrative(this.composer.text), review, ...(override.length > 0 && { override }) };
  }

  #forgetAnswer() {
    [this.#answer, this.#claims, this.#answeredText, this.#attention] = [null, null, "", null];
    byId("result").hidden = true;
    byId("result").replaceChildren();
    byId("text-pane").replaceChildren();
    byId("model-version").textContent = "";
    byId("view-write").classList.remove("has-result");
    this.composer.shrink(false);
  }

  get #isCurrent() {
    return this.#answer !== null && !this.#live.isBusy && this.#answeredText === this.composer.text;
  }

  /** What is done, what is under way, and what may be pressed now. */
  #showState() {
    const ui = this.#ui;
    if (!ui) return;
    const isBusy = this.#live.isBusy;
    const state = isBusy ? "busy" : this.#isCurrent ? "current" : "idle";
    byId("live-state").dataset.state = state;
    byId("live-state").textContent = ui.say(`live.${state}`);
    byId("view-write").setAttribute("aria-busy", String(isBusy));
    byId("savebar").hidden = !this.hasUnsaved;
    const maySave = !this.#app.session.is() || this.#app.session.is("documenter", "admin");
    byId("save").hidden = !maySave;
    // What is saved is what was read: never a text whose redaction nobody has seen.
    byId("save").disabled = !this.#isCurrent || this.saving.isRunning;
    byId("save-words").textContent = ui.say(this.saving.isRunning ? "save.saving" : "save.save");
    byId("copy-json").hidden = byId("copy-csv").hidden = !this.#isCurrent;
    byId("save-state").textContent = this.#decisions.count > 0 ? ui.say("save.state", { count: this.#decisions.count }) : "";
  }

  async #copy(button, make, name) {
    const done = await copyText(make(this.#answer, this.#claims, this.#decisions)).then(() => true, () => false);
    button.textContent = this.#ui.say(done ? "result.copied" : "result.copy_failed");
    this.#app.say(button.textContent);
    setTimeout(() => (button.textContent = name), 2500);
  }

  #tryExample() {
    this.composer.text = this.#ui.say("composer.example_text");
    this.#edited(true);
  }
}
