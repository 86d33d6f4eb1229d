/** Webhooks: where they go, what was delivered and what was not, and what to do about that. */

import { html } from "./preact.js";
import { ConfirmDialog, FormDialog } from "./form.js";
import * as format from "./format.js";
import { useLoad, usePages, useVersion } from "./load.js";
import { Badge, Card, Dialog, Empty, Facts, Icon, Id, PageHead, PagedTable, Raw, Relative, Select, Shown, Status, Table, Time, useDialog } from "./parts.js";
import { EVENT_TYPES, SETTINGS, webhookForm } from "./settings.js";
import { link, replace } from "./route.js";
import { useSession } from "./session.js";

const STATUSES = /** @type {[string, string][]} */ ([
  ["", "All"],
  ["pending", "Pending: not tried yet"],
  ["failed", "Failed: tried again later"],
  ["dead", "Dead: given up"],
  ["delivered", "Delivered"],
  ["discarded", "Discarded: sent no more"],
]);

/** @param {{path: string[], query: Record<string, string>}} props */
export function Webhooks({ path, query }) {
  const { client } = useSession();
  const [version, changed] = useVersion();
  const dialog = useDialog();
  const { status, type, customer } = query;
  const pages = usePages(client, "/v1/webhooks/deliveries", { status, type, external_customer_id: customer }, [version]);
  const common = { changed, close: dialog.close };
  const filter = (/** @type {Record<string, any>} */ change) => replace(["webhooks"], { ...query, ...change });
  const test = () =>
    dialog.show(
      html`<${ConfirmDialog} ...${common} title="Send a test event" text=${html`An event of the type <code>webhook.test</code> goes to the endpoint, whatever types it takes.`} action="Send"
        send=${(/** @type {any} */ _, /** @type {string} */ key) => client.send("POST", "/v1/webhooks/test", undefined, key)}
        done=${(/** @type {any} */ delivery) => {
          replace(["webhooks", delivery.id], query);
          return "The test event is on its way";
        }} />`,
    );
  const discard = () =>
    dialog.show(
      html`<${FormDialog} ...${common} title="Discard a range"
        intro="What was made in that time and not delivered is sent no more: the customers' next events go. What is discarded can be retried one by one, or replayed."
        fields=${[
          { name: "from", label: "From", kind: "time", required: true },
          { name: "to", label: "To", kind: "time", help: "Now, if left empty." },
          { name: "external_customer_id", label: "Only of the customer", placeholder: "external id" },
          { name: "statuses", label: "Only those that are", kind: "choices", options: [["pending", "pending"], ["failed", "failed"], ["dead", "dead"]] },
          { name: "types", label: "Only of the types", kind: "choices", options: EVENT_TYPES.map((one) => [one, one]), further: true },
        ]}
        action="Discard"
        confirm=${(/** @type {any} */ body) => html`Send no more what was made from <b>${format.time(body.from)}</b> to <b>${body.to ? format.time(body.to) : "now"}</b>${body.external_customer_id ? html` for <b>${body.external_customer_id}</b>` : ""} and was not delivered.`}
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", "/v1/webhooks/discard", body, key)}
        done=${() => "The range is discarded within moments"} />`,
    );
  const replay = () =>
    dialog.show(
      html`<${FormDialog} ...${common} title="Replay a range"
        intro="Each event of that time is delivered again, with the same webhook-id, behind what waits already. As far back as events are kept: 30 days."
        fields=${[
          { name: "from", label: "From", kind: "time", required: true },
          { name: "to", label: "To", kind: "time", help: "Now, if left empty." },
          { name: "external_customer_id", label: "Only of the customer", placeholder: "external id" },
          { name: "types", label: "Only of the types", kind: "choices", options: EVENT_TYPES.map((one) => [one, one]), further: true },
        ]}
        action="Replay"
        confirm=${(/** @type {any} */ body) => html`Deliver again what happened from <b>${format.time(body.from)}</b> to <b>${body.to ? format.time(body.to) : "now"}</b>${body.external_customer_id ? html` to <b>${body.external_customer_id}</b>` : ""}. Receivers that take each webhook-id once see nothing twice.`}
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", "/v1/webhooks/replay", body, key)}
        done=${() => "The replay goes on by itself"} />`,
    );
  return html`<${PageHead}
      title="Webhooks"
      note="In order per customer, at least once"
      actions=${html`<button type="button" class="button" onClick=${test}>Send a test event</button><button type="button" class="button" onClick=${replay}>Replay a range</button><button type="button" class="button" onClick=${discard}>Discard a range</button>`}
    />
    <${Endpoint} version=${version} show=${dialog.show} common=${common} />
    <${Card}
      title="Deliveries"
      note="By creation, oldest first; kept for 30 days, those given up until they are delivered or discarded"
      flush
      actions=${html`<${Select} label="Status" value=${status} options=${STATUSES} onChange=${(/** @type {string} */ of) => filter({ status: of })} />
        <${Select} label="Type" value=${type} options=${[["", "All"], ...EVENT_TYPES.map((one) => [one, one]), ["webhook.test", "webhook.test"]]} onChange=${(/** @type {string} */ of) => filter({ type: of })} />
        <label class="inline-field"><span>Customer</span><input type="search" size="14" value=${customer ?? ""} placeholder="external id" onChange=${(/** @type {any} */ event) => filter({ customer: event.target.value.trim() })} /></label>
        <button type="button" class="icon-button" aria-label="Read anew" title="Read anew" onClick=${common.changed}><${Icon} name="reload" /></button>`}
    >
      <${PagedTable}
        pages=${pages}
        label="Deliveries"
        id=${(/** @type {any} */ row) => row.id}
        current=${path[0]}
        open=${(/** @type {any} */ row) => replace(["webhooks", row.id], query)}
        columns=${[
          { name: "Event", cell: (/** @type {any} */ row) => html`<a class="strong" href=${link(["webhooks", row.id], query)}><code>${row.type}</code></a>` },
          { name: "Status", cell: (/** @type {any} */ row) => html`<${Status} of=${row.status} />` },
          { name: "Customer", wide: true, cell: (/** @type {any} */ row) => (row.external_customer_id === null ? html`<span class="muted">none</span>` : html`<a href=${link(["customers", row.external_customer_id])}>${row.external_customer_id}</a>`) },
          { name: "#", right: true, cell: (/** @type {any} */ row) => (row.sequence === null ? "" : format.count(row.sequence)) },
          { name: "Attempts", right: true, cell: (/** @type {any} */ row) => format.count(row.attempts.length) },
          { name: "Last answer", cell: (/** @type {any} */ row) => html`<${Outcome} attempt=${row.attempts[row.attempts.length - 1]} />` },
          { name: "Next attempt", cell: (/** @type {any} */ row) => (row.next_attempt_at === null ? "" : html`<${Relative} at=${row.next_attempt_at} />`) },
          { name: "Created", cell: (/** @type {any} */ row) => html`<${Time} at=${row.created_at} />` },
        ]}
        empty=${html`<${Empty} title=${status || type || customer ? "No such deliveries" : "Nothing was delivered yet"}>
          ${status || type || customer ? "Take a filter away to see more." : "Set a URL and a secret, then send a test event. What happened before can be replayed."}
        <//>`}
      />
    <//>
    ${path[0] && html`<${Delivery} key=${path[0]} id=${path[0]} version=${version} common=${common} show=${dialog.show} close=${() => replace(["webhooks"], query)} />`}
    ${dialog.open}`;
}

/** @param {{attempt: any}} props */
function Outcome({ attempt }) {
  if (attempt === undefined) {
    return html`<span class="muted">none yet</span>`;
  }
  const good = attempt.status_code >= 200 && attempt.status_code < 300;
  return html`<${Badge} kind=${good ? "good" : "bad"}>${attempt.status_code ?? "no answer"}<//> <span class="note">${format.count(attempt.latency_ms)} ms</span>`;
}

/** Where webhooks go, and how the latest of them went. @param {{version: number, show: (dialog: any) => void, common: any}} props */
function Endpoint({ version, show, common }) {
  const { client } = useSession();
  const settings = useLoad((signal) => client.get(SETTINGS, {}, signal), ["settings"], [version]);
  const health = useLoad(
    async (signal) => {
      const lists = await Promise.all(["pending", "failed", "dead"].map((status) => client.list("/v1/webhooks/deliveries", { status }, signal, 200)));
      return { pending: lists[0], failed: lists[1], dead: lists[2] };
    },
    ["health"],
    [version],
  );
  const counted = (/** @type {any} */ list) => `${format.count(list.rows.length)}${list.more ? "+" : ""}`;
  const of = /** @type {any} */ (settings.value);
  const complete = of && of.webhook_url !== null && of.webhook_secret !== null;
  return html`<${Card} title="Endpoint" actions=${of && html`<button type="button" class="button small ${complete ? "" : "primary"}" onClick=${() => show(webhookForm(client, of, common))}>${complete ? "Edit" : "Set it up"}</button>`}>
    <${Shown} of=${settings}>
      ${() =>
        of.webhook_url === null && of.webhook_secret === null
          ? html`<${Empty} title="No endpoint is set">Webhooks tell your app of each grant, charge, refusal and renewal. They need a URL and a secret, by which your app knows that they are ours.<//>`
          : html`<${Facts}
              rows=${[
                { name: "URL", children: of.webhook_url ?? html`<${Badge} kind="warn">Missing: nothing is delivered<//>` },
                { name: "Secret", children: of.webhook_secret === null ? html`<${Badge} kind="warn">Missing: nothing is delivered<//>` : html`<code>${of.webhook_secret}</code>` },
                { name: "Types", children: of.webhook_events === null ? "all" : of.webhook_events.join(", ") },
              ]}
            />`}
    <//>
    ${health.value &&
    html`<div class="figures compact foot">
      <div><span>Pending</span> ${counted(health.value.pending)}</div>
      <div><span>Failing</span> <span class=${health.value.failed.rows.length > 0 ? "down" : ""}>${counted(health.value.failed)}</span></div>
      <div><span>Given up</span> <span class=${health.value.dead.rows.length > 0 ? "down" : ""}>${counted(health.value.dead)}</span></div>
      ${health.value.failed.rows.length > 0 && html`<div><span>Next attempt</span> <${Relative} at=${earliest(health.value.failed.rows)} /></div>`}
    </div>`}
  <//>`;
}

/** @param {any[]} rows */
function earliest(rows) {
  return rows.map((row) => row.next_attempt_at).reduce((a, b) => (a === null || (b !== null && b < a) ? b : a));
}

/** @param {{id: string, version: number, common: any, show: (dialog: any) => void, close: () => void}} props */
function Delivery({ id, version, common, show, close }) {
  const { client } = useSession();
  const path = `/v1/webhooks/deliveries/${encodeURIComponent(id)}`;
  const loaded = useLoad((signal) => client.get(path, {}, signal), [id], [version]);
  const retry = () =>
    show(
      html`<${ConfirmDialog} ...${common} title="Retry the delivery" text="It is tried as soon as it is its turn: behind another of the same customer it keeps its place." action="Retry"
        send=${(/** @type {any} */ _, /** @type {string} */ key) => client.send("POST", `${path}/retry`, undefined, key)} done=${(/** @type {any} */ answer) => `The delivery is ${answer.status}`} />`,
    );
  const discard = () =>
    show(
      html`<${ConfirmDialog} ...${common} title="Discard the delivery" text="It is sent no more, and the customer's next event goes. An attempt that is being made cannot be called back." action="Discard"
        send=${(/** @type {any} */ _, /** @type {string} */ key) => client.send("POST", `${path}/discard`, undefined, key)} done=${(/** @type {any} */ answer) => `The delivery is ${answer.status}`} />`,
    );
  return html`<${Dialog} title="Delivery" close=${close} side>
    <${Shown} of=${loaded}>
      ${(/** @type {any} */ of) => html`
        <${Facts}
          rows=${[
            { name: "Event", children: html`<code>${of.type}</code>` },
            { name: "Status", children: html`<${Status} of=${of.status} />` },
            { name: "Customer", children: of.external_customer_id && html`<a href=${link(["customers", of.external_customer_id])}>${of.external_customer_id}</a>` },
            { name: "Number", children: of.sequence === null ? undefined : format.count(of.sequence) },
            { name: "webhook-id", children: html`<${Id} id=${of.event_id} label="webhook-id" />` },
            { name: "Delivery", children: html`<${Id} id=${of.id} label="delivery id" />` },
            { name: "Created", children: html`<${Time} at=${of.created_at} />` },
            ...(of.next_attempt_at ? [{ name: "Next attempt", children: html`<${Relative} at=${of.next_attempt_at} />` }] : []),
            ...(of.replay_id ? [{ name: "Replay", children: html`<${Id} id=${of.replay_id} label="replay id" />` }] : []),
            ...(of.discarded_at
              ? [
                  { name: "Discarded", children: html`<${Time} at=${of.discarded_at} />` },
                  { name: "By the key", children: html`<${Id} id=${of.discarded_by} label="key id" />` },
                ]
              : []),
            ...(of.discard_id ? [{ name: "In a range", children: html`<${Id} id=${of.discard_id} label="discard id" />` }] : []),
          ]}
        />
        <p class="spaced"><button type="button" class="button" onClick=${retry}>${of.status === "delivered" ? "Deliver again" : "Retry now"}</button>${["pending", "failed", "dead"].includes(of.status) && html` <button type="button" class="button" onClick=${discard}>Discard</button>`}</p>
        <h3>Attempts</h3>
        ${of.attempts.length === 0
          ? html`<p class="note">None yet.</p>`
          : html`<${Table}
              label="Attempts"
              rows=${[...of.attempts].reverse()}
              id=${(/** @type {any} */ attempt) => attempt.attempted_at}
              columns=${[
                { name: "Time", cell: (/** @type {any} */ attempt) => html`<${Time} at=${attempt.attempted_at} />` },
                { name: "Outcome", cell: (/** @type {any} */ attempt) => html`<${Outcome} attempt=${attempt} />` },
                { name: "Answer", wide: true, cell: (/** @type {any} */ attempt) => (attempt.error ? attempt.error : attempt.response_body ? html`<code class="hash">${attempt.response_body}</code>` : html`<span class="muted">empty</span>`) },
              ]}
            />`}
        <h3>Body</h3>
        <p class="note">To the byte what every attempt posts.${of.webhook_timestamp === null ? "" : html` The signature of the latest is over <code>${of.event_id}.${of.webhook_timestamp}.</code> and this.`}</p>
        <pre class="sent" tabindex="0">${of.body}</pre>
        <${Raw} value=${of} />
      `}
    <//>
  <//>`;
}
