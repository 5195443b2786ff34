/**
 * Builds elements from data. Text only ever becomes a text node, so that nothing
 * a narrative or a server says can turn into markup.
 */

export const byId = (id) => document.getElementById(id);

/** Makes an element: `text`, `on` (listeners), `data` (data-*), the rest are attributes. */
export function el(tag, { text, on = {}, data = {}, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  Object.assign(node.dataset, data);
  for (const [event, listener] of Object.entries(on)) node.addEventListener(event, listener);
  if (text != null) node.append(document.createTextNode(text));
  node.append(...children.filter((child) => child != null));
  return node;
}

/** Gives an element a language, if the code is one that browsers know. */
export function setLanguage(node, code) {
  try {
    node.lang = Intl.getCanonicalLocales(code)[0] ?? "";
  } catch {
    node.removeAttribute("lang");
  }
}
