/** Books: what became of credits in a month, and of the money for them, of all customers or one. */

import { html, useState } from "./preact.js";
import * as format from "./format.js";
import { useLoad } from "./load.js";
import { Amount, Badge, Card, Empty, Fault, PageHead, Shown, Table } from "./parts.js";
import { replace } from "./route.js";
import { useSession } from "./session.js";

const REPORT = "/v1/reports/credits";

/** The month after one. @param {string} month `2026-11` */
function next(month) {
  const [year, number] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7);
}

/** What has no column of its own: what came, less what went. @param {Record<string, number | bigint>} of @param {string[]} come @param {string[]} gone */
function rest(of, come, gone) {
  const sum = (/** @type {string[]} */ names) => names.reduce((before, name) => before + BigInt(of[name]), 0n);
  return sum(come) - sum(gone);
}

/** @param {string} name @param {(row: any) => any} of */
const credits = (name, of) => ({ name, right: true, cell: (/** @type {any} */ row) => html`<${Amount} of=${of(row)} column />` });

/** @param {string} name @param {string} figure */
const money = (name, figure) => ({ name, right: true, cell: (/** @type {any} */ row) => format.money(row.money[figure], row.currency) });

const CREDITS = [
  { name: "Source", cell: (/** @type {any} */ row) => html`${format.words(row.source)}${row.paid && html` <${Badge}>${row.currency}<//>`}` },
  credits("Before", (row) => row.credits.opening),
  credits("Granted", (row) => row.credits.granted),
  credits("Refunded", (row) => row.credits.refunded),
  credits("Burned", (row) => row.credits.burned),
  credits("Expired", (row) => row.credits.expired),
  credits("Voided", (row) => row.credits.voided),
  credits("Moved", (row) => rest(row.credits, ["rolled_in", "transferred_in"], ["rolled_out", "transferred_out", "repaid", "clawed_back"])),
  credits("After", (row) => row.credits.closing),
];

const MONEY = [
  { name: "Currency", cell: (/** @type {any} */ row) => row.currency },
  money("Deferred before", "opening"),
  money("Sold", "added"),
  money("Earned by use", "recognized_burn"),
  money("Earned by expiry", "recognized_breakage"),
  money("Taken back", "taken_back"),
  money("Deferred after", "closing"),
  money("Reversed", "reversed"),
];

/** @param {{query: Record<string, string>}} props */
export function Books({ query }) {
  const { client } = useSession();
  const month = /^\d{4}-\d{2}$/.test(query.month ?? "") ? query.month : new Date().toISOString().slice(0, 7);
  const customer = query.customer ?? "";
  const asked = { from: `${month}-01T00:00:00Z`, to: `${next(month)}-01T00:00:00Z`, granularity: "month", external_customer_id: customer || undefined };
  const report = useLoad((signal) => client.get(REPORT, asked, signal), [month, customer]);
  const ask = (/** @type {Record<string, string>} */ change) => replace(["books"], { month, customer, ...change });
  const actions = html`<label class="inline-field"><span>Month</span><input type="month" value=${month} onChange=${(/** @type {any} */ event) => event.target.value && ask({ month: event.target.value })} /></label>
    <label class="inline-field"><span>Customer</span><input type="search" size="16" placeholder="external id" value=${customer} onChange=${(/** @type {any} */ event) => ask({ customer: event.target.value.trim() })} /></label>
    <${Csv} query=${asked} name=${`credits-${month}${customer === "" ? "" : `-${customer}`}.csv`} />`;
  return html`<${PageHead} title="Books" note="What became of credits in a month, and what of the money for them is earned" actions=${actions} />
    <${Shown} of=${report}>${(/** @type {any} */ value) => html`<${Month} of=${value.data[0]} />`}<//>`;
}

/** The same report as a file. @param {{query: any, name: string}} props */
function Csv({ query, name }) {
  const { client } = useSession();
  const [problem, setProblem] = useState(/** @type {any} */ (undefined));
  const download = async () => {
    setProblem(undefined);
    try {
      const text = await client.file(REPORT, { ...query, format: "csv" });
      const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
      Object.assign(document.createElement("a"), { href: url, download: name }).click();
      URL.revokeObjectURL(url);
    } catch (failure) {
      setProblem(failure);
    }
  };
  return html`<button type="button" class="button" onClick=${download}>Download CSV</button>${problem && html`<${Fault} of=${problem} />`}`;
}

/** @param {{of: any}} props */
function Month({ of }) {
  const closed = of.closed ? html`<${Badge} kind="good" title="Nothing of it changes any more">Closed<//>` : html`<${Badge} kind="warn" title="It may still change">Open<//>`;
  if (of.credits.length === 0) {
    return html`<${Empty} title="No credits in that month">Nobody had any, and nothing was granted. Choose another month.<//>`;
  }
  const total = { source: "all", paid: false, currency: null, credits: of.total };
  return html`<${Card} title=${html`Credits ${closed}`} note="By the source of their blocks; moved is what came from other blocks and customers, less what went to them or paid back overage" flush>
      <${Table} columns=${CREDITS} rows=${[...of.credits, total]} id=${(/** @type {any} */ row) => `${row.source} ${row.currency}`} label="Credits by source" />
    <//>
    <${Card} title="Money" note="Of credits that were paid for. What is deferred is still owed in credits; reversed was earned before its payment went back" flush>
      ${of.money.length === 0
        ? html`<${Empty} title="Nothing was paid for">Credits have a price when they are topped up, or granted with one.<//>`
        : html`<${Table} columns=${MONEY} rows=${of.money} id=${(/** @type {any} */ row) => row.currency} label="Money by currency" />`}
    <//>`;
}
