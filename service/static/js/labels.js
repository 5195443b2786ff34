/** Names and definitions of labels, as `GET /v1/labels` gives them. */

/** A code made readable, for when its name is not known: `denial_of_care` → `Denial of care`. */
const readable = (code) => {
  const words = String(code).replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export class Labels {
  #names = new Map();
  #definitions = new Map();
  #options = new Map();

  /** @param body the answer of the service, or null when there is none */
  constructor(body = null) {
    for (const facet of body?.facets ?? []) this.#addFacet(facet);
    this.countries = (body?.countries ?? []).map(({ code, name }) => ({ facet: "country", label: code, name, detail: code }));
    for (const { label, name } of this.countries) this.#names.set(`country/${label}`, name);
    for (const warning of body?.warnings ?? []) this.#names.set(`warnings/${warning.id}`, warning.name);
  }

  #addFacet(facet) {
    this.#names.set(facet.id, facet.name);
    const groups = new Map((facet.groups ?? []).map((group) => [group.id, group.name]));
    const options = (facet.labels ?? []).map((label) => {
      this.#names.set(`${facet.id}/${label.id}`, label.name);
      this.#definitions.set(`${facet.id}/${label.id}`, label.definition);
      return { facet: facet.id, label: label.id, name: label.name, detail: groups.get(label.group) ?? facet.name };
    });
    this.#options.set(facet.id, options);
  }

  /** What can be chosen in some facets, in the order of the label files. */
  options(...facets) {
    return facets.flatMap((facet) => this.#options.get(facet) ?? []);
  }

  get textFacets() {
    return [...this.#options.keys()].filter((facet) => facet !== "record_type" && facet !== "flags");
  }

  facetName(facet) {
    return this.#names.get(facet) ?? readable(facet);
  }

  name(facet, label) {
    return this.#names.get(`${facet}/${label}`) ?? readable(label);
  }

  definition(facet, label) {
    return this.#definitions.get(`${facet}/${label}`) ?? "";
  }

  /** The name of a country, or undefined when the service has none for it. */
  country(code) {
    return this.#names.get(`country/${code}`);
  }

  /** The sentence of a warning, or undefined when the service has none for it. */
  warning(code) {
    return this.#names.get(`warnings/${code}`);
  }
}
