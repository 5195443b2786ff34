/** The page: joins the narrative box, the service and the result. Keeps nothing anywhere. */

import { ApiError, fetchLabels, tagNarrative } from "./js/api.js";
import { Composer, LIMIT } from "./js/composer.js";
import { byId, el } from "./js/dom.js";
import { Interface, LANGUAGES, preferredLanguage, translatePage } from "./js/i18n.js";
import { Labels } from "./js/labels.js";
import { clearNotices, countDown, showError, showNotice } from "./js/notices.js";
import { resultSummary, resultView } from "./js/result.js";
import { Session } from "./js/session.js";

const SLOW_MS = 4000;
const MOST_RETRIES = 3;
const PASSING = new Set(["overloaded", "not_ready"]);
const TEXT_PROBLEMS = new Set(["narrative_empty", "narrative_too_long", "narrative_encoding", "not_accepted"]);

class Page {
  #ui;
  #labels = new Labels();
  #answer = null;
  #answeredText = "";
  #attention = null;
  #running = null;
  #stopCountDown = () => {};

  constructor() {
    this.composer = new Composer({ run: () => this.run(), change: () => this.#edited() });
    byId("run").addEventListener("click", () => (this.#running ? this.#running.abort() : this.run()));
    byId("clear").addEventListener("click", () => this.clear());
    byId("example").addEventListener("click", () => this.#tryExample());
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.#attention?.release());
    this.#offerLanguages();
    this.session = new Session({
      began: () => this.speak(byId("interface-language").value),
      ended: () => this.clear(),
    });
    this.opened = this.session.open();
  }

  async speak(language) {
    const [ui, labels] = await Promise.all([
      Interface.load(language),
      // Where the service is not open to everybody, the labels need the session too.
      this.opened.then(() => fetchLabels(language)).catch(() => null),
    ]);
    if (byId("interface-language").value !== language) return;
    this.#ui = ui;
    this.#labels = new Labels(labels);
    translatePage(ui);
    this.composer.speak(ui);
    this.#showBusy(Boolean(this.#running));
    this.#stopCountDown();
    clearNotices();
    if (this.#answer) this.#render();
    this.session.speak(ui);
    if (!labels) showNotice(ui.say("errors.labels"), "labels-notice");
    document.documentElement.dataset.ready = "";
  }

  /** Sends the narrative and shows the answer; `retries` counts the automatic ones so far. */
  async run(retries = 0) {
    if (this.#running) return;
    this.#stopCountDown();
    clearNotices();
    if (!this.composer.check()) return;
    const text = this.composer.text;
    const running = new AbortController();
    this.#running = running;
    this.#showBusy(true);
    try {
      const answer = await tagNarrative(text, running.signal);
      if (this.#running === running) this.#accept(answer, text);
    } catch (error) {
      if (this.#running === running) this.#explain(error, retries);
    } finally {
      if (this.#running === running) {
        this.#running = null;
        this.#showBusy(false);
      }
    }
  }

  /** Forgets the narrative and the answer. */
  clear() {
    this.#running?.abort();
    this.#running = null;
    this.#stopCountDown();
    this.#showBusy(false);
    clearNotices();
    this.composer.text = "";
    this.#forgetAnswer();
    this.#say(this.#ui.say("result.cleared"));
    this.composer.focus();
  }

  #accept(answer, text) {
    this.#answer = answer;
    this.#answeredText = text;
    this.#render();
    this.composer.shrink(true);
    this.#say(resultSummary(answer, this.#ui, this.#labels));
    // Who has typed on meanwhile is not torn away from it.
    if (this.composer.text !== text) return;
    byId("result-title").focus({ preventScroll: true });
    byId("result").scrollIntoView();
  }

  #explain(error, retries) {
    const kind = error instanceof ApiError ? error.kind : "internal";
    if (kind === "cancelled") return;
    this.#forgetAnswer();
    if (TEXT_PROBLEMS.has(kind)) {
      this.composer.complain(`errors.${kind}`);
    } else if (PASSING.has(kind) && retries < MOST_RETRIES) {
      this.#stopCountDown = countDown(
        this.#ui.say(`errors.${kind}`),
        error.retryAfter,
        this.#ui,
        () => this.run(retries + 1),
      );
    } else {
      showError(this.#ui.say(`errors.${kind}`, { limit: this.#ui.number(LIMIT) }), this.#ui, () => this.run());
    }
  }

  #render() {
    const { nodes, attention } = resultView(this.#answer, this.#ui, this.#labels);
    this.#attention = attention;
    byId("result").replaceChildren(...nodes);
    byId("result").hidden = false;
    byId("model-version").textContent = this.#ui.say("result.model", { version: this.#answer.model?.version ?? "?" });
    this.#noticeChange();
  }

  #forgetAnswer() {
    this.#answer = null;
    this.#answeredText = "";
    this.#attention = null;
    byId("result").hidden = true;
    byId("result").replaceChildren();
    byId("model-version").textContent = "";
    this.composer.shrink(false);
  }

  #edited() {
    this.#stopCountDown();
    if (!this.#running) clearNotices();
    this.#noticeChange();
  }

  /** An edited narrative and an old answer must not be taken for one another. */
  #noticeChange() {
    const stale = this.#answer !== null && this.composer.text !== this.#answeredText;
    byId("result").classList.toggle("is-stale", stale);
    if (stale) showNotice(this.#ui.say("composer.stale"), "stale");
    else byId("stale")?.remove();
  }

  #showBusy(busy) {
    const ui = this.#ui;
    byId("run").classList.toggle("is-busy", busy);
    byId("run-label").textContent = ui.say(busy ? "composer.cancel" : "composer.run");
    byId("result").setAttribute("aria-busy", String(busy));
    clearTimeout(this.slowTimer);
    if (!busy) return;
    this.#say(ui.say("composer.running"));
    this.slowTimer = setTimeout(() => showNotice(ui.say("composer.slow"), "slow"), SLOW_MS);
  }

  #tryExample() {
    this.composer.text = this.#ui.say("composer.example_text");
    this.#noticeChange();
    this.run();
  }

  #say(sentence) {
    byId("live").textContent = sentence;
  }

  #offerLanguages() {
    const choice = byId("interface-language");
    for (const [code, name] of Object.entries(LANGUAGES)) choice.append(el("option", { value: code, lang: code, text: name }));
    choice.value = preferredLanguage();
    choice.addEventListener("change", () => this.speak(choice.value));
  }
}

const page = new Page();
await page.speak(byId("interface-language").value);
