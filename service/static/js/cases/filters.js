/** The filters above a list of cases: a search for labels, countries and languages, and choices. */

import { combobox } from "../combobox.js";
import { el } from "../dom.js";

/** Keys of the query that become chips. */
const CHIPS = ["label", "country", "language", "flag", "record_type"];

/** Everything that can be searched for, each with the key and value of the query. */
function searchable({ ui, labels }) {
  const languages = Object.keys(ui.languageNames)
    .filter((code) => !code.includes("-"))
    .map((code) => ({ name: ui.languageName(code), detail: ui.say("result.language"), key: "language", value: code, label: code }));
  return [
    ...labels.options(...labels.textFacets).map((one) => ({ ...one, detail: labels.facetName(one.facet), key: "label", value: `${one.facet}/${one.label}` })),
    ...labels.options("flags").map((one) => ({ ...one, detail: labels.facetName("flags"), key: "flag", value: one.label })),
    ...labels.options("record_type").map((one) => ({ ...one, detail: labels.facetName("record_type"), key: "record_type", value: one.label })),
    ...labels.countries.map((one) => ({ ...one, detail: ui.say("result.country"), key: "country", value: one.label })),
    ...languages,
  ];
}

function chipName(key, value, { ui, labels }) {
  if (key === "label") return labels.name(...value.split("/"));
  if (key === "flag") return labels.name("flags", value);
  if (key === "record_type") return labels.name("record_type", value);
  if (key === "country") return labels.country(value) ?? ui.country(value);
  return ui.languageName(value);
}

const choice = (id, label, options, value, change) =>
  el("label", { class: "field" }, el("span", { text: label }),
    el("select", { id, on: { change: (event) => change(event.target.value) } },
      ...options.map(([key, text]) => el("option", { value: key, text, selected: key === value }))));

/**
 * Builds the bar.
 * @param query a URLSearchParams
 * @param change is called with a new URLSearchParams
 * @param more choices beyond the search: `state`, `order`, `dates`, `disputed`
 */
export function filterBar(app, query, change, more) {
  const { ui } = app;
  const changed = (edit) => {
    const next = new URLSearchParams(query);
    edit(next);
    change(next);
  };
  const set = (key) => (value) => changed((next) => (value ? next.set(key, value) : next.delete(key)));
  const field = combobox({
    id: "filter", label: ui.say("cases.search"), placeholder: ui.say("cases.search_hint"), none: ui.say("decide.nothing_found"),
    options: () => searchable(app),
    choose: ({ key, value }) => changed((next) => (key === "label" || key === "flag" ? next.append(key, value) : next.set(key, value))),
  });
  const chips = CHIPS.flatMap((key) =>
    query.getAll(key).map((value) => {
      const name = chipName(key, value, app);
      return el("li", {}, el("button", {
        type: "button", class: "filter-chip", text: `${name} ✕`, "aria-label": ui.say("cases.remove_filter", { name }),
        on: { click: () => changed((next) => next.delete(key, value)) },
      }));
    }),
  );
  return el(
    "section",
    { class: "card filters", "aria-label": ui.say("cases.filters") },
    field,
    more.includes("state")
      ? choice("filter-state", ui.say("cases.state"), [["", ui.say("cases.any")], ["pending", ui.say("cases.states.pending")], ["reviewed", ui.say("cases.states.reviewed")]], query.get("review_state") ?? "", set("review_state"))
      : null,
    more.includes("order")
      ? choice("filter-order", ui.say("cases.order"), [["newest", ui.say("cases.newest")], ["uncertain", ui.say("cases.uncertain")]], query.get("order") ?? "newest", set("order"))
      : null,
    ...(more.includes("dates") ? ["created_from", "created_to"].map((key) => day(key, ui, query, set)) : []),
    more.includes("disputed")
      ? el("label", { class: "check" },
          el("input", { type: "checkbox", id: "filter-disputed", checked: query.get("disputed") === "true", on: { change: (event) => set("disputed")(event.target.checked ? "true" : "") } }),
          el("span", { text: ui.say("review.disputed_only") }))
      : null,
    chips.length > 0 ? el("ul", { class: "filter-chips", id: "filter-chips" }, ...chips) : null,
  );
}

/** A day in the time of the reader; the service is told the moment at which it begins. */
function day(key, ui, query, set) {
  const value = query.get(key);
  const local = value ? new Date(new Date(value).getTime() - new Date(value).getTimezoneOffset() * 60_000).toISOString().slice(0, 10) : "";
  const input = el("input", { type: "date", id: key, value: local });
  input.addEventListener("change", () => set(key)(input.value ? new Date(`${input.value}T00:00:00`).toISOString() : ""));
  return el("label", { class: "field" }, el("span", { text: ui.say(`cases.${key}`) }), input);
}
