/** How far the review is, as a line and a bar, and by language. */

import { el } from "../dom.js";
import { hrefTo } from "../router.js";

export function progressCard(progress, { ui, session }, mode) {
  const { pending, reviewed, languages, double_coding: double } = progress;
  const total = pending + reviewed;
  const bar = el("progress", { max: Math.max(total, 1), value: reviewed, "aria-label": ui.say("review.progress") });
  const tab = (name, query, words) => el("a", { href: hrefTo("review", { query }), "aria-current": mode === name ? "page" : null, text: words });
  const tabs = el("nav", { class: "tabs", "aria-label": ui.say("review.modes") }, tab("queue", [], ui.say("review.queue", { count: pending })));
  if (session.is("annotator", "admin")) {
    tabs.append(
      tab("queue-disputed", [["disputed", "true"]], ui.say("review.disputed", { count: double.disputed })),
      tab("second", [["mode", "second"]], ui.say("review.second", { count: double.waiting_for_you })),
      tab("agreement", [["mode", "agreement"]], ui.say("review.agreement")),
    );
  }
  return el(
    "section",
    { class: "card progress-card" },
    el("div", { class: "progress-line" }, el("span", { id: "progress", text: ui.say("review.done", { done: ui.number(reviewed), total: ui.number(total) }) }), bar),
    tabs,
    el("details", {}, el("summary", { text: ui.say("review.by_language") }),
      el("ul", { class: "by-language" }, ...languages.map((one) =>
        el("li", {}, el("a", { href: hrefTo("review", { query: [["language", one.language]] }), text: ui.languageName(one.language) }),
          el("span", { text: ` ${ui.number(one.reviewed)} / ${ui.number(one.reviewed + one.pending)}` }))))),
  );
}
