/** Insight: how many cases have what, what stands together, and how good the models are. */

import { ApiError, readCounts, readQuality } from "../api.js";
import { filterBar } from "../cases/filters.js";
import { el } from "../dom.js";
import { showError } from "../notices.js";
import { replaceQuery } from "../router.js";
import { bars, columns, crossing } from "./charts.js";
import { qualityCard } from "./quality.js";

export async function open(app, place, container) {
  await new InsightView(app, place, container).show(place.query);
  return {};
}

class InsightView {
  constructor(app, place, container) {
    Object.assign(this, { app, place, container, body: el("div", { class: "charts" }) });
  }

  async show(query) {
    const { ui } = this.app;
    replaceQuery(this.place, query);
    this.container.replaceChildren(
      el("div", { class: "view-head" }, el("h2", { class: "result-title", text: ui.say("nav.insight") })),
      filterBar(this.app, query, (next) => this.show(next), ["state", "dates"]),
      this.body,
    );
    await this.#load(query);
  }

  async #load(query) {
    const { ui, session } = this.app;
    try {
      const [counts, quality] = await Promise.all([readCounts(query), readQuality()]);
      this.body.replaceChildren(...this.#charts(counts, query), qualityCard(quality, this.app));
      this.app.say(this.#total(counts));
    } catch (error) {
      const kind = error instanceof ApiError ? error.kind : "internal";
      if (kind === "not_signed_in") showError(ui.say("session.ended_short"), ui, () => session.renew(() => this.#load(query)), "session.sign_in");
      else showError(ui.say(ui.has(`errors.case.${kind}`) ? `errors.case.${kind}` : `errors.${kind}`), ui, () => this.#load(query));
    }
  }

  #total({ total, smallest_shown: smallest }) {
    return total === null ? this.app.ui.say("insight.few", { limit: smallest }) : this.app.ui.say("insight.total", { count: total });
  }

  #charts(counts, query) {
    const { ui, labels } = this.app;
    const small = ui.say("insight.small", { limit: counts.smallest_shown });
    const link = (...pairs) => {
      const next = new URLSearchParams(query);
      for (const [key, value] of pairs) {
        if (key === "label" || key === "flag") next.append(key, value);
        else next.set(key, value);
      }
      return next;
    };
    const facetLink = (facet) => (value) => (facet === "flags" ? link(["flag", value]) : facet === "record_type" ? link(["record_type", value]) : link(["label", `${facet}/${value}`]));
    const card = (title, chart, id, className = "") => el("section", { class: `card ${className}`, "aria-labelledby": `chart-${id}` }, el("h3", { class: "section-title", id: `chart-${id}`, text: title }), chart);
    const order = [...labels.textFacets, "flags", "record_type"];
    const facets = [...counts.facets].sort((a, b) => order.indexOf(a.facet) - order.indexOf(b.facet));
    return [
      el("p", { class: "total", id: "total", text: this.#total(counts) }),
      el("p", { class: "hint", text: ui.say("insight.hint", { limit: counts.smallest_shown }) }),
      card(ui.say("insight.months"), columns(counts.months, { ui, small, name: (value) => ui.month(value), link: (value) => link(...monthEnds(value)) }), "months", "chart-wide"),
      ...facets.map(({ facet, labels: found }) =>
        card(labels.facetName(facet), bars(found, { ui, small, name: (value) => labels.name(facet, value), link: facetLink(facet) }), facet)),
      card(ui.say("result.country"), bars(counts.countries, { ui, small, name: (value) => labels.country(value) ?? ui.country(value), link: (value) => link(["country", value]) }), "country"),
      card(ui.say("result.language"), bars(counts.languages, { ui, small, name: (value) => ui.languageName(value), link: (value) => link(["language", value]) }), "language"),
      ...counts.together
        .filter(({ pairs }) => pairs.length > 0)
        .map(({ rows, columns: others, pairs }) => ({ rows, others, pairs, title: ui.say("insight.together", { rows: labels.facetName(rows), columns: labels.facetName(others) }) }))
        .map(({ rows, others, pairs, title }) =>
          card(
            title,
            crossing(pairs, { ui, small, title, row: (value) => labels.name(rows, value), column: (value) => labels.name(others, value),
              link: (row, column) => link(["label", `${rows}/${row}`], ["label", `${others}/${column}`]) }),
            `together-${others}`, "chart-wide")),
    ];
  }
}

/** The first moment of a month and of the one after it, in UTC as the service counts. */
function monthEnds(month) {
  const [year, number] = month.split("-").map(Number);
  const start = (y, m) => new Date(Date.UTC(y, m, 1)).toISOString();
  return [["created_from", start(year, number - 1)], ["created_to", start(year, number)]];
}
