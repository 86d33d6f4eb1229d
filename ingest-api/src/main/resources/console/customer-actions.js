/** The forms that change what a customer has. */

import { html } from "./preact.js";
import { FormDialog } from "./form.js";
import * as format from "./format.js";
import { useLoad } from "./load.js";
import { Amount, LoadingDialog } from "./parts.js";
import { useSession } from "./session.js";

/** @typedef {import("./customer.js").CustomerContext} CustomerContext */
/** @typedef {import("./api.js").Client} Client */

const SOURCES = /** @type {[string, string][]} */ (
  ["manual", "promotional", "topup", "plan", "rollover", "purchase", "adjustment"].map((source) => [source, format.words(source)])
);

/** Fields of a new block that few need. */
const BLOCK_OPTIONS = /** @type {import("./form.js").Field[]} */ ([
  { name: "priority", label: "Priority", kind: "integer", help: "−1000 to 1000, default 0. Lower burns first.", further: true },
  { name: "metadata", label: "Metadata", kind: "pairs", help: "One name=value a line.", further: true },
]);

/** @param {any} body */
function ending(body) {
  return body.expires_at ? `, until ${format.time(body.expires_at)} UTC` : ", without an end";
}

/** @param {Client} client @param {CustomerContext} context @param {number | bigint} [suggested] millicredits */
export function grantForm(client, context, suggested) {
  return html`<${FormDialog}
    title="Grant credits"
    fields=${[
      { name: "credits", label: "Credits", kind: "credits", required: true, initial: suggested === undefined ? "" : format.credits(suggested) },
      { name: "reason", label: "Reason", placeholder: "goodwill" },
      { name: "expires_at", label: "Expires", kind: "time", help: "Never, if left empty. What expires soonest burns first." },
      { name: "source", label: "Source", kind: "select", required: true, initial: "manual", options: SOURCES, further: true },
      { name: "effective_at", label: "Takes effect", kind: "time", help: "Now, if left empty.", further: true },
      { name: "price_paid", label: "Price paid", kind: "integer", help: "In the currency's smallest unit: 990 for 9.90 EUR.", further: true },
      { name: "currency", label: "Currency", placeholder: "EUR", further: true },
      ...BLOCK_OPTIONS,
    ]}
    action="Grant"
    confirm=${(/** @type {any} */ body) => html`Grant <b>${format.creditsWord(body.credits)}</b> to <b>${context.name}</b>${ending(body)}.`}
    send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", `${context.path}/credits/grant`, body, key)}
    done=${(/** @type {any} */ answer) => `Granted. Available now: ${format.creditsWord(answer.effective_balance)}`}
    changed=${context.changed}
    close=${context.close}
  />`;
}

/** @param {Client} client @param {CustomerContext} context */
export function actionsOf(client, context) {
  const available = (/** @type {any} */ answer) => `Done. Available now: ${format.creditsWord(answer.effective_balance)}`;
  return {
    grant: () => context.show(grantForm(client, context)),
    topUp: () => context.show(html`<${TopUp} context=${context} done=${available} />`),
    adjust: () =>
      context.show(
        html`<${FormDialog}
          title="Adjust the balance"
          intro="To correct something by hand. More than 0 makes a free block without an end; less than 0 burns in order, and is refused if it does not fit."
          fields=${[
            { name: "credits", label: "Credits", kind: "credits", required: true, placeholder: "-5", help: "With a minus to take away." },
            { name: "reason", label: "Reason", required: true, help: "Stands in the ledger, for good." },
          ]}
          action="Adjust"
          confirm=${(/** @type {any} */ body) =>
            BigInt(body.credits) < 0n
              ? html`Take <b>${format.creditsWord(-BigInt(body.credits))}</b> from <b>${context.name}</b> because of “${body.reason}”.`
              : html`Add <b>${format.creditsWord(body.credits)}</b> for <b>${context.name}</b> because of “${body.reason}”.`}
          send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", `${context.path}/credits/adjust`, body, key)}
          done=${available}
          changed=${context.changed}
          close=${context.close}
        />`,
      ),
    transfer: () =>
      context.show(
        html`<${FormDialog}
          title="Transfer credits"
          intro="To another customer, all or none. Each block they come from becomes one there, with its end and its share of the price."
          fields=${[
            { name: "to", label: "To", required: true, placeholder: "external_customer_id", help: "Your id of the customer who gets them; made if it is not there." },
            { name: "credits", label: "Credits", kind: "credits", required: true, help: "Of what is there and not held." },
            { name: "reason", label: "Reason", required: true, help: "Stands in both ledgers, for good." },
          ]}
          action="Transfer"
          confirm=${(/** @type {any} */ body) => html`Move <b>${format.creditsWord(body.credits)}</b> from <b>${context.name}</b> to <b>${body.to}</b> because of “${body.reason}”.`}
          send=${(/** @type {any} */ body, /** @type {string} */ key) =>
            client.send("POST", `${context.path}/credits/transfer`, { ...body, to: { external_customer_id: body.to } }, key)}
          done=${(/** @type {any} */ answer) => `${format.creditsWord(answer.credits)} went to ${answer.to.external_customer_id}`}
          changed=${context.changed}
          close=${context.close}
        />`,
      ),
    reserve: () => context.show(html`<${Reserve} context=${context} />`),
    use: () => context.show(html`<${Use} context=${context} />`),
  };
}

/** @param {{context: CustomerContext, done: (answer: any) => string}} props */
function TopUp({ context, done }) {
  const { client } = useSession();
  const packages = useLoad((signal) => client.list("/v1/topup-packages", {}, signal), ["packages"]);
  if (packages.loading) {
    return html`<${LoadingDialog} title="Top up" close=${context.close} />`;
  }
  const sold = (packages.value?.rows ?? []).filter((/** @type {any} */ one) => one.archived_at === null);
  const of = (/** @type {string} */ id) => sold.find((/** @type {any} */ one) => one.id === id);
  return html`<${FormDialog}
    title="Top up"
    intro="Grants credits that were paid for. No money moves here: you took the payment."
    fields=${[
      {
        name: "package_id",
        label: "Package",
        kind: "select",
        placeholder: "No package: an amount",
        options: sold.map((/** @type {any} */ one) => [one.id, `${one.name}: ${format.credits(one.credits)} for ${format.money(one.price, one.currency)}`]),
        when: () => sold.length > 0,
      },
      { name: "credits", label: "Credits", kind: "credits", required: true, when: (/** @type {any} */ typed) => typed.package_id === "" },
      { name: "price_paid", label: "Price paid", kind: "integer", help: "In the currency's smallest unit: 990 for 9.90 EUR. Default the package's.", when: (/** @type {any} */ typed) => typed.package_id === "" },
      { name: "currency", label: "Currency", placeholder: "EUR", when: (/** @type {any} */ typed) => typed.package_id === "" },
      { name: "external_payment_id", label: "Your id of the payment", help: "Grants once for this customer, for ever, whoever sends it again." },
      { name: "expires_at", label: "Expires", kind: "time", help: "Default the package's, or never.", further: true },
      { name: "topup_request_id", label: "Answers the request", placeholder: "topup_request_id", further: true },
      ...BLOCK_OPTIONS,
    ]}
    action="Top up"
    confirm=${(/** @type {any} */ body) => {
      const chosen = of(body.package_id);
      return html`Grant <b>${chosen ? `${chosen.name}: ${format.creditsWord(chosen.credits)}` : format.creditsWord(body.credits)}</b> to <b>${context.name}</b>${body.external_payment_id
          ? html` for the payment <code>${body.external_payment_id}</code>`
          : ""}.`;
    }}
    send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", "/v1/topup/grant", { ...body, external_customer_id: context.name }, key)}
    done=${(/** @type {any} */ answer) => (answer.already_granted ? "That payment was granted before: nothing was added" : done(answer))}
    changed=${context.changed}
    close=${context.close}
  />`;
}

/** The metrics to choose from. @param {Client} client */
function useMetrics(client) {
  const metrics = useLoad((signal) => client.list("/v1/billable-metrics", {}, signal), ["metrics"]);
  const options = (metrics.value?.rows ?? [])
    .filter((/** @type {any} */ metric) => metric.archived_at === null)
    .map((/** @type {any} */ metric) => /** @type {[string, string]} */ ([metric.key, metric.name === metric.key ? metric.key : `${metric.name} (${metric.key})`]));
  return { loading: metrics.loading, options };
}

/** @param {{context: CustomerContext}} props */
function Reserve({ context }) {
  const { client } = useSession();
  const { loading, options } = useMetrics(client);
  if (loading) {
    return html`<${LoadingDialog} title="Hold credits" close=${context.close} />`;
  }
  const plain = (/** @type {any} */ typed) => typed.billable_metric_key === "";
  return html`<${FormDialog}
    title="Hold credits"
    intro="Holds credits for a job that is not finished yet. Nothing else can use them until it is committed or released, or its time is over."
    fields=${[
      { name: "billable_metric_key", label: "Metric", kind: "select", placeholder: "None: plain credits", options, when: () => options.length > 0 },
      { name: "estimated_units", label: "Estimated units", kind: "integer", required: true, when: (/** @type {any} */ typed) => !plain(typed) },
      { name: "credits", label: "Credits", kind: "credits", required: true, when: plain },
      { name: "ttl_seconds", label: "For", kind: "integer", unit: "seconds", initial: "300", required: true },
      { name: "metadata", label: "Metadata", kind: "pairs", help: "One name=value a line; dimensions of the metric among them.", further: true },
    ]}
    action="Hold"
    confirm=${(/** @type {any} */ body) =>
      html`Hold <b>${body.credits !== undefined ? format.creditsWord(body.credits) : `the cost of ${format.count(body.estimated_units)} ${body.billable_metric_key}`}</b> of${" "}
        <b>${context.name}</b> for ${format.duration(Number(body.ttl_seconds) * 1000)}.`}
    send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", "/v1/reserve", { ...body, external_customer_id: context.name }, key)}
    done=${(/** @type {any} */ answer) => `${format.creditsWord(answer.reserved_credits)} held until ${format.time(answer.expires_at)}`}
    changed=${context.changed}
    close=${context.close}
  />`;
}

/** @param {{context: CustomerContext}} props */
function Use({ context }) {
  const { client } = useSession();
  const { loading, options } = useMetrics(client);
  if (loading) {
    return html`<${LoadingDialog} title="Report usage" close=${context.close} />`;
  }
  return html`<${FormDialog}
    title="Report usage"
    intro="Charges the customer, as your own reports do."
    fields=${[
      { name: "billable_metric_key", label: "Metric", kind: options.length > 0 ? "select" : "text", required: true, options, initial: options[0]?.[0] },
      { name: "units", label: "Units", kind: "integer", required: true, initial: "1" },
      { name: "timestamp", label: "When it was used", kind: "time", help: "Now, if left empty.", further: true },
      { name: "metadata", label: "Metadata", kind: "pairs", help: "One name=value a line; dimensions of the metric among them.", further: true },
    ]}
    action="Charge"
    confirm=${(/** @type {any} */ body) =>
      html`Charge <b>${context.name}</b> for <b>${format.count(body.units)} ${body.billable_metric_key}</b>${body.timestamp ? ` at ${format.time(body.timestamp)} UTC` : ""}.`}
    preview=${(/** @type {any} */ typed) => html`<${Cost} context=${context} metric=${typed.billable_metric_key} units=${typed.units} />`}
    send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", "/v1/usage", { ...body, external_customer_id: context.name }, key)}
    done=${(/** @type {any} */ answer) => `${format.creditsWord(answer.cost)} charged, ${format.credits(answer.effective_balance)} available`}
    changed=${context.changed}
    close=${context.close}
  />`;
}

/** What it would cost, before it is sent. @param {{context: CustomerContext, metric: string, units: string}} props */
function Cost({ context, metric, units }) {
  const { client } = useSession();
  const asked = format.readInteger(units);
  const estimate = useLoad(
    async (signal) => (asked === undefined || asked < 0 ? undefined : client.get(`${context.path}/entitlements/${encodeURIComponent(metric)}`, { units: asked }, signal)),
    [context.name, metric, units],
  );
  const of = /** @type {any} */ (estimate.value);
  return of?.estimated_cost !== null && of?.estimated_cost !== undefined
    ? html`<p class="note">Costs <${Amount} of=${of.estimated_cost} /> of <${Amount} of=${of.effective_balance} /> available, without dimensions.</p>`
    : null;
}
