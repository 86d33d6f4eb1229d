/** What pages are made of. */

import { html, useLayoutEffect, useRef, useState } from "./preact.js";
import * as format from "./format.js";
import { pretty } from "./json.js";
import { useNow } from "./load.js";
import { useSession } from "./session.js";

const ICONS = /** @type {Record<string, string>} */ ({
  overview: "M3 13h7V3H3zm11 8h7V11h-7zM3 21h7v-5H3zm11-13h7V3h-7z",
  customers: "M16 20v-1.5a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4V20M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8m13 9v-1.5a4 4 0 0 0-3-3.9M16 3.2a4 4 0 0 1 0 7.6",
  usage: "M3 20h18M6 16v-5m6 5V5m6 11V9",
  prices: "M20.5 13.5 13 21a1.8 1.8 0 0 1-2.6 0L3 13.6V4a1 1 0 0 1 1-1h9.6l6.9 6.9a2.6 2.6 0 0 1 0 3.6M7.5 7.5h.01",
  simulations: "M4 19c5 0 5-12 10-12h6m-3-3 3 3-3 3M4 7c3 0 4 3 5 6",
  plans: "M4 5h16v4H4zm0 7h16v7H4zM8 15.5h5",
  packages: "M21 8 12 3 3 8v8l9 5 9-5zM3 8l9 5 9-5m-9 5v8",
  books: "M5 3h14v18H5zM9 3v18M12.5 8h3m-3 4h3",
  webhooks: "M22 12h-6l-3 8L9 4l-3 8H2",
  settings: "M4 6h10m4 0h2M4 12h2m4 0h10M4 18h8m4 0h4M16 4v4M8 10v4m6 2v4",
  tenants: "M3 21h18M5 21V5l8-2v18m0-12h6v12M8.5 8h1m-1 4h1m-1 4h1",
  search: "m20 20-4.5-4.5M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14",
  close: "M6 6l12 12M18 6 6 18",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  check: "m5 12.5 4.5 4.5L19 7.5",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  warn: "M12 4 2.5 20h19zM12 10v4m0 3h.01",
  out: "M14 8V4H4v16h10v-4m-4-4h11m-3-3 3 3-3 3",
  theme: "M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18",
  reload: "M20 11a8 8 0 1 0-2 6.3M20 4v7h-7",
  left: "m15 5-7 7 7 7",
  plus: "M12 5v14M5 12h14",
  book: "M12 6c-2-1.3-5-2-9-2v14c4 0 7 .7 9 2 2-1.3 5-2 9-2V4c-4 0-7 .7-9 2zm0 0v14",
});

/** @param {{name: string}} props */
export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${ICONS[name]} /></svg>`;
}

/**
 * The top of a page. It takes the focus when one comes to the page, so that a screen reader tells where one is.
 *
 * @param {{title: any, name?: string, back?: {href: string, text: string}, note?: any, actions?: any}} props
 */
export function PageHead({ title, name, back, note, actions }) {
  const heading = /** @type {{current: any}} */ (useRef());
  const shown = name ?? title;
  useLayoutEffect(() => {
    document.title = `${shown} · QuotaStack`;
    heading.current?.focus({ preventScroll: true });
  }, [shown]);
  return html`<header class="page-head">
    <div>
      ${back && html`<a class="back" href=${back.href}><${Icon} name="left" />${back.text}</a>`}
      <h1 tabindex="-1" ref=${heading}>${title}</h1>
      ${note && html`<div class="note">${note}</div>`}
    </div>
    ${actions && html`<div class="actions">${actions}</div>`}
  </header>`;
}

/** @param {{title?: any, note?: any, actions?: any, children?: any, flush?: boolean, label?: string}} props */
export function Card({ title, note, actions, children, flush, label }) {
  return html`<section class="card ${flush ? "flush" : ""}" aria-label=${label ?? (typeof title === "string" ? title : null)}>
    ${(title || actions) &&
    html`<div class="card-head">
      <div>
        <h2>${title}</h2>
        ${note && html`<p class="note">${note}</p>`}
      </div>
      ${actions && html`<div class="actions">${actions}</div>`}
    </div>`}
    <div class="card-body">${children}</div>
  </section>`;
}

/** @param {{kind?: string, children?: any, title?: string}} props kind: good, warn, bad, info, or none */
export function Badge({ kind = "", children, title }) {
  return html`<span class="badge ${kind}" title=${title}>${children}</span>`;
}

const KINDS = /** @type {Record<string, string>} */ ({
  active: "good",
  charged: "good",
  committed: "good",
  delivered: "good",
  ready: "good",
  trialing: "info",
  scheduled: "info",
  pending: "info",
  moving: "info",
  running: "info",
  finished: "good",
  overdue: "warn",
  paused: "warn",
  failed: "warn",
  refused: "bad",
  dead: "bad",
});

/** The status of anything. @param {{of: string}} props */
export function Status({ of }) {
  return html`<${Badge} kind=${KINDS[of] ?? ""}>${format.words(of)}<//>`;
}

/**
 * Millicredits as credits; the millicredits show on hover. In a column the points stand below each other.
 *
 * @param {{of: number | bigint | null | undefined, column?: boolean, signed?: boolean, unit?: boolean}} props
 */
export function Amount({ of, column, signed, unit }) {
  if (of === null || of === undefined) {
    return html`<span class="muted">—</span>`;
  }
  const { sign, whole, fraction } = format.creditParts(of);
  const digits = fraction.replace(/0+$/, "");
  const plus = signed && BigInt(of) > 0n ? "+" : sign;
  const tone = signed ? (BigInt(of) < 0n ? "down" : BigInt(of) > 0n ? "up" : "") : BigInt(of) < 0n ? "down" : "";
  return html`<span class="amount ${tone}" title=${format.millicredits(of)}
    >${plus}${whole}${digits !== "" && html`<span class="fraction">.${digits}</span>`}${column &&
    html`<span class="pad" aria-hidden="true">${digits === "" ? ".000" : "0".repeat(3 - digits.length)}</span>`}${unit &&
    html`<span class="unit">${whole === "1" && digits === "" ? " credit" : " credits"}</span>`}</span
  >`;
}

/** A time in UTC; the browser's own on hover. @param {{at: string | null | undefined, none?: string}} props */
export function Time({ at, none = "—" }) {
  return at
    ? html`<time datetime=${at} title=${format.localTime(at)}>${format.time(at)}</time>`
    : html`<span class="muted">${none}</span>`;
}

/** How far away, as it goes on. @param {{at: string, now?: number}} props now: of a clock that stands still */
export function Relative({ at, now }) {
  const wall = useNow(1000);
  return html`<time datetime=${at} title=${format.localTime(at)}>${format.relative(at, now ?? wall)}</time>`;
}

/** An id that one can copy. @param {{id: string | null | undefined, full?: boolean, label?: string}} props */
export function Id({ id, full, label = "id" }) {
  const { tell } = useSession();
  if (!id) {
    return html`<span class="muted">—</span>`;
  }
  const copy = (/** @type {Event} */ event) => {
    event.stopPropagation();
    navigator.clipboard?.writeText(id).then(
      () => tell(`Copied ${id}`),
      () => tell("The browser did not let the console copy"),
    );
  };
  return html`<span class=${full ? "id full" : "id"}
    ><code title=${id}>${full ? id : format.shortId(id)}</code
    >${navigator.clipboard &&
    html`<button type="button" class="icon-button small" onClick=${copy} aria-label=${`Copy ${label} ${id}`} title="Copy">
      <${Icon} name="copy" />
    </button>`}</span
  >`;
}

/** @param {{rows: {name: string, children?: any}[]}} props */
export function Facts({ rows }) {
  return html`<dl class="facts">
    ${rows.map(({ name, children }) => html`<div><dt>${name}</dt><dd>${children ?? html`<span class="muted">—</span>`}</dd></div>`)}
  </dl>`;
}

/** @param {{name: any, children?: any, note?: any}} props */
export function Figure({ name, children, note }) {
  return html`<div class="figure">
    <div class="figure-name">${name}</div>
    <div class="figure-value">${children}</div>
    ${note && html`<div class="note">${note}</div>`}
  </div>`;
}

/** Where there is nothing yet: what would be here, and what to do first. @param {{title: string, children?: any, action?: any}} props */
export function Empty({ title, children, action }) {
  return html`<div class="empty">
    <p class="empty-title">${title}</p>
    ${children && html`<p>${children}</p>`}
    ${action}
  </div>`;
}

/** What the API refused, in its own words, with what its operator finds it by. @param {{of: any, retry?: () => void}} props */
export function Fault({ of, retry }) {
  const lacksScope = of.type === "insufficient-scope";
  if (lacksScope) {
    return html`<div class="fault quiet" role="alert">
      <${Icon} name="lock" />
      <p>${format.sentence(of.detail)}. Sign in with a key that has it to see this.</p>
    </div>`;
  }
  return html`<div class="fault" role="alert">
    <${Icon} name="warn" />
    <div>
      <p class="fault-title">${of.title ?? "The console failed"}</p>
      <p>${format.sentence(of.detail ?? String(of.message ?? of))}</p>
      ${of.errors?.length > 0 &&
      html`<ul>
        ${of.errors.map((/** @type {any} */ one) => html`<li><code>${one.pointer ?? one.parameter}</code> ${one.detail}</li>`)}
      </ul>`}
      ${of.requestId && html`<p class="note">Request <${Id} id=${of.requestId} full label="request id" /></p>`}
      ${retry && html`<button type="button" class="button small" onClick=${retry}>Try again</button>`}
    </div>
  </div>`;
}

/**
 * Shows what was loaded, or that it is loading, or why it could not be.
 *
 * @param {{of: import("./load.js").Loaded<any>, children: (value: any) => any}} props
 */
export function Shown({ of, children }) {
  if (of.value !== undefined) {
    return children(of.value);
  }
  return of.error !== undefined ? html`<${Fault} of=${of.error} retry=${of.reload} />` : html`<${Loading} />`;
}

export function Loading() {
  return html`<div class="loading" role="status"><span class="visually-hidden">Loading</span><i /><i /><i /></div>`;
}

/**
 * @typedef {{name: any, cell: (row: any, index: number) => any, right?: boolean, wide?: boolean, shrink?: boolean}} Column
 */

/**
 * A row that opens something does so by its first cell, which is a button or a link: so it is reached by keyboard. A click
 * anywhere on the row does the same.
 *
 * @param {{columns: Column[], rows: any[], id: (row: any) => string, label: string, open?: (row: any) => void, current?: string}} props
 */
export function Table({ columns, rows, id, label, open, current }) {
  const opened = (/** @type {any} */ event, /** @type {any} */ row) => {
    if (open && !event.target.closest("a, button, input, select, label") && getSelection()?.isCollapsed !== false) {
      open(row);
    }
  };
  return html`<div class="table-frame" tabindex="0" role="group" aria-label=${label}>
    <table>
      <thead>
        <tr>
          ${columns.map(({ name, right, shrink }) => html`<th scope="col" class="${right ? "right" : ""} ${shrink ? "shrink" : ""}">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row, index) => html`<tr
            key=${id(row)}
            class="${open ? "opens" : ""} ${current === id(row) ? "current" : ""}"
            onClick=${(/** @type {any} */ event) => opened(event, row)}
          >
            ${columns.map(
              ({ cell, right, wide, shrink }) =>
                html`<td class="${right ? "right" : ""} ${wide ? "wide" : ""} ${shrink ? "shrink" : ""}">${cell(row, index)}</td>`,
            )}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/**
 * A list of the API as a table, page by page.
 *
 * @param {{pages: any, columns: Column[], id: (row: any) => string, label: string, open?: (row: any) => void, current?: string, empty: any}} props
 */
export function PagedTable({ pages, empty, ...table }) {
  if (pages.rows === undefined) {
    return pages.error === undefined ? html`<${Loading} />` : html`<${Fault} of=${pages.error} retry=${pages.reload} />`;
  }
  if (pages.rows.length === 0 && !pages.hasMore) {
    return empty;
  }
  return html`<${Table} ...${table} rows=${pages.rows} />
    ${pages.error && html`<${Fault} of=${pages.error} />`}
    <div class="table-foot">
      <span class="note"
        >${format.count(pages.rows.length)} ${pages.hasMore ? "shown, there are more" : pages.rows.length === 1 ? "row" : "rows"}</span
      >
      ${pages.hasMore &&
      html`<button type="button" class="button small" disabled=${pages.busy} onClick=${pages.more}>${pages.busy ? "Loading…" : "Show more"}</button>`}
    </div>`;
}

let dialogs = 0;

/**
 * On top of the page until it is closed; the browser keeps the focus in it and gives it back. `side` is a drawer.
 *
 * @param {{title: any, close: () => void, side?: boolean, children?: any, wide?: boolean}} props
 */
export function Dialog({ title, close, side, children, wide }) {
  const [titleId] = useState(() => `dialog-${++dialogs}`);
  const dialog = /** @type {{current: any}} */ (useRef());
  useLayoutEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown.showModal();
    shown.querySelector(".dialog-body :is(input, select, textarea)")?.focus();
    return () => {
      shown.close();
      /** @type {any} */ (before)?.focus?.();
    };
  }, []);
  const canceled = (/** @type {Event} */ event) => {
    event.preventDefault();
    close();
  };
  const clicked = (/** @type {any} */ event) => event.target === dialog.current && close();
  return html`<dialog
    ref=${dialog}
    class="${side ? "drawer" : "dialog"} ${wide ? "wide" : ""}"
    aria-labelledby=${titleId}
    onCancel=${canceled}
    onMouseDown=${clicked}
  >
    <div class="dialog-box">
      <header class="dialog-head">
        <h2 id=${titleId}>${title}</h2>
        <button type="button" class="icon-button" onClick=${close} aria-label="Close" title="Close (Esc)"><${Icon} name="close" /></button>
      </header>
      <div class="dialog-body">${children}</div>
    </div>
  </dialog>`;
}

/** Until what a form offers is there. @param {{title: string, close: () => void}} props */
export function LoadingDialog({ title, close }) {
  return html`<${Dialog} title=${title} close=${close}><${Loading} /><//>`;
}

/** @param {{value: any, summary?: string}} props */
export function Raw({ value, summary = "As the API answers it" }) {
  return html`<details class="raw">
    <summary>${summary}</summary>
    <pre tabindex="0">${pretty(value)}</pre>
  </details>`;
}

/** @param {{of: Record<string, string>}} props */
export function Pairs({ of }) {
  const pairs = Object.entries(of ?? {});
  return pairs.length === 0
    ? html`<span class="muted">none</span>`
    : html`<span class="pairs">${pairs.map(([name, value]) => html`<span><b>${name}</b> ${value}</span>`)}</span>`;
}

/**
 * Links to the parts of a page, of which one is shown.
 *
 * @param {{label: string, tabs: {href: string, name: string, current: boolean, count?: any}[]}} props
 */
export function Tabs({ label, tabs }) {
  return html`<nav class="tabs" aria-label=${label}>
    ${tabs.map(
      (tab) => html`<a href=${tab.href} aria-current=${tab.current ? "page" : null}>${tab.name}${tab.count}</a>`,
    )}
  </nav>`;
}

/**
 * @param {{label: string, value: any, onChange: (value: string) => void, options: [string, string][], hideLabel?: boolean}} props
 */
export function Select({ label, value, onChange, options, hideLabel }) {
  return html`<label class="inline-field"
    ><span class=${hideLabel ? "visually-hidden" : ""}>${label}</span>
    <select value=${value ?? ""} onChange=${(/** @type {any} */ event) => onChange(event.target.value)}>
      ${options.map(([of, name]) => html`<option value=${of} selected=${of === (value ?? "")}>${name}</option>`)}
    </select></label
  >`;
}

/** One dialog at a time, opened by a button. */
export function useDialog() {
  const [open, setOpen] = useState(/** @type {any} */ (undefined));
  return { open, show: (/** @type {any} */ what) => setOpen(() => what), close: () => setOpen(undefined) };
}
