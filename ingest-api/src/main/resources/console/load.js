/** What a page has loaded, and the time that passes on it. */

import { useEffect, useRef, useState } from "./preact.js";

/**
 * @template T
 * @typedef {{value: T | undefined, error: any, loading: boolean, reload: () => void}} Loaded
 */

/**
 * Loads when the page appears and whenever what it depends on changes. Meanwhile the value of before stays, if it was of
 * the same subject: so that nothing flickers when it is only read anew.
 *
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} load
 * @param {any[]} subject what it is of: a value of another subject is dropped
 * @param {any[]} [versions] that it is read anew for
 * @returns {Loaded<T>}
 */
export function useLoad(load, subject, versions = []) {
  const of = JSON.stringify(subject);
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState(/** @type {any} */ ({ of, value: undefined, error: undefined, loading: true }));
  useEffect(() => {
    const reading = new AbortController();
    setState((/** @type {any} */ before) => ({
      of,
      value: before.of === of ? before.value : undefined,
      error: undefined,
      loading: true,
    }));
    load(reading.signal).then(
      (value) => !reading.signal.aborted && setState({ of, value, error: undefined, loading: false }),
      (error) => !reading.signal.aborted && setState({ of, value: undefined, error, loading: false }),
    );
    return () => reading.abort();
  }, [of, turn, ...versions]);
  const fresh = state.of === of ? state : { value: undefined, error: undefined, loading: true };
  return { value: fresh.value, error: fresh.error, loading: fresh.loading, reload: () => setTurn((before) => before + 1) };
}

/**
 * A list that grows by a page at a time.
 *
 * @param {import("./api.js").Client} client
 * @param {string} path
 * @param {Record<string, any>} query
 * @param {any[]} [versions]
 */
export function usePages(client, path, query, versions = [], size = 50) {
  const first = useLoad(
    (signal) => client.get(path, { ...query, limit: size }, signal),
    [path, query],
    versions,
  );
  const [further, setFurther] = useState(/** @type {any} */ ({ of: undefined, rows: [], cursor: null }));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(/** @type {any} */ (undefined));
  const mine = further.of === first.value && first.value !== undefined;
  const rows = first.value === undefined ? undefined : mine ? [...first.value.data, ...further.rows] : first.value.data;
  const pagination = mine ? further.pagination : first.value?.pagination;
  const latest = useRef(first.value);
  latest.current = first.value;
  const more = async () => {
    const of = first.value;
    setBusy(true);
    setError(undefined);
    try {
      const page = /** @type {any} */ (await client.get(path, { ...query, limit: size, cursor: pagination.next_cursor }));
      if (latest.current === of) {
        setFurther({ of, rows: [...(mine ? further.rows : []), ...page.data], pagination: page.pagination });
      }
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  };
  return {
    rows: /** @type {any[] | undefined} */ (rows),
    hasMore: pagination?.has_more === true,
    more,
    busy,
    loading: first.loading,
    error: first.error ?? error,
    reload: first.reload,
  };
}

/** What is read from history follows a write by a moment. */
const HISTORY_FOLLOWS_WITHIN_MILLIS = 1500;

/**
 * Counts the changes that were made here, for what is to be read anew after each: at once, and again when history has
 * followed.
 *
 * @returns {[number, () => void]}
 */
export function useVersion() {
  const [version, setVersion] = useState(0);
  const timer = useRef(/** @type {any} */ (undefined));
  useEffect(() => () => clearTimeout(timer.current), []);
  const next = () => setVersion((before) => before + 1);
  const changed = () => {
    next();
    clearTimeout(timer.current);
    timer.current = setTimeout(next, HISTORY_FOLLOWS_WITHIN_MILLIS);
  };
  return [version, changed];
}

/** The time, again and again. @param {number} everyMillis */
export function useNow(everyMillis) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMillis);
    return () => clearInterval(timer);
  }, [everyMillis]);
  return now;
}
