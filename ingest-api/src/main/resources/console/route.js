/** Which page the fragment of the address names: `#/customers/alice/ledger?type=usage`. */

import { useEffect, useState } from "./preact.js";

/** @typedef {{path: string[], query: Record<string, string>}} Route */

/** @returns {Route} */
export function currentRoute() {
  const [path = "", query = ""] = splitOnce(location.hash.replace(/^#\/?/, ""), "?");
  const segments = path.split("/").filter((segment) => segment !== "");
  return { path: segments.map(decoded), query: Object.fromEntries(new URLSearchParams(query)) };
}

/** @returns {Route} */
export function useRoute() {
  const [route, setRoute] = useState(currentRoute());
  useEffect(() => {
    const changed = () => setRoute(currentRoute());
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return route;
}

/**
 * @param {string[]} path
 * @param {Record<string, any>} [query] empty values are left out
 */
export function link(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `#/${path.map(encodeURIComponent).join("/")}${text === "" ? "" : `?${text}`}`;
}

/** @param {string[]} path @param {Record<string, any>} [query] */
export function go(path, query) {
  location.hash = link(path, query);
}

/** In place of the present one, for what Back should not come back to. @param {string[]} path @param {Record<string, any>} [query] */
export function replace(path, query) {
  history.replaceState(null, "", link(path, query));
  dispatchEvent(new HashChangeEvent("hashchange"));
}

/** A fragment that people typed may be no percent-encoding. @param {string} segment */
function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** @param {string} text @param {string} at */
function splitOnce(text, at) {
  const index = text.indexOf(at);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
