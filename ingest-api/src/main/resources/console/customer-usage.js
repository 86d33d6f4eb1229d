/** What a customer used, what was refused and what that would need, and what became of an event. */

import { html, useState } from "./preact.js";
import { grantForm } from "./customer-actions.js";
import { ConfirmDialog, FormDialog } from "./form.js";
import * as format from "./format.js";
import { useLoad, usePages } from "./load.js";
import { BarChart } from "./chart.js";
import { Amount, Badge, Card, Dialog, Empty, Facts, Icon, Id, PagedTable, Raw, Select, Shown, Status, Time } from "./parts.js";
import { reasonOfProblem } from "./reasons.js";
import { link, replace } from "./route.js";
import { useSession } from "./session.js";

const DAY = 86_400_000;
const RANGES = /** @type {[string, string][]} */ ([
  ["day-30", "30 days"],
  ["day-90", "90 days"],
  ["hour-2", "48 hours"],
  ["month-365", "12 months"],
]);

/** @param {{context: import("./customer.js").CustomerContext, event?: string, query: Record<string, string>}} props */
export function CustomerUsage({ context, event, query }) {
  const base = ["customers", context.name, "usage"];
  return html`<${Refused} context=${context} />
    <${Summary} context=${context} query=${query} />
    <${FindEvent} context=${context} />
    ${event && html`<${UsageEvent} key=${event} context=${context} id=${event} close=${() => replace(base, query)} />`}`;
}

/** @param {{context: import("./customer.js").CustomerContext, query: Record<string, string>}} props */
function Summary({ context, query }) {
  const { client } = useSession();
  const { range = "day-30", metric } = query;
  const [granularity, days] = range.split("-");
  const metrics = useLoad((signal) => client.list("/v1/billable-metrics", {}, signal), ["metrics"]);
  const now = Math.floor((context.now ?? Date.now()) / 60_000) * 60_000;
  const to = new Date(now + 60_000).toISOString();
  const from = new Date(now - Number(days) * DAY).toISOString();
  const summary = useLoad(
    (signal) => client.get(`${context.path}/usage/summary`, { billable_metric_key: metric, granularity, from, to }, signal),
    [context.name, metric, range],
    [context.version],
  );
  const change = (/** @type {Record<string, any>} */ of) => replace(["customers", context.name, "usage"], { ...query, ...of });
  const options = [["", "All metrics"], ...(metrics.value?.rows ?? []).map((/** @type {any} */ one) => [one.key, one.name])];
  return html`<${Card}
    title="Credits used"
    note="By the time of use, less what was taken back; equal to what the ledger charged"
    actions=${html`<${Select} label="Metric" hideLabel value=${metric} options=${options} onChange=${(/** @type {string} */ of) => change({ metric: of })} />
      <${Select} label="Range" hideLabel value=${range} options=${RANGES} onChange=${(/** @type {string} */ of) => change({ range: of })} />`}
  >
    <${Shown} of=${summary}>
      ${(/** @type {any} */ { data }) => {
        if (data.length === 0) {
          return html`<${Empty} title="Nothing was used">In this time, of ${metric ?? "any metric"}.<//>`;
        }
        const cost = data.reduce((/** @type {bigint} */ sum, /** @type {any} */ bucket) => sum + BigInt(bucket.cost), 0n);
        const events = data.reduce((/** @type {bigint} */ sum, /** @type {any} */ bucket) => sum + BigInt(bucket.events), 0n);
        return html`<div class="figures compact">
            <div><span>Used</span> <${Amount} of=${cost} unit /></div>
            <div><span>Events</span> ${format.count(events)}</div>
          </div>
          <${BarChart} label="Credits used" bars=${filled(data, granularity, from, to)} />`;
      }}
    <//>
  <//>`;
}

/** Empty buckets are left out of the answer, and have their place in the picture. @param {any[]} data @param {string} granularity @param {string} from @param {string} to */
function filled(data, granularity, from, to) {
  const cut = granularity === "hour" ? 13 : granularity === "day" ? 10 : 7;
  const given = new Map(data.map((bucket) => [bucket.bucket_start.slice(0, cut), bucket]));
  const bars = [];
  for (let at = new Date(`${from.slice(0, cut)}${granularity === "hour" ? ":00:00" : granularity === "day" ? "T00:00" : "-01T00:00"}Z`); at < new Date(to); ) {
    const name = at.toISOString().slice(0, cut);
    const bucket = given.get(name);
    bars.push({
      name: granularity === "hour" ? `${name.slice(11)}:00` : granularity === "day" ? name.slice(5) : name,
      value: Number(bucket?.cost ?? 0) / 1000,
      title: `${name.replace("T", " ")}${granularity === "hour" ? ":00" : ""}: ${format.creditsWord(bucket?.cost ?? 0)}, ${format.count(bucket?.events ?? 0)} events`,
    });
    if (granularity === "month") {
      at.setUTCMonth(at.getUTCMonth() + 1);
    } else {
      at = new Date(at.getTime() + (granularity === "hour" ? 3_600_000 : DAY));
    }
  }
  return bars;
}

/** @param {{context: import("./customer.js").CustomerContext}} props */
function Refused({ context }) {
  const { client } = useSession();
  const pages = usePages(client, "/v1/usage", { status: "refused", external_customer_id: context.name }, [context.version]);
  return html`<${Card} title="Refused usage" note="Accepted without waiting, by batch or Kafka, and then refused. A refusal that its caller waited for was answered there and then, and is not kept here." flush>
    <${RefusedTable} pages=${pages} context=${context} changed=${context.changed} show=${context.show} close=${context.close} />
  <//>`;
}

/**
 * @param {{pages: any, context?: import("./customer.js").CustomerContext, changed: () => void, show: (dialog: any) => void, close: () => void}} props context: of one customer only
 */
export function RefusedTable({ pages, context, changed, show, close }) {
  const { client } = useSession();
  const retry = (/** @type {any} */ row) => show(html`<${Retry} event=${row} changed=${changed} close=${close} />`);
  return html`<${PagedTable}
    pages=${pages}
    label="Refused usage"
    id=${(/** @type {any} */ row) => `${row.customer_id} ${row.event_id}`}
    columns=${[
      { name: "Event", cell: (/** @type {any} */ row) => html`<a class="strong clip" title=${row.event_id} href=${link(["customers", row.external_customer_id, "usage", row.event_id])}>${row.event_id}</a>` },
      ...(context ? [] : [{ name: "Customer", cell: (/** @type {any} */ row) => html`<a href=${link(["customers", row.external_customer_id])}>${row.external_customer_id}</a>` }]),
      { name: "Usage", cell: (/** @type {any} */ row) => html`<${Used} of=${row} />` },
      {
        name: "Why",
        wide: true,
        cell: (/** @type {any} */ row) => {
          const reason = reasonOfProblem(row.problem);
          return html`<${Badge} kind="bad">${reason.title}<//> <span class="note">${reason.text}</span>`;
        },
      },
      { name: "Time", cell: (/** @type {any} */ row) => html`<${Time} at=${row.timestamp} />` },
      {
        name: html`<span class="visually-hidden">Actions</span>`,
        right: true,
        cell: (/** @type {any} */ row) => {
          const { missing } = reasonOfProblem(row.problem);
          return html`<span class="row-actions">
            ${context && missing !== undefined && html`<button type="button" class="button small" onClick=${() => show(grantForm(client, context, missing))}>Grant</button>`}
            <button type="button" class="button small" onClick=${() => retry(row)}>Retry</button>
          </span>`;
        },
      },
    ]}
    empty=${html`<${Empty} title="Nothing is refused">Events that were accepted and then could not be charged are listed here with the reason, until they are charged by a retry.<//>`}
  />`;
}

/** @param {{event: any, changed: () => void, close: () => void}} props */
function Retry({ event, changed, close }) {
  const { client } = useSession();
  return html`<${ConfirmDialog}
    title="Retry a refused event"
    text=${html`Try <b>${event.event_id}</b> of <b>${event.external_customer_id}</b> again. It is charged if it fits now.`}
    action="Retry"
    send=${(/** @type {any} */ _, /** @type {string} */ key) => client.send("POST", `/v1/usage/${encodeURIComponent(event.event_id)}/retry`, { customer_id: event.customer_id }, key)}
    done=${(/** @type {any} */ answer) => `Charged: ${format.creditsWord(answer.cost)}`}
    changed=${changed}
    close=${close}
  />`;
}

/** @param {{of: any}} props */
function Used({ of }) {
  return of.lines
    ? of.lines.map((/** @type {any} */ line) => `${format.count(line.units)} ${line.billable_metric_key}`).join(", ")
    : `${format.count(of.units ?? 0)} ${of.billable_metric_key ?? ""}`;
}

/** @param {{context: import("./customer.js").CustomerContext}} props */
function FindEvent({ context }) {
  const [id, setId] = useState("");
  const submitted = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (id.trim() !== "") {
      replace(["customers", context.name, "usage", id.trim()]);
    }
  };
  return html`<${Card} title="What became of an event?" note="Its id is the Idempotency-Key of POST /v1/usage, event_id in a batch, and id of a CloudEvent.">
    <form class="find in-card" onSubmit=${submitted}>
      <label class="visually-hidden" for="event-id">Event id</label>
      <${Icon} name="search" />
      <input id="event-id" type="search" placeholder="Event id" autocomplete="off" spellcheck="false" value=${id} onInput=${(/** @type {any} */ event) => setId(event.target.value)} />
      <button type="submit" class="button">Show</button>
    </form>
  <//>`;
}

/** @param {{context: import("./customer.js").CustomerContext, id: string, close: () => void}} props */
function UsageEvent({ context, id, close }) {
  const { client } = useSession();
  const loaded = useLoad((signal) => client.get(`/v1/usage/${encodeURIComponent(id)}`, { external_customer_id: context.name }, signal), [id], [context.version]);
  const give = () =>
    context.show(
      html`<${FormDialog}
        title="Void a usage event"
        fields=${[{ name: "reason", label: "Reason", required: true, help: "Stands in the ledger, for good." }]}
        action="Void and refund"
        danger
        confirm=${(/** @type {any} */ body) => html`Take <b>${id}</b> back and refund what it cost to the blocks of <b>${context.name}</b>, because of “${body.reason}”. Once only.`}
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", `/v1/usage/${encodeURIComponent(id)}/void`, { ...body, external_customer_id: context.name }, key)}
        done=${(/** @type {any} */ answer) => `Refunded. Available now: ${format.creditsWord(answer.effective_balance)}`}
        changed=${context.changed}
        close=${context.close}
      />`,
    );
  return html`<${Dialog} title=${`Event ${id}`} close=${close} side>
    <${Shown} of=${loaded}>
      ${(/** @type {any} */ event) => {
        const reason = event.problem && reasonOfProblem(event.problem);
        return html`
          ${reason && html`<div class="verdict bad"><${Icon} name="warn" /><div><p class="verdict-title">${reason.title}</p><p>${reason.text}</p></div></div>`}
          <${Facts}
            rows=${[
              { name: "Status", children: html`<${Status} of=${event.status} />` },
              { name: "Usage", children: html`<${Used} of=${event} />` },
              { name: "Used at", children: html`<${Time} at=${event.timestamp} />` },
              ...(event.charge
                ? [
                    { name: "Cost", children: html`<${Amount} of=${event.charge.cost} unit />` },
                    { name: "Entry", children: html`<a href=${link(["customers", context.name, "ledger", event.charge.ledger_entry_id])}>Explain the charge</a>` },
                  ]
                : []),
              ...(event.problem ? [{ name: "Request", children: html`<${Id} id=${event.problem.request_id} full label="request id" />` }] : []),
            ]}
          />
          ${event.status === "refused" &&
          html`<p class="spaced row-actions start">
            ${reason?.missing !== undefined && html`<button type="button" class="button" onClick=${() => context.show(grantForm(client, context, reason.missing))}>Grant ${format.creditsWord(reason.missing)}</button>`}
            <button type="button" class="button" onClick=${() => context.show(html`<${Retry} event=${event} changed=${context.changed} close=${context.close} />`)}>Retry</button>
          </p>`}
          ${event.status === "charged" && html`<p class="spaced"><button type="button" class="button" onClick=${give}>Void and refund</button></p>`}
          <${Raw} value=${event} />
        `;
      }}
    <//>
  <//>`;
}
