/** What can be told of the environment at a glance: what waits for somebody, whether it serves, and what to do first. */

import { html, useEffect, useRef, useState } from "./preact.js";
import * as format from "./format.js";
import { useLoad, usePages, useVersion } from "./load.js";
import { Badge, Card, Icon, PageHead, Shown, Status, Table, Time, useDialog } from "./parts.js";
import { RefusedTable } from "./customer-usage.js";
import { go, link } from "./route.js";
import { useSession } from "./session.js";
import { SETTINGS } from "./settings.js";

/** Lists are counted up to here, and beyond it as "or more". */
const COUNTED = 200;
const EVERY_MILLIS = 5000;

export function Overview() {
  const { client, kind } = useSession();
  const [version, changed] = useVersion();
  const dialog = useDialog();
  const refused = usePages(client, "/v1/usage", { status: "refused" }, [version], COUNTED);
  return html`<${PageHead} title="Overview" note=${kind === "live" ? "The live environment" : "The test environment"} />
    <${FirstSteps} />
    <div class="figures">
      <${Counted} name="Refused events" note="accepted, then not charged" rows=${refused} href=${link(["usage"])} bad />
      <${CountedList} name="Webhooks failing" note="tried, and tried again" path="/v1/webhooks/deliveries" query=${{ status: "failed" }} href=${link(["webhooks"], { status: "failed" })} bad />
      <${CountedList} name="Webhooks given up" note="until they are retried" path="/v1/webhooks/deliveries" query=${{ status: "dead" }} href=${link(["webhooks"], { status: "dead" })} bad />
      <${RunningLow} />
      <${CountedList} name="Overdue" note="subscriptions in grace" path="/v1/subscriptions" query=${{ status: "overdue" }} />
      <${Ready} />
    </div>
    <${Traffic} />
    <${Card} title="Refused usage" note="Accepted by batch, respond-async or Kafka, and then refused; oldest first" flush
      actions=${html`<a class="button small" href=${link(["usage"])}>Open</a>`}>
      <${RefusedTable} pages=${{ ...refused, rows: refused.rows?.slice(0, 8), hasMore: false }} changed=${changed} show=${dialog.show} close=${dialog.close} />
    <//>
    <${Overdue} />
    ${dialog.open}`;
}

/** @param {{name: string, note: string, rows: any, href?: string, bad?: boolean}} props */
function Counted({ name, note, rows, href, bad }) {
  const some = rows.rows !== undefined && rows.rows.length > 0;
  const value = rows.rows === undefined ? (rows.error ? "—" : html`<span class="skeleton" />`) : `${format.count(rows.rows.length)}${rows.hasMore ? "+" : ""}`;
  return html`<div class="figure">
    <div class="figure-name">${name}</div>
    <div class="figure-value ${bad && some ? "down" : ""}">${href ? html`<a href=${href} aria-label=${name}>${value}</a>` : value}</div>
    <div class="note">${rows.error?.type === "insufficient-scope" ? "the key may not see them" : note}</div>
  </div>`;
}

/** @param {{name: string, note: string, path: string, query: any, href?: string, bad?: boolean}} props */
function CountedList({ path, query, ...counted }) {
  const { client } = useSession();
  const rows = usePages(client, path, query, [], COUNTED);
  return html`<${Counted} ...${counted} rows=${rows} />`;
}

/** Customers at or below the threshold of the environment; without one, those with nothing left. A page of the list looks at a bounded number. */
function RunningLow() {
  const { client } = useSession();
  const threshold = useLoad(async (signal) => BigInt((await client.get(SETTINGS, {}, signal)).low_balance_threshold ?? 0), ["threshold"]);
  if (threshold.value === undefined && threshold.error === undefined) {
    return html`<div class="figure"><div class="figure-name">Running low</div><div class="figure-value"><span class="skeleton" /></div></div>`;
  }
  const most = threshold.value ?? 0n;
  const below = format.credits(most + 1n);
  return html`<${CountedList}
    name="Running low"
    note=${most === 0n ? "customers with nothing left" : `customers with ${format.creditsWord(most)} or less`}
    path="/v1/customers"
    query=${{ effective_balance_below: String(most + 1n) }}
    href=${link(["customers"], { below })}
    bad
  />`;
}

/** Whether the node that answers can serve. */
function Ready() {
  const { client } = useSession();
  const [turn, setTurn] = useState(0);
  const ready = useLoad((signal) => client.get("/readyz", {}, signal), ["ready"], [turn]);
  useEffect(() => {
    const timer = setInterval(() => setTurn((before) => before + 1), EVERY_MILLIS);
    return () => clearInterval(timer);
  }, []);
  const state = ready.error ? html`<${Badge} kind="bad">Not ready<//>` : ready.value ? html`<${Badge} kind="good">Ready<//>` : html`<span class="skeleton" />`;
  return html`<div class="figure">
    <div class="figure-name">This node</div>
    <div class="figure-value">${state}</div>
    <div class="note">${ready.error ? ready.error.detail : "asked every 5 s"}</div>
  </div>`;
}

/** @typedef {{at: number, checks: number, charges: number, refusals: number, requests: number}} Sample */

/** Requests a second of this node, of all tenants, from its metrics; where those have a port of their own, nothing. */
function Traffic() {
  const { client } = useSession();
  const [samples, setSamples] = useState(/** @type {Sample[] | undefined} */ ([]));
  const [waiting, setWaiting] = useState(/** @type {Record<string, number>} */ ({}));
  const stopped = useRef(false);
  useEffect(() => {
    const reading = new AbortController();
    const read = async () => {
      const text = await client.text("/metrics", reading.signal).catch(() => "");
      if (reading.signal.aborted) {
        return;
      }
      if (text === undefined) {
        stopped.current = true;
        setSamples(undefined);
      } else if (text !== "") {
        setSamples((before) => [...(before ?? []).slice(-60), sampleOf(text)]);
        setWaiting(waitingOf(text));
      }
    };
    read();
    const timer = setInterval(() => stopped.current || read(), EVERY_MILLIS);
    return () => {
      clearInterval(timer);
      reading.abort();
    };
  }, []);
  if (samples === undefined) {
    return null;
  }
  const [last, before] = [samples[samples.length - 1], samples[samples.length - 2]];
  const rate = (/** @type {keyof Sample} */ of) =>
    last && before ? ((last[of] - before[of]) / Math.max(0.001, (last.at - before.at) / 1000)).toLocaleString("en", { maximumFractionDigits: 1 }) : html`<span class="skeleton" />`;
  const history = (/** @type {keyof Sample} */ of) => samples.slice(1).map((sample, index) => (sample[of] - samples[index][of]) / Math.max(0.001, (sample.at - samples[index].at) / 1000));
  const lag = waiting.quotastack_intake_lag_records;
  return html`<${Card} title="This node, live" note="All tenants and environments, over the last 5 s">
    <div class="figures compact live">
      <div><span>Requests / s</span> <b>${rate("requests")}</b><${Spark} values=${history("requests")} /></div>
      <div><span>Checks / s</span> <b>${rate("checks")}</b><${Spark} values=${history("checks")} /></div>
      <div><span>Usage / s</span> <b>${rate("charges")}</b><${Spark} values=${history("charges")} /></div>
      <div><span>Refused (402) / s</span> <b>${rate("refusals")}</b><${Spark} values=${history("refusals")} /></div>
      ${lag !== undefined && html`<div><span>Usage in Kafka, not taken in</span> <b>${format.count(lag)}</b></div>`}
    </div>
  <//>`;
}

/** @param {{values: number[]}} props */
function Spark({ values }) {
  const most = Math.max(1, ...values);
  const points = values.map((value, index) => `${(index / Math.max(1, values.length - 1)) * 100},${24 - (value / most) * 22}`).join(" ");
  if (values.length < 2) {
    return null;
  }
  return html`<svg class="spark" viewBox="0 0 100 25" preserveAspectRatio="none" aria-hidden="true"><polyline points=${points} /></svg>`;
}

/** The names of a metric's series, and what each is at. @param {string} text in Prometheus' form @param {string} name */
function* series(text, name) {
  for (const line of text.split("\n")) {
    if (line.startsWith(name)) {
      const [labels, value] = [line.slice(name.length, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))];
      if (labels === "" || labels.startsWith("{")) {
        yield { labels, value };
      }
    }
  }
}

/** @param {string} text @returns {Sample} */
function sampleOf(text) {
  const sample = { at: Date.now(), checks: 0, charges: 0, refusals: 0, requests: 0 };
  for (const { labels, value } of series(text, "quotastack_http_requests_seconds_count")) {
    sample.requests += value;
    sample.checks += /route="[^"]*\/entitlements/.test(labels) ? value : 0;
    sample.charges += /method="POST"/.test(labels) && /route="\/v1\/usage(\/batch)?"/.test(labels) ? value : 0;
    sample.refusals += /status="402"/.test(labels) ? value : 0;
  }
  return sample;
}

/** @param {string} text */
function waitingOf(text) {
  const found = /** @type {Record<string, number>} */ ({});
  for (const name of ["quotastack_intake_lag_records"]) {
    for (const { value } of series(text, name)) {
      found[name] = (found[name] ?? 0) + value;
    }
  }
  return found;
}

/** What is to be made before anything can be charged; nothing once all of it is there. */
function FirstSteps() {
  const { client } = useSession();
  const state = useLoad(
    async (signal) => {
      const [metrics, rules, customers] = await Promise.all(
        ["/v1/billable-metrics", "/v1/metering-rules", "/v1/customers"].map((path) => client.list(path, {}, signal, 1).then(({ rows }) => rows.length > 0)),
      );
      return { metrics, rules, customers };
    },
    ["first-steps"],
  );
  const of = state.value;
  if (of === undefined || (of.metrics && of.rules && of.customers)) {
    return null;
  }
  const steps = [
    { done: of.metrics, title: "Make a metric", text: "What you count: tokens, images, minutes.", to: ["prices"] },
    { done: of.rules, title: "Give it a price", text: "A rule says what a unit costs, in credits.", to: ["prices"] },
    { done: of.customers, title: "Give a customer credits", text: "Name one by your own id, then grant or top up.", to: ["customers"] },
  ];
  const next = steps.find(({ done }) => !done);
  return html`<${Card} title="First steps" note="Then ask whether a customer can use something, and charge it">
    <ol class="first-steps">
      ${steps.map(
        (step) => html`<li class=${step.done ? "done" : step === next ? "next" : ""}>
          <span class="tick">${step.done && html`<${Icon} name="check" />`}</span>
          <div><b>${step.title}</b>${step.done ? html`<span class="visually-hidden"> (done)</span>` : ""}<p class="note">${step.text}</p>
            ${step === next && html`<a class="button small primary" href=${link(step.to)}>Start</a>`}
          </div>
        </li>`,
      )}
    </ol>
  <//>`;
}

function Overdue() {
  const { client } = useSession();
  const overdue = useLoad((signal) => client.list("/v1/subscriptions", { status: "overdue" }, signal, 8), ["overdue"]);
  if (overdue.value?.rows.length === 0 || overdue.error?.type === "insufficient-scope") {
    return null;
  }
  return html`<${Card} title="Overdue subscriptions" note="Not renewed in time: they expire when grace ends" flush>
    <${Shown} of=${overdue}>
      ${(/** @type {any} */ { rows }) => html`<${Table}
        label="Overdue subscriptions"
        rows=${rows}
        id=${(/** @type {any} */ row) => row.id}
        open=${(/** @type {any} */ row) => go(["customers", row.external_customer_id, "subscription"])}
        columns=${[
          { name: "Customer", wide: true, cell: (/** @type {any} */ row) => html`<a class="strong" href=${link(["customers", row.external_customer_id, "subscription"])}>${row.external_customer_id}</a>` },
          { name: "Status", cell: (/** @type {any} */ row) => html`<${Status} of=${row.status} />` },
          { name: "Period ended", cell: (/** @type {any} */ row) => html`<${Time} at=${row.current_period_end} />` },
          { name: "Grace ends", cell: (/** @type {any} */ row) => html`<${Time} at=${row.grace_end} />` },
        ]}
      />`}
    <//>
  <//>`;
}
