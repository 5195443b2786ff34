/** Which view the address names: what is behind # is never sent to a server. */

export const VIEWS = ["write", "cases", "review", "insight"];

/** Reads the address: `#/cases/ID?language=ru` is view, id and query. */
export function readPlace(hash = location.hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [view, id = null] = path.split("/");
  return { view: VIEWS.includes(view) ? view : "write", id, query: new URLSearchParams(query) };
}

/** The address of a view; values of the query that are empty are left out. */
export function hrefTo(view, { id = null, query = [] } = {}) {
  const pairs = [...query].filter(([, value]) => value !== "" && value != null);
  const words = new URLSearchParams(pairs).toString();
  return `#/${view}${id ? `/${id}` : ""}${words ? `?${words}` : ""}`;
}

/** Changes the query of the view that is shown, without a new entry in the history. */
export function replaceQuery(place, query) {
  history.replaceState(null, "", hrefTo(place.view, { id: place.id, query }));
}
