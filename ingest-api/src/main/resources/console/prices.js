/** What is counted, and what it costs: metrics, their rules over time, lists of prices, and estimates. */

import { html, useState } from "./preact.js";
import { Steps } from "./entry.js";
import { ConfirmDialog, FormDialog } from "./form.js";
import * as format from "./format.js";
import { useLoad, usePages, useVersion } from "./load.js";
import { Amount, Badge, Card, Empty, Fault, Icon, Id, PageHead, PagedTable, Pairs, Raw, Shown, Status, Table, Time, useDialog } from "./parts.js";
import { go, link, replace } from "./route.js";
import { useSession } from "./session.js";

const DIMENSIONS_HELP = "Keys of an event's metadata by which prices differ, one a line: model, direction.";

/** @param {{path: string[], query: Record<string, string>}} props */
export function Prices({ path, query }) {
  return path.length > 0 ? html`<${Metric} key=${path[0]} of=${path[0]} query=${query} />` : html`<${Metrics} />`;
}

function Metrics() {
  const { client } = useSession();
  const pages = usePages(client, "/v1/billable-metrics", {}, [], 200);
  const dialog = useDialog();
  const create = () =>
    dialog.show(
      html`<${FormDialog}
        title="New metric"
        fields=${[
          { name: "key", label: "Key", required: true, placeholder: "tokens", help: "What events name it by: a-z, 0-9 and _, for ever." },
          { name: "name", label: "Name", required: true, placeholder: "Tokens" },
          { name: "description", label: "Description" },
          { name: "dimensions", label: "Dimensions", kind: "list", help: DIMENSIONS_HELP, further: true },
          { name: "event_type", label: "Type of CloudEvents", help: "Default the key.", further: true },
          { name: "units_pointer", label: "Where their units stand", placeholder: "/tokens/total", help: "A JSON pointer into their data (RFC 6901), for events of other producers.", further: true },
        ]}
        action="Create metric"
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", "/v1/billable-metrics", body, key)}
        done=${(/** @type {any} */ metric) => {
          go(["prices", metric.key]);
          return `Metric ${metric.key} created. Give it a price`;
        }}
        close=${dialog.close}
      />`,
    );
  const button = html`<button type="button" class="button primary" onClick=${create}><${Icon} name="plus" />New metric</button>`;
  return html`<${PageHead} title="Prices" note="What is counted, and what it costs" actions=${button} />
    <${Card} title="Metrics" flush>
      <${PagedTable}
        pages=${pages}
        label="Metrics"
        id=${(/** @type {any} */ row) => row.key}
        open=${(/** @type {any} */ row) => go(["prices", row.key])}
        columns=${[
          { name: "Metric", cell: (/** @type {any} */ row) => html`<a class="strong" href=${link(["prices", row.key])}>${row.name}</a> ${row.archived_at && html`<${Badge}>Archived<//>`}` },
          { name: "Key", cell: (/** @type {any} */ row) => html`<code>${row.key}</code>` },
          { name: "Dimensions", cell: (/** @type {any} */ row) => row.dimensions.join(", ") || html`<span class="muted">none</span>` },
          { name: "Description", wide: true, cell: (/** @type {any} */ row) => row.description ?? "" },
          { name: "Created", cell: (/** @type {any} */ row) => html`<${Time} at=${row.created_at} />` },
        ]}
        empty=${html`<${Empty} title="No metrics yet" action=${button}>A metric is what you count and charge: tokens, images, minutes. Make one, then a rule that says what a unit costs.<//>`}
      />
    <//>
    ${dialog.open}`;
}

/** @param {{of: string, query: Record<string, string>}} props */
function Metric({ of, query }) {
  const { client } = useSession();
  const [version, changed] = useVersion();
  const path = `/v1/billable-metrics/${encodeURIComponent(of)}`;
  const metric = useLoad((signal) => client.get(path, {}, signal), [of], [version]);
  const rules = useLoad((signal) => client.list("/v1/metering-rules", { billable_metric_key: of }, signal), ["rules", of], [version]);
  const dialog = useDialog();
  const common = { changed, close: dialog.close };
  const loaded = /** @type {any} */ (metric.value);
  const edit = () =>
    dialog.show(
      html`<${FormDialog}
        ...${common}
        title="Edit the metric"
        fields=${[
          { name: "name", label: "Name", required: true, initial: loaded.name },
          { name: "description", label: "Description", initial: loaded.description ?? "", cleared: null },
          { name: "dimensions", label: "Dimensions", kind: "list", initial: loaded.dimensions.join("\n"), cleared: [], help: `${DIMENSIONS_HELP} One that a rule names stays.` },
        ]}
        action="Save"
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("PATCH", path, body, key)}
        done=${() => "Saved"}
      />`,
    );
  const archive = () =>
    dialog.show(
      html`<${ConfirmDialog} ...${common} title="Archive the metric" text=${html`<b>${of}</b> prices nothing from then on, and its key stays taken. This cannot be undone.`} action="Archive" danger
        send=${(/** @type {any} */ _, /** @type {string} */ key) => client.send("POST", `${path}/archive`, undefined, key)} done=${() => "Archived"} />`,
    );
  const newRule = () => dialog.show(html`<${NewRule} metric=${loaded} ...${common} />`);
  const back = { href: link(["prices"]), text: "Prices" };
  if (loaded === undefined) {
    return html`<${PageHead} title=${of} back=${back} />${metric.error ? html`<${Fault} of=${metric.error} retry=${metric.reload} />` : html`<${Shown} of=${metric}>${() => null}<//>`}`;
  }
  const archived = loaded.archived_at !== null;
  return html`<${PageHead}
      title=${loaded.name}
      back=${back}
      note=${html`<code>${loaded.key}</code>${loaded.description ? ` · ${loaded.description}` : ""} ${loaded.dimensions.length > 0 ? html` · priced by ${loaded.dimensions.join(", ")}` : ""}
        ${archived ? html` <${Badge}>Archived<//>` : ""}`}
      actions=${!archived &&
      html`<button type="button" class="button primary" onClick=${newRule}><${Icon} name="plus" />New price</button>
        <a class="button" href=${link(["simulations"], { metric: of })}>What if</a>
        <button type="button" class="button" onClick=${edit}>Edit</button><button type="button" class="button" onClick=${archive}>Archive</button>`}
    />
    <${Shown} of=${rules}>
      ${(/** @type {any} */ { rows }) =>
        rows.length === 0
          ? html`<${Card}><${Empty} title="It has no price yet" action=${html`<button type="button" class="button primary" onClick=${newRule}>New price</button>`}>
              Until then its usage is refused as not priced. The first price also prices events older than itself.
            <//><//>`
          : html`<${Successions} rules=${rows} metric=${of} show=${dialog.show} common=${common} shown=${query.rule} />
              ${!archived && html`<${Estimate} metric=${loaded} version=${version} />`}`}
    <//>
    ${dialog.open}`;
}

/** Rules of a plan or a variant follow each other by themselves. @param {{rules: any[], metric: string, show: (dialog: any) => void, common: any, shown?: string}} props */
function Successions({ rules, metric, show, common, shown }) {
  const groups = new Map();
  for (const rule of rules) {
    const of = `${rule.shadow} ${rule.plan_variant_id ?? rule.plan_id ?? ""}`;
    groups.set(of, [...(groups.get(of) ?? []), rule]);
  }
  const active = rules.filter((rule) => rule.status === "active" && !rule.shadow);
  const inForce = active.find((rule) => rule.plan_id === null && rule.plan_variant_id === null) ?? active[0] ?? rules[rules.length - 1];
  const chosen = rules.find(({ id }) => id === shown) ?? inForce;
  return html`${[...groups].map(
      ([of, list]) => html`<${Card}
        key=${of}
        title=${html`<${SuccessionTitle} of=${list[0]} />`}
        note=${list[0].shadow
          ? "They charge nothing. The report tells what they would have charged, by what was."
          : list[0].plan_id === null && list[0].plan_variant_id === null
            ? "Each is in force from its time until the next later one; an event is priced by the one at its own time"
            : "Go before the prices for all customers"}
        flush
      >
        <${RuleLine} rules=${list} />
        <${Table}
          label="Rules"
          rows=${[...list].sort((a, b) => (a.effective_at < b.effective_at ? 1 : -1))}
          id=${(/** @type {any} */ row) => row.id}
          current=${chosen.id}
          open=${(/** @type {any} */ row) => replace(["prices", metric], { rule: row.id })}
          columns=${[
            { name: "Version", cell: (/** @type {any} */ row) => html`<a class="strong" href=${link(["prices", metric], { rule: row.id })}>Version ${row.version}</a>` },
            { name: "Status", cell: (/** @type {any} */ row) => html`<${Status} of=${row.status} />` },
            { name: "Price", wide: true, cell: (/** @type {any} */ row) => html`${format.price(row)}${row.prices ? html` <span class="note">and a list of ${format.count(row.prices.length)}</span>` : ""}` },
            { name: "In force from", cell: (/** @type {any} */ row) => html`<${Time} at=${row.effective_at} />` },
            { name: "Rule", cell: (/** @type {any} */ row) => html`<${Id} id=${row.id} label="rule id" />` },
            {
              name: html`<span class="visually-hidden">Actions</span>`,
              right: true,
              cell: (/** @type {any} */ row) =>
                html`<span class="row-actions">
                  ${row.shadow && html`<${ShadowActions} rule=${row} show=${show} common=${common} />`}
                  ${row.archived_at === null && row.status !== "superseded" && html`<button type="button" class="button small" onClick=${() => show(html`<${ArchiveRule} rule=${row} ...${common} />`)}>Archive</button>`}
                </span>`,
            },
          ]}
        />
      <//>`,
    )}
    <${Price} rule=${chosen} />`;
}

/** @param {{of: any}} props of: the first rule of a succession */
function SuccessionTitle({ of }) {
  const plan = of.plan_variant_id ?? of.plan_id;
  return html`${of.shadow ? "Shadow prices" : plan === null ? "Prices over time" : "Prices"}${plan === null ? "" : html` of ${of.plan_variant_id ? "the variant" : "the plan"} <${Id} id=${plan} label="plan id" />`}`;
}

/** @param {{rule: any, show: (dialog: any) => void, common: any}} props */
function ShadowActions({ rule, show, common }) {
  const { client, tell } = useSession();
  const path = `/v1/metering-rules/${encodeURIComponent(rule.id)}`;
  const report = async () => {
    try {
      const found = /** @type {any} */ (await client.get(`${path}/shadow-report`));
      go(["simulations", found.id]);
    } catch (failure) {
      tell(/** @type {Error} */ (failure).message);
    }
  };
  const activate = () =>
    show(
      html`<${FormDialog}
        ...${common}
        title="Activate the shadow price"
        fields=${[{ name: "effective_at", label: "In force from", kind: "time", help: "Now, if left empty. Not in the past." }]}
        action="Activate"
        confirm=${(/** @type {any} */ body) => html`From <b>${body.effective_at ? `${format.time(body.effective_at)} UTC` : "now"}</b> on <b>${rule.billable_metric_key}</b> is charged by it: <b>${format.price(rule)}</b>.`}
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", `${path}/activate`, body, key)}
        done=${(/** @type {any} */ made) => `Version ${made.version} is ${made.status}`}
      />`,
    );
  return html`<button type="button" class="button small" onClick=${report}>Report</button><button type="button" class="button small" onClick=${activate}>Activate</button>`;
}

/** @param {{rules: any[]}} props */
function RuleLine({ rules }) {
  const kept = rules.filter(({ archived_at }) => archived_at === null).sort((a, b) => (a.effective_at < b.effective_at ? -1 : 1));
  if (kept.length < 2) {
    return null;
  }
  const starts = kept.map((rule) => Date.parse(rule.effective_at));
  const now = Date.now();
  const from = starts[0];
  const last = Math.max(now, starts[starts.length - 1]);
  const to = last + Math.max(1, (last - from) * 0.15);
  const share = (/** @type {number} */ index) => (((starts[index + 1] ?? to) - starts[index]) / (to - from)) * 100;
  return html`<figure class="rule-line" role="img" aria-label=${`${kept.length} versions over time`}>
    <div class="rule-track">
      ${kept.map((rule, index) => html`<div class="rule-part ${rule.status}" style=${{ flexGrow: share(index) }} title=${`Version ${rule.version}: ${format.price(rule)}, from ${format.time(rule.effective_at)}`}><span>v${rule.version}</span></div>`)}
      <b class="time-now" style=${{ left: `${Math.min(100, ((now - from) / (to - from)) * 100)}%` }} />
    </div>
  </figure>`;
}

/** @param {{rule: any, changed: () => void, close: () => void}} props */
function ArchiveRule({ rule, changed, close }) {
  const { client } = useSession();
  const text = rule.status === "scheduled" ? "It vanishes, and the one before it stays in force." : "The metric has no price until the next one begins, and its usage is refused.";
  return html`<${ConfirmDialog} title=${`Archive version ${rule.version}`} text=${text} action="Archive" danger changed=${changed} close=${close}
    send=${(/** @type {any} */ _, /** @type {string} */ key) => client.send("POST", `/v1/metering-rules/${encodeURIComponent(rule.id)}/archive`, undefined, key)} done=${() => "Archived"} />`;
}

const LISTED_AT_MOST = 200;

/** A rule's own price, and its list with a search. @param {{rule: any}} props */
function Price({ rule }) {
  const [text, setText] = useState("");
  const wanted = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const entries = (rule.prices ?? []).filter((/** @type {any} */ entry) => {
    const of = Object.values(entry.when).join(" ").toLowerCase();
    return wanted.every((word) => of.includes(word));
  });
  return html`<${Card} title=${`Version ${rule.version}`} note=${format.price(rule)}
    actions=${rule.prices &&
    html`<label class="inline-field"><span>Search the list</span><input type="search" value=${text} placeholder="gpt output" onInput=${(/** @type {any} */ event) => setText(event.target.value)} /></label>`}>
    ${rule.cost_type === "tiered" && html`<${Tiers} price=${rule} />`}
    ${rule.prices &&
    html`<h3>${format.count(entries.length)} of ${format.count(rule.prices.length)} prices by dimension</h3>
      <${Table}
        label="Prices by dimension"
        rows=${entries.slice(0, LISTED_AT_MOST)}
        id=${(/** @type {any} */ entry) => JSON.stringify(entry.when)}
        columns=${[
          { name: "For", cell: (/** @type {any} */ entry) => html`<${Pairs} of=${entry.when} />` },
          { name: "Price", wide: true, cell: (/** @type {any} */ entry) => format.price(entry) },
        ]}
      />
      ${entries.length > LISTED_AT_MOST && html`<p class="note">The first ${LISTED_AT_MOST} are shown: search for fewer.</p>`}`}
    ${!rule.prices && rule.cost_type !== "tiered" && html`<p>${format.price(rule)}.</p>`}
    <${Raw} value=${rule} />
  <//>`;
}

/** @param {{price: any}} props */
function Tiers({ price }) {
  return html`<${Table}
    label="Tiers"
    rows=${price.tiers}
    id=${(/** @type {any} */ tier) => String(tier.up_to)}
    columns=${[
      { name: "Units", cell: (/** @type {any} */ tier, /** @type {number} */ index) => {
        const from = index === 0 ? 1n : BigInt(price.tiers[index - 1].up_to) + 1n;
        return tier.up_to === null ? `from ${format.count(from)} on` : `${format.count(from)} to ${format.count(tier.up_to)}`;
      }, wide: true },
      { name: price.per_units > 1 ? `Per ${format.count(price.per_units)} units` : "Per unit", right: true, cell: (/** @type {any} */ tier) => html`<${Amount} of=${tier.unit_cost} column />` },
      { name: "Flat", right: true, cell: (/** @type {any} */ tier) => html`<${Amount} of=${tier.flat_cost} column />` },
    ]}
  />`;
}

/** @param {string[]} types */
const is = (...types) => (/** @type {any} */ typed) => types.includes(typed.cost_type);

const LIST = { label: "Prices by dimension", kind: "json", placeholder: '[{"when": {"model": "large"}, "cost_type": "per_unit", "unit_cost": 15}]', help: "In millicredits, as the API takes them; up to 5,000." };

/** What a price is made of. */
export const PRICE_FIELDS = /** @type {import("./form.js").Field[]} */ ([
  { name: "cost_type", label: "Kind", kind: "select", required: true, initial: "per_unit", options: [["per_unit", "Per unit"], ["flat", "Flat: per event"], ["package", "By package"], ["tiered", "Tiers"], ["list", "Only by a list"]] },
  { name: "unit_cost", label: "Price", kind: "credits", required: true, when: is("per_unit") },
  { name: "flat_cost", label: "Price of an event", kind: "credits", required: true, when: is("flat") },
  { name: "package_size", label: "Units in a package", kind: "integer", required: true, when: is("package") },
  { name: "package_cost", label: "Price of a package", kind: "credits", required: true, when: is("package") },
  { name: "tier_mode", label: "Mode", kind: "select", required: true, initial: "graduated", options: [["graduated", "Graduated: each unit at its own tier's price"], ["volume", "Volume: all units at the price of the last tier"]], when: is("tiered") },
  { name: "tiers", label: "Tiers", kind: "json", required: true, when: is("tiered"), help: "In millicredits, as the API takes them; the last up_to is null.",
    initial: '[\n  {"up_to": 1000, "unit_cost": 500},\n  {"up_to": null, "unit_cost": 400}\n]' },
  { name: "per_units", label: "For how many units", kind: "integer", initial: "1", when: is("per_unit", "tiered"), help: "1000000 makes it a price per million." },
  { name: "scope", label: "Counts", kind: "select", required: true, initial: "event", options: [["event", "Each event by itself"], ["month", "The units of the UTC month"], ["period", "The units of the subscription's period"]], when: is("per_unit", "package", "tiered") },
  { name: "prices", ...LIST, required: true, when: is("list") },
  { name: "prices", ...LIST, further: true, when: (typed) => typed.cost_type !== "list" },
]);

/** @param {{metric: any, changed: () => void, close: () => void}} props */
function NewRule({ metric, changed, close }) {
  const { client } = useSession();
  return html`<${FormDialog}
    title=${`New price of ${metric.name}`}
    fields=${[
      ...PRICE_FIELDS,
      { name: "effective_at", label: "In force from", kind: "time", help: "Now, if left empty. Not in the past." },
      { name: "shadow", label: "As a shadow price: it charges nothing, and its report tells what it would have charged", kind: "flag", further: true },
      { name: "plan_id", label: "Only for customers on the plan", placeholder: "plan_…", further: true },
      { name: "plan_variant_id", label: "Only for customers on the variant", placeholder: "var_…", further: true },
    ]}
    action="Create price"
    confirm=${(/** @type {any} */ body) => html`From <b>${body.effective_at ? `${format.time(body.effective_at)} UTC` : "now"}</b> on <b>${metric.key}</b> ${body.shadow ? "would cost" : "costs"} <b>${format.price(ruleOf(body))}</b>${body.prices ? ` and by a list of ${body.prices.length}` : ""}.${" "}
      ${body.shadow ? "As a shadow price it charges nothing." : "A rule is never altered: a later one takes its place."}`}
    send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", "/v1/metering-rules", { ...ruleOf(body), billable_metric_key: metric.key }, key)}
    done=${(/** @type {any} */ rule) => `Version ${rule.version} is ${rule.status}`}
    changed=${changed}
    close=${close}
  />`;
}

/** A rule as the API takes it. @param {any} body of the fields of a price */
export function ruleOf(body) {
  const { cost_type: kind, ...rest } = body;
  return kind === "list" ? rest : body;
}

/** @param {{metric: any, version: number}} props */
function Estimate({ metric, version }) {
  const { client } = useSession();
  const [units, setUnits] = useState("1000");
  const [customer, setCustomer] = useState("");
  const [values, setValues] = useState(/** @type {Record<string, string>} */ ({}));
  const asked = format.readInteger(units);
  const metadata = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
  const estimate = useLoad(
    async () =>
      asked === undefined || asked < 0
        ? null
        : client.send("POST", "/v1/metering-rules/estimate", { billable_metric_key: metric.key, units: asked, metadata, external_customer_id: customer.trim() || undefined }),
    [metric.key, units, customer, metadata],
    [version],
  );
  return html`<${Card} title="What would it cost?" note="By the price in force now; nothing is charged">
    <div class="form-row">
      <label class="inline-field"><span>Units</span><input type="text" inputmode="numeric" size="12" value=${units} onInput=${(/** @type {any} */ event) => setUnits(event.target.value)} /></label>
      ${metric.dimensions.map(
        (/** @type {string} */ name) => html`<label class="inline-field"><span>${name}</span><input type="text" size="14" value=${values[name] ?? ""} onInput=${(/** @type {any} */ event) => setValues({ ...values, [name]: event.target.value })} /></label>`,
      )}
      <label class="inline-field"><span>Customer</span><input type="text" size="18" placeholder="external id, optional" value=${customer} onInput=${(/** @type {any} */ event) => setCustomer(event.target.value)} /></label>
    </div>
    ${asked === undefined
      ? html`<p class="field-fault">Units are a whole number.</p>`
      : html`<${Shown} of=${estimate}>
          ${(/** @type {any} */ of) =>
            of &&
            html`<div class="figures compact">
                <div><span>Cost</span> <${Amount} of=${of.cost} unit /></div>
                <div><span>Price</span> ${format.price(of.price)}</div>
                ${of.price.when && html`<div><span>For</span> <${Pairs} of=${of.price.when} /></div>`}
                ${of.price.scope && of.price.scope !== "event" && html`<div><span>Units before</span> ${format.count(of.units_before)}</div>`}
              </div>
              <${Steps} of=${of.steps} />`}
        <//>`}
  <//>`;
}
