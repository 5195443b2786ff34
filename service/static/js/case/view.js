/** One stored case: read it, decide on it, see its history, erase it. */

import { ApiError, eraseCase } from "../api.js";
import { el } from "../dom.js";
import { clearNotices, showError, showNotice } from "../notices.js";
import { hrefTo } from "../router.js";
import { historyCard } from "./history.js";
import { CasePanel } from "./panel.js";

export async function openCase(app, id, container) {
  const { ui } = app;
  const save = el("button", { type: "button", class: "button button-primary", id: "save-review", text: ui.say("case.save") });
  const state = el("p", { class: "savebar-state", id: "save-state" });
  const panel = new CasePanel(app, {
    changed: () => (state.textContent = panel.decisions.count > 0 ? ui.say("save.state", { count: panel.decisions.count }) : ""),
    saved: () => showNotice(ui.say("case.saved"), "review-saved"),
  });
  save.addEventListener("click", async () => {
    await panel.save({ review_state: "reviewed" });
    if (panel.body) head.replaceChildren(...caseHead(panel.body, app));
  });
  const head = el("div", { class: "case-head" });
  const back = el("a", { href: "#/cases", class: "back", text: `← ${ui.say("case.back")}` });
  container.replaceChildren(back);
  if (!(await panel.load(id))) return {};
  head.replaceChildren(...caseHead(panel.body, app));
  container.replaceChildren(
    back, head, panel.node,
    el("section", { class: "savebar", "aria-label": ui.say("save.label") }, state,
      el("div", { class: "actions" }, eraseButton(id, app, () => panel.decisions.clear()), save)),
    historyCard(id, app),
  );
  const before = (event) => panel.decisions.count > 0 && event.preventDefault();
  addEventListener("beforeunload", before);
  return { leave: () => removeEventListener("beforeunload", before), hasUnsaved: () => panel.decisions.count > 0 };
}

function caseHead(body, { ui }) {
  return [
    el("h2", { class: "result-title", text: ui.say("case.title", { date: ui.day(body.created_at) }) }),
    el("p", { class: "language-line" },
      el("span", { class: "badge", data: { state: body.review_state }, text: ui.say(`cases.states.${body.review_state}`) }),
      el("span", { text: ` ${body.id.slice(-8)}` }),
      body.expires_at ? el("span", { text: ` · ${ui.say("case.expires", { date: ui.day(body.expires_at) })}` }) : null),
  ];
}

/** Asks once more on the spot: what is erased does not come back. */
function eraseButton(id, { ui, session }, gone) {
  if (!session.is("documenter", "admin")) return null;
  const ask = el("button", { type: "button", class: "button", id: "erase", text: ui.say("case.erase") });
  const sure = el("button", { type: "button", class: "button button-danger", id: "erase-sure", text: ui.say("case.erase_sure") });
  const no = el("button", { type: "button", class: "button", id: "erase-no", text: ui.say("session.cancel") });
  const question = el("span", { class: "actions erase-question", hidden: true }, el("span", { text: ui.say("case.erase_question") }), sure, no);
  const show = (isAsking) => {
    [ask.hidden, question.hidden] = [isAsking, !isAsking];
    (isAsking ? no : ask).focus();
  };
  ask.addEventListener("click", () => show(true));
  no.addEventListener("click", () => show(false));
  sure.addEventListener("click", async () => {
    try {
      await eraseCase(id);
      gone();
      location.hash = hrefTo("cases");
      addEventListener("hashchange", () => setTimeout(() => showNotice(ui.say("case.erased"), "erased")), { once: true });
    } catch (error) {
      clearNotices();
      showError(ui.say(`errors.${error instanceof ApiError ? error.kind : "internal"}`), ui);
    }
  });
  return el("span", {}, ask, question);
}
