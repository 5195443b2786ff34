/** What happened to a case: read when it is opened. */

import { readHistory } from "../api.js";
import { el } from "../dom.js";

export function historyCard(id, { ui, labels }) {
  const list = el("ol", { class: "history" });
  const box = el("details", { class: "card history-card", id: "history" }, el("summary", { text: ui.say("case.history") }), list);
  box.addEventListener("toggle", async () => {
    if (!box.open) return;
    const items = await readHistory(id).then(({ items: found }) => found).catch(() => null);
    list.replaceChildren(...(items ?? []).map((event) => eventItem(event, ui, labels)));
    if (!items) list.append(el("li", { text: ui.say("errors.unreachable_case") }));
  });
  return box;
}

function eventItem({ at, actor, kind, changes }, ui, labels) {
  const what = ui.has(`case.events.${kind}`) ? ui.say(`case.events.${kind}`) : kind;
  const who = ui.say(`case.actors.${actor.split(":")[0] === "key" ? "key" : actor === "cli" ? "cli" : "session"}`);
  const tags = Array.isArray(changes?.tags) ? changes.tags : [];
  const words = tags.map(({ facet, label, state }) => {
    const name = facet.startsWith("country") ? (labels.country(label) ?? label) : labels.name(facet, label);
    return `${name}: ${ui.say(`case.states.${state}`)}`;
  });
  return el(
    "li",
    {},
    el("time", { datetime: at, text: ui.moment(at) }),
    el("span", { text: ` · ${what} · ${who}` }),
    words.length > 0 ? el("span", { class: "history-tags", text: words.join("; ") }) : null,
  );
}
