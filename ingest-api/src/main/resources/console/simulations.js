/** What usage that was charged would have cost by another price: of one customer at once, of all as a job. */

import { html, useEffect } from "./preact.js";
import { ConfirmDialog, FormDialog } from "./form.js";
import * as format from "./format.js";
import { useLoad, usePages, useVersion } from "./load.js";
import { Amount, Badge, Card, Empty, Fault, Figure, Icon, Id, Loading, LoadingDialog, PageHead, PagedTable, Pairs, Raw, Status, Table, Time, useDialog } from "./parts.js";
import { PRICE_FIELDS, ruleOf } from "./prices.js";
import { go, link } from "./route.js";
import { useSession } from "./session.js";

const DAY = 86_400_000;
const ASKED_AGAIN_AFTER_MILLIS = 1000;

/** @param {{path: string[], query: Record<string, string>}} props */
export function Simulations({ path, query }) {
  return path.length > 0 ? html`<${Simulation} key=${path[0]} id=${path[0]} />` : html`<${List} query=${query} />`;
}

/** @param {{query: Record<string, string>}} props */
function List({ query }) {
  const { client } = useSession();
  const [version, changed] = useVersion();
  const pages = usePages(client, "/v1/simulations", {}, [version]);
  const dialog = useDialog();
  const create = () => dialog.show(html`<${NewSimulation} metric=${query.metric} changed=${changed} close=${dialog.close} />`);
  const button = html`<button type="button" class="button primary" onClick=${create}><${Icon} name="plus" />New simulation</button>`;
  return html`<${PageHead} title="What if" note="Usage that was charged, priced anew by other prices. Nothing is charged." actions=${button} />
    <${Card} title="Simulations of all customers" note="Kept for 7 days. Those of one customer are answered at once, and not kept." flush>
      <${PagedTable}
        pages=${pages}
        label="Simulations"
        id=${(/** @type {any} */ row) => row.id}
        open=${(/** @type {any} */ row) => go(["simulations", row.id])}
        columns=${[
          { name: "Prices of", wide: true, cell: (/** @type {any} */ row) => html`<a class="strong" href=${link(["simulations", row.id])}>${[...new Set(row.rules.map((/** @type {any} */ rule) => rule.billable_metric_key))].join(", ")}</a> ${row.canceled_at && html`<${Badge}>Canceled<//>`}` },
          { name: "From", cell: (/** @type {any} */ row) => html`<${Time} at=${row.from} />` },
          { name: "To", cell: (/** @type {any} */ row) => html`<${Time} at=${row.to} />` },
          { name: "Simulation", cell: (/** @type {any} */ row) => html`<${Id} id=${row.id} label="simulation id" />` },
          { name: "Made", cell: (/** @type {any} */ row) => html`<${Time} at=${row.created_at} />` },
        ]}
        empty=${html`<${Empty} title="No simulations yet" action=${button}>Take a price that you think of: what would last month have cost, each customer, and whose credits would have run out?<//>`}
      />
    <//>
    ${dialog.open}`;
}

/** @param {{metric?: string, changed: () => void, close: () => void}} props */
function NewSimulation({ metric, changed, close }) {
  const { client } = useSession();
  const metrics = useLoad((signal) => client.list("/v1/billable-metrics", {}, signal), ["metrics"]);
  if (metrics.loading) {
    return html`<${LoadingDialog} title="New simulation" close=${close} />`;
  }
  const options = (metrics.value?.rows ?? []).map((/** @type {any} */ one) => [one.key, one.name === one.key ? one.key : `${one.name} (${one.key})`]);
  const now = Math.floor(Date.now() / DAY) * DAY;
  return html`<${FormDialog}
    title="New simulation"
    fields=${[
      { name: "billable_metric_key", label: "Metric", kind: options.length > 0 ? "select" : "text", required: true, options, initial: metric ?? options[0]?.[0] ?? "" },
      ...PRICE_FIELDS,
      { name: "from", label: "Usage from", kind: "time", required: true, initial: format.timeInput(now - 30 * DAY) },
      { name: "to", label: "to", kind: "time", required: true, initial: format.timeInput(now + DAY) },
      { name: "external_customer_id", label: "Only of the customer", placeholder: "external id", help: "Answered at once. Of all customers it is a job, which slows nothing." },
      { name: "plan_id", label: "Only for customers on the plan", placeholder: "plan_…", further: true },
      { name: "plan_variant_id", label: "Only for customers on the variant", placeholder: "var_…", further: true },
    ]}
    action="Simulate"
    send=${(/** @type {any} */ body, /** @type {string} */ key) => {
      const { from, to, external_customer_id: customer, ...rule } = body;
      return client.send("POST", "/v1/metering-rules/simulate", { rules: [ruleOf(rule)], from, to, external_customer_id: customer }, key);
    }}
    show=${(/** @type {any} */ answer) => {
      if (answer.id !== undefined) {
        go(["simulations", answer.id]);
        return html`<p>It goes on by itself.</p>`;
      }
      return html`<p class="intro"><b>${answer.external_customer_id}</b>, ${format.time(answer.from)} to ${format.time(answer.to)}</p><${Costs} of=${answer} /><${RunsOut} of=${answer} /><${Usage} rows=${answer.usage} />`;
    }}
    changed=${changed}
    close=${close}
    wide
  />`;
}

/** @param {{of: any}} props */
function Costs({ of }) {
  return html`<div class="figures">
    <${Figure} name="Cost then" note="as the ledger charged"><${Amount} of=${of.cost_then} /><//>
    <${Figure} name="Cost now" note="by these prices"><${Amount} of=${of.cost_now} /><//>
    <${Figure} name="Difference" note=${share(of)}><${Amount} of=${of.difference} signed /><//>
  </div>`;
}

/** @param {any} of */
function share(of) {
  const then = BigInt(of.cost_then);
  return then === 0n ? "nothing was charged then" : `${(Number((BigInt(of.difference) * 10_000n) / then) / 100).toLocaleString("en", { signDisplay: "exceptZero" }).replace("-", "−")}%`;
}

/** @param {{of: any}} props */
function RunsOut({ of }) {
  if (of.would_run_out_at === null && of.ran_out_at === null) {
    return html`<p class="intro">The balance would not have fallen below 0.</p>`;
  }
  return html`<p class="intro">
    ${of.would_run_out_at === null ? "The balance would not have fallen below 0" : html`The balance would have fallen below 0 at <b>${format.time(of.would_run_out_at)}</b>`}${of.ran_out_at === null
      ? ", and did not."
      : html`; it did at <b>${format.time(of.ran_out_at)}</b>.`}
  </p>`;
}

/** What each metric and its values cost then and now. @param {{rows: any[]}} props */
function Usage({ rows }) {
  if (rows.length === 0) {
    return html`<${Empty} title="Nothing was used">In this time, of these metrics.<//>`;
  }
  const most = rows.reduce((of, row) => [of, BigInt(row.cost_then), BigInt(row.cost_now)].reduce((a, b) => (a > b ? a : b)), 1n);
  const part = (/** @type {any} */ amount) => `${Number((BigInt(amount) * 1000n) / most) / 10}%`;
  return html`<${Table}
    label="Usage by metric and dimension"
    rows=${rows}
    id=${(/** @type {any} */ row) => JSON.stringify([row.billable_metric_key, row.dimensions])}
    columns=${[
      { name: "Metric", cell: (/** @type {any} */ row) => html`<a class="strong" href=${link(["prices", row.billable_metric_key])}>${row.billable_metric_key}</a>` },
      { name: "For", wide: true, cell: (/** @type {any} */ row) => (row.dimensions === null ? html`<span class="muted">all others</span>` : Object.keys(row.dimensions).length === 0 ? "" : html`<${Pairs} of=${row.dimensions} />`) },
      { name: "Events", right: true, cell: (/** @type {any} */ row) => html`${format.count(row.events)}${row.unpriced_events > 0 ? html` <${Badge} kind="warn">${format.count(row.unpriced_events)} without a price<//>` : ""}` },
      { name: "Units", right: true, cell: (/** @type {any} */ row) => format.count(row.units) },
      { name: html`Then, now`, cell: (/** @type {any} */ row) => html`<span class="then-now" aria-hidden="true"><i style=${{ width: part(row.cost_then) }} /><i style=${{ width: part(row.cost_now) }} /></span>` },
      { name: "Cost then", right: true, cell: (/** @type {any} */ row) => html`<${Amount} of=${row.cost_then} column />` },
      { name: "Cost now", right: true, cell: (/** @type {any} */ row) => html`<${Amount} of=${row.cost_now} column />` },
      { name: "Difference", right: true, cell: (/** @type {any} */ row) => html`<${Amount} of=${row.difference} column signed />` },
    ]}
  />`;
}

/** @param {{id: string}} props */
function Simulation({ id }) {
  const { client } = useSession();
  const [version, changed] = useVersion();
  const path = `/v1/simulations/${encodeURIComponent(id)}`;
  const loaded = useLoad((signal) => client.get(path, {}, signal), [id], [version]);
  const of = /** @type {any} */ (loaded.value);
  const running = of?.status === "running";
  const customers = usePages(client, `${path}/customers`, {}, [version]);
  const dialog = useDialog();
  useEffect(() => {
    const timer = running ? setTimeout(loaded.reload, ASKED_AGAIN_AFTER_MILLIS) : undefined;
    return () => clearTimeout(timer);
  }, [of]);
  useEffect(() => {
    if (of !== undefined && !running) {
      customers.reload();
    }
  }, [of?.status]);
  const back = { href: link(["simulations"]), text: "What if" };
  if (of === undefined) {
    return html`<${PageHead} title="Simulation" back=${back} />${loaded.error ? html`<${Fault} of=${loaded.error} retry=${loaded.reload} />` : html`<${Loading} />`}`;
  }
  const cancel = () =>
    dialog.show(
      html`<${ConfirmDialog} title="Cancel the simulation" text="What came of it is forgotten." action="Cancel it" danger
        send=${(/** @type {any} */ _, /** @type {string} */ key) => client.send("POST", `${path}/cancel`, undefined, key)} done=${() => "Canceled"} changed=${changed} close=${dialog.close} />`,
    );
  return html`<${PageHead}
      title=${`What if: ${[...new Set(of.rules.map((/** @type {any} */ rule) => rule.billable_metric_key))].join(", ")}`}
      back=${back}
      note=${html`Usage from ${format.time(of.from)} to ${format.time(of.to)} · <${Id} id=${of.id} label="simulation id" />`}
      actions=${running && html`<button type="button" class="button" onClick=${cancel}>Cancel</button>`}
    />
    <div class="proof">
      <div class="proof-text" role="status">
        <${Status} of=${of.status} />
        <div>
          ${of.customers === null ? "Counting customers" : `${format.count(of.customers_done)} of ${format.count(of.customers)} customers`}
          ${running && html` <progress value=${Number(of.customers_done)} max=${Math.max(1, Number(of.customers ?? 0))} aria-label="Customers done" />`}
        </div>
      </div>
    </div>
    <${Costs} of=${of} />
    <div class="figures">
      <${Figure} name="Customers affected" note="whose cost would have been another one">${format.count(of.customers_affected)}<//>
      <${Figure} name="Out of credits" note="who would have fallen below 0, and did not"><span class=${of.customers_out_of_credits > 0 ? "down" : ""}>${format.count(of.customers_out_of_credits)}</span><//>
    </div>
    <${Card} title="By metric" flush><${Usage} rows=${of.usage} /><//>
    <${Card} title="Customers" note="The greatest difference first, be it more or less" flush>
      <${PagedTable}
        pages=${customers}
        label="Customers of the simulation"
        id=${(/** @type {any} */ row) => row.customer_id}
        open=${(/** @type {any} */ row) => go(["customers", row.external_customer_id])}
        columns=${[
          { name: "Customer", wide: true, cell: (/** @type {any} */ row) => html`<a class="strong" href=${link(["customers", row.external_customer_id])}>${row.external_customer_id}</a>` },
          { name: "Cost then", right: true, cell: (/** @type {any} */ row) => html`<${Amount} of=${row.cost_then} column />` },
          { name: "Cost now", right: true, cell: (/** @type {any} */ row) => html`<${Amount} of=${row.cost_now} column />` },
          { name: "Difference", right: true, cell: (/** @type {any} */ row) => html`<${Amount} of=${row.difference} column signed />` },
          { name: "Below 0 then", cell: (/** @type {any} */ row) => html`<${Time} at=${row.ran_out_at} none="never" />` },
          { name: "Below 0 now", cell: (/** @type {any} */ row) => html`<${Time} at=${row.would_run_out_at} none="never" />` },
        ]}
        empty=${html`<${Empty} title=${running ? "None is done yet" : "Nobody used any of it"} />`}
      />
    <//>
    <${Card} title="The prices" note=${of.rules.map((/** @type {any} */ rule) => `${rule.billable_metric_key}: ${format.price(rule)}`).join("; ")}><${Raw} value=${of.rules} /><//>
    ${dialog.open}`;
}
