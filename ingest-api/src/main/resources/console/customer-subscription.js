/** A customer's subscription: as a time line with what comes next, what one can do with it, and what became of it. */

import { html } from "./preact.js";
import { ConfirmDialog, FormDialog } from "./form.js";
import * as format from "./format.js";
import { useLoad, usePages } from "./load.js";
import { Amount, Badge, Card, Empty, Facts, Icon, Id, LoadingDialog, PagedTable, Raw, Relative, Shown, Status, Time } from "./parts.js";
import { link } from "./route.js";
import { useSession } from "./session.js";

/** @typedef {import("./customer.js").CustomerContext} CustomerContext */

const DAY = 86_400_000;
/** Of a name below the time line, in percent of its width. */
const NAME_WIDTH = 12;
const LIVE = ["scheduled", "trialing", "active", "overdue", "paused"];

/** @param {{context: CustomerContext}} props */
export function Subscription({ context }) {
  const { client } = useSession();
  const all = useLoad((signal) => client.list(`${context.path}/subscriptions`, {}, signal), [context.name], [context.version]);
  return html`<${Shown} of=${all}>
    ${(/** @type {any} */ { rows }) => {
      const live = rows.find((/** @type {any} */ one) => LIVE.includes(one.status));
      const over = rows.filter((/** @type {any} */ one) => one !== live).reverse();
      return html`
        ${live ? html`<${Live} key=${live.id} of=${live} context=${context} />` : html`<${None} context=${context} />`}
        ${live && html`<${History} of=${live} context=${context} />`}
        ${over.map((/** @type {any} */ one) => html`<${History} key=${one.id} of=${one} context=${context} />`)}
      `;
    }}
  <//>`;
}

/** All variants of all plans, as there are to choose from. @param {import("./api.js").Client} client @param {AbortSignal} [signal] */
async function variants(client, signal) {
  const plans = await client.list("/v1/plans", {}, signal);
  const lists = await Promise.all(plans.rows.map((plan) => client.list(`/v1/plans/${encodeURIComponent(plan.id)}/variants`, {}, signal)));
  return lists.flatMap(({ rows }, index) => rows.map((variant) => ({ ...variant, plan: plans.rows[index] })));
}

/** @param {any} variant */
export function terms(variant) {
  const every = variant.interval_count === 1 ? variant.interval : `${variant.interval_count} ${variant.interval}s`;
  const price = variant.price ? `${format.money(variant.price, variant.currency)} per ${every}` : `every ${every}`;
  return `${price}, ${variant.billing_mode}`;
}

/** @param {any} variant @returns {[string, string]} */
function option(variant) {
  return [variant.id, `${variant.plan.name}, ${variant.key}: ${terms(variant)}`];
}

/** @param {{context: CustomerContext}} props */
function None({ context }) {
  const subscribe = html`<button type="button" class="button primary" onClick=${() => context.show(html`<${Subscribe} context=${context} />`)}>Subscribe</button>`;
  return html`<${Card} title="Subscription">
    <${Empty} title="No subscription runs" action=${subscribe}>Its credits can be used all the same; what a plan includes cannot. A subscription grants credits as its plan says, period by period.<//>
  <//>`;
}

/** @param {{context: CustomerContext}} props */
function Subscribe({ context }) {
  const { client } = useSession();
  const choices = useLoad((signal) => variants(client, signal), ["variants"]);
  if (choices.loading) {
    return html`<${LoadingDialog} title="Subscribe" close=${context.close} />`;
  }
  return html`<${FormDialog}
    title="Subscribe"
    intro=${(choices.value ?? []).length === 0
      ? html`There are no plans with variants yet: <a href=${link(["plans"])}>make one first</a>.`
      : "A prepaid subscription counts as paid for its first period: you took the payment."}
    fields=${[
      { name: "plan_variant_id", label: "Variant of a plan", kind: "select", required: true, options: (choices.value ?? []).map(option), initial: choices.value?.[0]?.id ?? "" },
      { name: "start_at", label: "Starts", kind: "time", help: "Now, if left empty." },
      { name: "trial_days", label: "Trial days", kind: "integer", help: "Default the variant's.", further: true },
      { name: "metadata", label: "Metadata", kind: "pairs", further: true },
    ]}
    action="Subscribe"
    confirm=${(/** @type {any} */ body) => {
      const chosen = choices.value?.find(({ id }) => id === body.plan_variant_id);
      return html`Subscribe <b>${context.name}</b> to <b>${chosen ? `${chosen.plan.name}, ${chosen.key}` : body.plan_variant_id}</b>.`;
    }}
    send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", "/v1/subscriptions", { ...body, external_customer_id: context.name }, key)}
    done=${(/** @type {any} */ answer) => `Subscribed: ${answer.status}`}
    changed=${context.changed}
    close=${context.close}
  />`;
}

/** @param {{of: any, context: CustomerContext}} props */
function Live({ of, context }) {
  const { client } = useSession();
  const plan = `/v1/plans/${encodeURIComponent(of.plan_id)}`;
  const loaded = useLoad(
    async (signal) => {
      const [thePlan, variant] = /** @type {any[]} */ (
        await Promise.all([client.get(plan, {}, signal), client.get(`${plan}/variants/${encodeURIComponent(of.plan_variant_id)}`, { version: of.variant_version }, signal)])
      );
      return { plan: thePlan, variant };
    },
    [of.id, of.variant_version, of.plan_variant_id],
  );
  const variant = loaded.value?.variant;
  const now = context.now ?? Date.now();
  const next = steps(of, variant).filter(({ at }) => at > now);
  return html`<${Card}
    title=${loaded.value ? `${loaded.value.plan.name}, ${variant.key}` : "Subscription"}
    note=${variant ? `${terms(variant)}; version ${of.variant_version}` : "The key cannot read plans, so their terms are not shown"}
    actions=${html`<${Actions} of=${of} context=${context} variant=${variant} />`}
  >
    <div class="badges">
      <${Status} of=${of.status} />
      ${of.cancel_at_period_end && html`<${Badge} kind="warn">Ends with this period<//>`} ${of.scheduled_change && html`<${Badge} kind="info">Changes at the period's end<//>`}
    </div>
    ${of.current_period_start && of.status !== "paused" && html`<${TimeLine} of=${of} variant=${variant} now=${now} />`}
    <h3>What comes next</h3>
    ${next.length === 0
      ? html`<p class="note">${of.status === "paused" ? "Nothing, until it is resumed: its end moves by the length of the pause." : "Nothing falls due by itself."}</p>`
      : html`<ol class="next">
          ${next.map(
            ({ at, text }) => html`<li><span class="next-when"><${Relative} at=${new Date(at).toISOString()} now=${context.now} /></span><span>${text}</span><span class="note"><${Time} at=${new Date(at).toISOString()} /></span></li>`,
          )}
        </ol>`}
    ${variant && html`<h3>Grants</h3><${Grants} of=${variant.credit_grants} />`}
    <${Facts}
      rows=${[
        { name: "Subscription", children: html`<${Id} id=${of.id} label="subscription id" />` },
        { name: "Period from", children: html`<${Time} at=${of.current_period_start} none="not begun" />` },
        { name: "Period to", children: html`<${Time} at=${of.current_period_end} none="not begun" />` },
        { name: "Made", children: html`<${Time} at=${of.created_at} />` },
        ...(of.contract_end ? [{ name: "Contract until", children: html`<${Time} at=${of.contract_end} />` }] : []),
        ...(of.paused_at ? [{ name: "Paused since", children: html`<${Time} at=${of.paused_at} />` }] : []),
      ]}
    />
    <${Raw} value=${of} />
  <//>`;
}

/** @param {{of: any[]}} props */
export function Grants({ of }) {
  if (of.length === 0) {
    return html`<p class="note">It grants no credits.</p>`;
  }
  return html`<ul class="plain">
    ${of.map((grant) => {
      const every = grant.cadence === null ? "each period" : grant.cadence.interval_count === 1 ? `each ${grant.cadence.interval}` : `every ${grant.cadence.interval_count} ${grant.cadence.interval}s`;
      const until =
        grant.expires === "never" ? "never expire" : grant.expires === "after_seconds" ? `expire after ${format.duration(Number(grant.expires_after_seconds) * 1000)}` : `expire at the ${grant.expires === "period_end" ? "period" : "cadence"}'s end`;
      const rollover = grant.rollover_percentage > 0 ? `, ${grant.rollover_percentage}% of the rest rolls over${grant.rollover_cap !== null ? ` up to ${format.credits(grant.rollover_cap)}` : ""}` : "";
      return html`<li><${Amount} of=${grant.credits} unit /> ${every}, which ${until}${rollover}${grant.on_trial ? ", in a trial too" : ""}${grant.priority !== 0 ? `, priority ${grant.priority}` : ""}</li>`;
    })}
  </ul>`;
}

/** What falls due by itself, in order. @param {any} of @param {any} variant its terms, if they are known */
function steps(of, variant) {
  const found = /** @type {{at: number, text: string}[]} */ ([]);
  const add = (/** @type {string | null | undefined} */ time, /** @type {string} */ text) => time && found.push({ at: Date.parse(time), text });
  const prepaid = variant?.billing_mode !== "postpaid";
  if (of.status === "trialing") {
    add(of.trial_end, prepaid ? "The trial ends: overdue, unless it was activated by then" : "The trial ends: the first paid period begins");
  } else if (of.status === "active") {
    if (variant && prepaid && !of.cancel_at_period_end) {
      add(new Date(Date.parse(of.current_period_end) - variant.renewal_due_days * DAY).toISOString(), "Renewal is due: subscription.renewal_due asks for it");
    }
    add(
      of.current_period_end,
      of.cancel_at_period_end
        ? "The period ends, and with it the subscription"
        : of.scheduled_change
          ? "The period ends: the change to the other variant takes effect"
          : prepaid
            ? "The period ends: the next one begins if it was renewed, else overdue"
            : "The period ends: the next one begins",
    );
  } else if (of.status === "overdue") {
    add(of.grace_end, variant?.fallback_variant_id ? "Grace ends: expired, and the fallback variant begins" : "Grace ends: expired, its period blocks with it");
  } else if (of.status === "scheduled") {
    add(of.current_period_start, "It begins");
  }
  add(of.status === "paused" ? null : of.contract_end, variant?.contract?.auto_renew ? "The contract's term ends, and another begins" : "The contract ends");
  return found.sort((a, b) => a.at - b.at);
}

/** @param {{of: any, variant: any, now: number}} props */
function TimeLine({ of, variant, now }) {
  const from = Date.parse(of.current_period_start);
  const periodEnd = Date.parse(of.trial_end && of.status === "trialing" ? of.trial_end : of.current_period_end);
  const grace = of.grace_end ? Date.parse(of.grace_end) : variant?.billing_mode === "prepaid" ? periodEnd + variant.grace_period_days * DAY : periodEnd;
  const to = Math.max(periodEnd, grace);
  const due = variant?.billing_mode === "prepaid" && of.status === "active" ? periodEnd - variant.renewal_due_days * DAY : undefined;
  const at = (/** @type {number} */ time) => Math.min(100, Math.max(0, ((time - from) / Math.max(1, to - from)) * 100));
  const marks = [
    { at: from, name: of.status === "trialing" ? "Trial begins" : "Period begins" },
    ...(due !== undefined && due > from ? [{ at: due, name: "Renewal due" }] : []),
    { at: periodEnd, name: of.status === "trialing" ? "Trial ends" : "Period ends" },
    ...(to > periodEnd ? [{ at: to, name: "Grace ends" }] : []),
  ];
  // Names that would stand on each other move to the left, and a line leads from each mark to its name.
  const places = marks.map((mark) => at(mark.at));
  for (let index = places.length - 2; index >= 0; index--) {
    const next = index === places.length - 2 ? 100 - NAME_WIDTH : places[index + 1];
    places[index] = Math.min(places[index], next - NAME_WIDTH);
  }
  return html`<figure class="time-line" aria-label="The period as a time line">
    <div class="time-track">
      <i class="time-past" style=${{ width: `${Math.min(at(now), at(periodEnd))}%` }} />
      ${to > periodEnd && html`<i class="time-grace" style=${{ left: `${at(periodEnd)}%`, width: `${100 - at(periodEnd)}%` }} />`}
      ${marks.map((mark) => html`<i class="time-mark" style=${{ left: `${at(mark.at)}%` }} title=${`${mark.name} ${format.time(new Date(mark.at).toISOString())}`} />`)}
      ${now >= from && now <= to && html`<b class="time-now ${at(now) < 2 ? "at-start" : ""}" style=${{ left: `${at(now)}%` }}><span>now</span></b>`}
    </div>
    <svg class="time-leads" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      ${marks.map((mark, index) => html`<path d=${`M${at(mark.at)} 0L${places[index]} 10`} />`)}
    </svg>
    <figcaption class="time-names">
      ${marks.map((mark, index) => html`<span style=${index === marks.length - 1 ? { right: 0, textAlign: "right" } : { left: `${places[index]}%` }}><b>${mark.name}</b> ${format.time(new Date(mark.at).toISOString()).slice(0, 16)}</span>`)}
    </figcaption>
  </figure>`;
}

/** @param {{of: any, context: CustomerContext, variant: any}} props */
function Actions({ of, context, variant }) {
  const { client } = useSession();
  const path = `/v1/subscriptions/${encodeURIComponent(of.id)}`;
  const common = { changed: context.changed, close: context.close, done: (/** @type {any} */ answer) => `Now ${answer.status}` };
  const ask = (/** @type {string} */ name, /** @type {string} */ action, /** @type {any} */ text, danger = false) =>
    context.show(
      html`<${ConfirmDialog} ...${common} title=${`${action} the subscription`} text=${text} action=${action} danger=${danger}
        send=${(/** @type {any} */ _, /** @type {string} */ key) => client.send("POST", `${path}/${name}`, undefined, key)} />`,
    );
  const renew = () =>
    context.show(
      html`<${FormDialog}
        ...${common}
        title="Renew the subscription"
        intro="Says that the next period is paid: you took the payment."
        fields=${[
          { name: "external_payment_id", label: "Your id of the payment", help: "One payment renews once." },
          { name: "price_paid", label: "Price paid", kind: "integer", help: "In the currency's smallest unit." },
          { name: "currency", label: "Currency", placeholder: "EUR" },
        ]}
        action="Renew"
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", `${path}/renew`, body, key)}
      />`,
    );
  const cancel = () =>
    context.show(
      html`<${FormDialog}
        ...${common}
        title="Cancel the subscription"
        fields=${[{ name: "at_period_end", label: "Only when its period ends", kind: "flag", initial: true }]}
        action="Cancel it"
        danger
        confirm=${(/** @type {any} */ body) => html`Cancel the subscription of <b>${context.name}</b> ${body.at_period_end ? "when its period ends" : "at once: its period blocks expire now"}.`}
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", `${path}/cancel`, body, key)}
      />`,
    );
  const buttons = /** @type {[boolean, string, () => void][]} */ ([
    [of.status === "trialing", "Activate", () => ask("activate", "Activate", "The trial ends now, and the first paid period begins.")],
    [["active", "overdue"].includes(of.status) && variant?.billing_mode !== "postpaid", "Renew", renew],
    [of.status === "active", "Pause", () => ask("pause", "Pause", "Time stands still for it until it is resumed.")],
    [of.status === "paused", "Resume", () => ask("resume", "Resume", "It goes on, and everything comes later by the length of the pause.")],
    [["active", "trialing", "overdue"].includes(of.status), "Change", () => context.show(html`<${Change} of=${of} context=${context} path=${path} />`)],
    [of.cancel_at_period_end, "Undo the cancellation", () => ask("uncancel", "Keep", "It goes on after this period.")],
    [!of.cancel_at_period_end, "Cancel", cancel],
  ]);
  return buttons.filter(([shown]) => shown).map(([, name, click]) => html`<button type="button" class="button small" onClick=${click}>${name}</button>`);
}

/** @param {{of: any, context: CustomerContext, path: string}} props */
function Change({ of, context, path }) {
  const { client } = useSession();
  const choices = useLoad((signal) => variants(client, signal), ["variants"]);
  if (choices.loading) {
    return html`<${LoadingDialog} title="Change to another variant" close=${context.close} />`;
  }
  const others = (choices.value ?? []).filter(({ id }) => id !== of.plan_variant_id);
  return html`<${FormDialog}
    title="Change to another variant"
    fields=${[
      { name: "plan_variant_id", label: "To", kind: "select", required: true, options: others.map(option), initial: others[0]?.id ?? "" },
      { name: "when", label: "When", kind: "select", required: true, initial: "now", options: [["now", "Now"], ["period_end", "When the period ends"]] },
      { name: "proration", label: "Credits", kind: "select", required: true, initial: "credits", when: (/** @type {any} */ typed) => typed.when === "now",
        options: [["credits", "By share of the period"], ["none", "Old blocks stay until the period ends"]] },
    ]}
    action="Change"
    confirm=${(/** @type {any} */ body) => html`Change <b>${context.name}</b> to <b>${option(others.find(({ id }) => id === body.plan_variant_id))[1]}</b> ${body.when === "now" ? "now" : "when the period ends"}.`}
    send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", `${path}/change`, body, key)}
    done=${(/** @type {any} */ answer) => (answer.scheduled_change ? "The change takes effect when the period ends" : `Changed: ${answer.status}`)}
    changed=${context.changed}
    close=${context.close}
  />`;
}

/** @param {{of: any, context: CustomerContext}} props */
function History({ of, context }) {
  const { client } = useSession();
  const pages = usePages(client, `/v1/subscriptions/${encodeURIComponent(of.id)}/history`, {}, [context.version]);
  return html`<${Card} title=${LIVE.includes(of.status) ? "What became of it" : html`Earlier subscription <${Status} of=${of.status} />`} note="Oldest first" flush>
    <${PagedTable}
      pages=${pages}
      label="What became of the subscription"
      id=${(/** @type {any} */ row) => row.id}
      columns=${[
        { name: "Occurred", cell: (/** @type {any} */ row) => html`<${Time} at=${row.occurred_at} />` },
        { name: "Event", cell: (/** @type {any} */ row) => html`<span class="strong">${format.words(row.type.replace("subscription.", ""))}</span>` },
        { name: "Then", cell: (/** @type {any} */ row) => html`<${Status} of=${row.subscription.status} />` },
        { name: "Period until", cell: (/** @type {any} */ row) => html`<${Time} at=${row.subscription.current_period_end} />` },
        { name: "Cause", wide: true, cell: (/** @type {any} */ row) => (row.cause === "time" ? html`<span class="muted"><${Icon} name="reload" /> time</span>` : html`<${Id} id=${row.cause} label="request id" />`) },
      ]}
      empty=${html`<${Empty} title="Nothing yet" />`}
    />
  <//>`;
}
