/** The ledger of a customer: each entry explained, and the chain of hashes verified in the browser. */

import { html, useRef, useState } from "./preact.js";
import * as format from "./format.js";
import { usePages } from "./load.js";
import { Entry } from "./entry.js";
import { Amount, Card, Empty, Fault, Icon, Id, PagedTable, Select, Time } from "./parts.js";
import { canVerify, verifyLedger } from "./proof.js";
import { link, replace } from "./route.js";
import { useSession } from "./session.js";

const TYPES = ["grant", "activate", "usage", "reserve", "commit", "release", "reserve_expired", "expire", "adjust", "void", "refund", "rollover", "purchase", "transfer_out", "transfer_in"];

/** @param {{context: import("./customer.js").CustomerContext, entry?: string, query: Record<string, string>}} props */
export function Ledger({ context, entry, query }) {
  const { client } = useSession();
  const { type, from, to, order = "desc" } = query;
  const pages = usePages(client, `${context.path}/ledger`, { type, from, to, order }, [context.version]);
  const base = ["customers", context.name, "ledger"];
  const filter = (/** @type {Record<string, any>} */ change) => replace(base, { ...query, ...change });
  const open = (/** @type {string} */ id) => replace([...base, id], query);
  const timeInput = (/** @type {string} */ name, /** @type {string} */ label) =>
    html`<label class="inline-field"><span>${label}</span>
      <input type="datetime-local" value=${query[name]?.slice(0, 16) ?? ""} onChange=${(/** @type {any} */ event) => filter({ [name]: event.target.value === "" ? undefined : format.readTime(event.target.value) })} /></label>`;
  return html`<${Proof} context=${context} />
    <${Card}
      title="Ledger"
      note="One entry for each change, never altered. Open one to see why it took what it took."
      flush
      actions=${html`<${Select} label="Type" value=${type} options=${[["", "All types"], ...TYPES.map((of) => [of, format.words(of)])]} onChange=${(/** @type {string} */ of) => filter({ type: of })} />
        ${timeInput("from", "From")} ${timeInput("to", "to")}
        <${Select} label="Order" hideLabel value=${order} options=${[["desc", "Newest first"], ["asc", "Oldest first"]]} onChange=${(/** @type {string} */ of) => filter({ order: of })} />`}
    >
      <${PagedTable}
        pages=${pages}
        label="Ledger entries"
        id=${(/** @type {any} */ row) => row.id}
        current=${entry}
        open=${(/** @type {any} */ row) => open(row.id)}
        columns=${[
          { name: "#", right: true, shrink: true, cell: (/** @type {any} */ row) => format.count(row.sequence) },
          { name: "Entry", cell: (/** @type {any} */ row) => html`<a class="strong" href=${link([...base, row.id], query)}>${format.words(row.type)}</a>` },
          { name: "What", wide: true, cell: (/** @type {any} */ row) => html`<${What} entry=${row} />` },
          { name: "Change", right: true, cell: (/** @type {any} */ row) => html`<${Amount} of=${row.delta} column signed />` },
          { name: "Held", right: true, cell: (/** @type {any} */ row) => (BigInt(row.reserved_delta) === 0n ? "" : html`<${Amount} of=${row.reserved_delta} column signed />`) },
          { name: "Balance", right: true, cell: (/** @type {any} */ row) => html`<${Amount} of=${row.balance_after} column />` },
          { name: "Occurred", cell: (/** @type {any} */ row) => html`<${Time} at=${row.occurred_at} />` },
        ]}
        empty=${html`<${Empty} title=${type || from || to ? "No such entries" : "The ledger is empty"}>
          ${type || from || to ? "Take a filter away to see more." : "Each grant, charge, hold and expiry is an entry here."}
        <//>`}
      />
    <//>
    ${entry && html`<${Entry} key=${entry} path=${context.path} name=${context.name} id=${entry} close=${() => replace(base, query)} />`}`;
}

/** What an entry is of, in a few words. @param {{entry: any}} props */
export function What({ entry }) {
  if (entry.lines) {
    return entry.lines.map((/** @type {any} */ line) => `${format.count(line.units)} ${line.billable_metric_key}`).join(", ");
  }
  if (entry.billable_metric_key !== null) {
    return `${entry.units === null ? "" : `${format.count(entry.units)} `}${entry.billable_metric_key}`;
  }
  const of = entry.metadata?.reason ?? entry.external_payment_id;
  if (of) {
    return html`<span class="clip" title=${of}>${of}</span>`;
  }
  const id = entry.reservation_id ?? entry.allocations[0]?.block_id;
  return id ? html`<${Id} id=${id} />` : "";
}

/** @param {{context: import("./customer.js").CustomerContext}} props */
function Proof({ context }) {
  const { client } = useSession();
  const [state, setState] = useState(/** @type {any} */ ({}));
  const running = useRef(/** @type {AbortController | undefined} */ (undefined));
  const start = async () => {
    const reading = new AbortController();
    running.current = reading;
    setState({ busy: true, done: 0, of: 0 });
    try {
      const result = await verifyLedger(client, context.path, (done, of) => setState({ busy: true, done, of }), reading.signal);
      setState({ result });
    } catch (failure) {
      setState(reading.signal.aborted ? {} : { failure });
    }
  };
  const { result } = state;
  return html`<div class="proof ${result ? (result.difference ? "bad" : "good") : ""}">
    <div class="proof-text" role="status">
      ${result
        ? result.difference
          ? html`<${Icon} name="warn" /><div><b>The ledger does not verify.</b> ${result.difference}</div>`
          : html`<${Icon} name="check" /><div><b>${format.count(result.entries)} ${result.entries === 1 ? "entry" : "entries"} verified.</b> Sequence, sums, times and hashes are as they should be. Last hash <code>${result.hash.slice(0, 16)}…</code></div>`
        : state.busy
          ? html`<div>Verifying ${format.count(state.done)} of ${format.count(state.of)} entries <progress value=${state.done} max=${Math.max(1, state.of)} aria-label="Entries verified" /></div>`
          : html`<div>Each entry bears the hash of the one before. ${canVerify ? "This browser can compute all of them anew." : "A browser computes hashes over https or on localhost only."}</div>`}
    </div>
    ${state.busy
      ? html`<button type="button" class="button small" onClick=${() => running.current?.abort()}>Stop</button>`
      : html`<button type="button" class="button small" disabled=${!canVerify} onClick=${start}>${result ? "Verify again" : "Verify the chain"}</button>`}
    ${state.failure && html`<${Fault} of=${state.failure} />`}
  </div>`;
}
