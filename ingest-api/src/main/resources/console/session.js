/** Who is signed in, and what is told to them: what every page may ask for. */

import { createContext, useContext } from "./preact.js";

/**
 * @typedef {object} Session
 * @property {import("./api.js").Client} client
 * @property {"live" | "test" | "root"} kind what the key is for
 * @property {(text: string) => void} tell shows it for a while, and has it read out
 */

/** Before anybody is signed in there is nobody to tell. */
export const SessionContext = createContext(/** @type {any} */ ({ tell: () => {} }));

/** @returns {Session} */
export function useSession() {
  return useContext(SessionContext);
}

const STORED = "quotastack.key";

/** The key stays in the tab: it is gone when that is closed, and no other tab has it. */
export const keptKey = {
  get: () => sessionStorage.getItem(STORED) ?? undefined,
  /** @param {string} key */
  set: (key) => sessionStorage.setItem(STORED, key),
  remove: () => sessionStorage.removeItem(STORED),
};

/** @param {string} key @returns {"live" | "test" | "root" | undefined} */
export function kindOf(key) {
  return /** @type {any} */ (/^qs_(live|test|root)_/.exec(key)?.[1]);
}
