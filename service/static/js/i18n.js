/** The interface in the reader's language: catalogues, plurals, numbers, names of places. */

export const LANGUAGES = { en: "English", ru: "Русский", uk: "Українська", ro: "Română" };

const here = (name) => new URL(`../i18n/${name}.json`, import.meta.url);
const readJson = async (name) => (await fetch(here(name))).json();

/** The first language of the browser that the interface speaks. */
export function preferredLanguage(wanted = navigator.languages) {
  const codes = wanted.map((tag) => tag.toLowerCase().split("-")[0]);
  return codes.map((code) => (code === "mo" ? "ro" : code)).find((code) => code in LANGUAGES) ?? "en";
}

/** Everything the page says, in one language. */
export class Interface {
  constructor(language, catalogue, languageNames) {
    this.language = language;
    this.catalogue = catalogue;
    this.languageNames = languageNames;
    this.plurals = new Intl.PluralRules(language);
    this.regions = new Intl.DisplayNames([language], { type: "region", fallback: "code" });
    this.percents = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
    this.numbers = new Intl.NumberFormat(language);
    this.days = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
    this.moments = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
    this.monthNames = new Intl.DateTimeFormat(language, { month: "short", year: "numeric", timeZone: "UTC" });
  }

  static async load(language) {
    const [catalogue, names] = await Promise.all([readJson(language), readJson("languages")]);
    return new Interface(language, catalogue, names);
  }

  has(key) {
    return this.#find(key) !== undefined;
  }

  /** The sentence under a dotted key, with {names} filled in. */
  say(key, values = {}) {
    const found = this.#find(key) ?? key;
    const sentence = typeof found === "string" ? found : this.#plural(found, values.count);
    return sentence.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
  }

  number(value) {
    return this.numbers.format(value);
  }

  percent(score) {
    return this.percents.format(score);
  }

  day(moment) {
    return this.days.format(new Date(moment));
  }

  moment(moment) {
    return this.moments.format(new Date(moment));
  }

  /** A month such as 2026-11. */
  month(month) {
    return this.monthNames.format(new Date(`${month}-01T00:00:00Z`));
  }

  country(code) {
    try {
      return this.regions.of(code) ?? code;
    } catch {
      return code;
    }
  }

  /** A language under its own name, as its speakers write it. */
  languageName(code) {
    const base = String(code).split(/[-_]/)[0];
    return this.languageNames[code] ?? this.languageNames[base] ?? this.say("result.language_unknown");
  }

  #find(key) {
    return key
      .split(".")
      .reduce((level, step) => (level && Object.hasOwn(level, step) ? level[step] : undefined), this.catalogue);
  }

  #plural(forms, count) {
    return forms[this.plurals.select(count)] ?? forms.other;
  }
}

/** Puts a catalogue into the elements that name their sentence in `data-i18n`. */
export function translatePage(ui) {
  document.documentElement.lang = ui.language;
  document.title = ui.say("page.title");
  for (const node of document.querySelectorAll("[data-i18n]")) {
    node.textContent = ui.say(node.dataset.i18n);
  }
  for (const node of document.querySelectorAll("[data-i18n-placeholder]")) {
    node.placeholder = ui.say(node.dataset.i18nPlaceholder);
  }
  for (const node of document.querySelectorAll("[data-i18n-label]")) {
    node.setAttribute("aria-label", ui.say(node.dataset.i18nLabel));
  }
  for (const node of document.querySelectorAll("[data-i18n-title]")) {
    node.title = ui.say(node.dataset.i18nTitle);
  }
}
