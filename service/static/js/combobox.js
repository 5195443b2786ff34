/** A searchable list, after the ARIA pattern of a combobox with a list box. */

import { el } from "./dom.js";

const MOST_SHOWN = 40;
let made = 0;

/** Letters without accents and capitals, so that "dossie" finds "Dossié". */
export const folded = (words) =>
  words.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase().replaceAll("ё", "е");

/** The options in which every word of a search begins a word. */
export function search(options, words) {
  const wanted = folded(words).split(/\s+/).filter(Boolean);
  return options.filter((option) => {
    const text = ` ${folded(`${option.name} ${option.detail ?? ""} ${option.label ?? ""}`).replace(/[^\p{L}\p{N}]+/gu, " ")}`;
    return wanted.every((word) => text.includes(` ${word}`));
  });
}

/**
 * Builds the field. `options` is asked for at each search, `choose` is told what was chosen.
 * @returns the element; its `input` property takes the focus
 */
export function combobox({ id, label, placeholder, options, choose, none, hideLabel = false }) {
  made += 1;
  const listId = `options-${made}`;
  const input = el("input", {
    id, type: "text", role: "combobox", class: "combobox-input", placeholder, autocomplete: "off", spellcheck: "false",
    "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list",
  });
  const list = el("ul", { id: listId, role: "listbox", class: "options", "aria-label": label, hidden: true });
  let [found, active] = [[], -1];

  const light = (index) => {
    active = index;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === active)));
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", `${listId}-${active}`);
      list.children[active]?.scrollIntoView({ block: "nearest" });
    }
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    light(-1);
  };
  const take = (option) => {
    input.value = "";
    close();
    choose(option);
  };
  const open = () => {
    found = search(options(), input.value).slice(0, MOST_SHOWN);
    list.replaceChildren(
      ...found.map((option, index) =>
        el(
          "li",
          { role: "option", id: `${listId}-${index}`, class: "option", "aria-selected": "false",
            on: { pointerdown: (event) => event.preventDefault(), click: () => take(option) } },
          el("span", { class: "option-name", text: option.name }),
          option.detail ? el("span", { class: "option-detail", text: option.detail }) : null,
        ),
      ),
    );
    if (found.length === 0) list.append(el("li", { class: "option option-none", role: "option", "aria-disabled": "true", text: none }));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    light(found.length > 0 && input.value ? 0 : -1);
  };
  const move = (step) => {
    if (list.hidden) open();
    if (found.length > 0) light((active + step + found.length + (active < 0 && step < 0 ? 1 : 0)) % found.length);
  };
  input.addEventListener("input", open);
  input.addEventListener("click", open);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && active >= 0) take(found[active]);
    else if (event.key === "Escape" && !list.hidden) {
      close();
      event.stopPropagation();
    } else return;
    event.preventDefault();
  });
  const node = el(
    "div",
    { class: "combobox" },
    el("label", { class: hideLabel ? "visually-hidden" : "field-label", for: id, text: label }),
    input,
    list,
  );
  node.input = input;
  return node;
}
