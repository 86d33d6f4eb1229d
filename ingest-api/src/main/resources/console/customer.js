/** One customer: what it has, what it can use and why not, and what became of its credits. */

import { html } from "./preact.js";
import { Problem, customerPath } from "./api.js";
import { Access } from "./customer-access.js";
import { actionsOf } from "./customer-actions.js";
import { Balance } from "./customer-balance.js";
import { Holds } from "./customer-holds.js";
import { Ledger } from "./customer-ledger.js";
import { Profile } from "./customer-profile.js";
import { Subscription } from "./customer-subscription.js";
import { CustomerUsage } from "./customer-usage.js";
import { TestClock } from "./test-clock.js";
import * as format from "./format.js";
import { useLoad, useVersion } from "./load.js";
import { Amount, Badge, Card, Empty, Fault, Figure, Icon, Id, Loading, PageHead, Tabs, useDialog } from "./parts.js";
import { go, link } from "./route.js";
import { useSession } from "./session.js";

/**
 * What the parts of the page share.
 *
 * @typedef {object} CustomerContext
 * @property {string} name the external id
 * @property {string} path of the API, to which /credits and so on are added
 * @property {any} customer
 * @property {number} version counts the changes that were made here: what is shown is read anew after each
 * @property {() => void} changed
 * @property {any} clock the test clock, if it is set
 * @property {number | undefined} now of the test clock; without one it is that of the wall
 * @property {(dialog: any) => void} show
 * @property {() => void} close
 */

/** @param {{path: string[], query: Record<string, string>}} props */
export function Customer({ path, query }) {
  const { client, kind } = useSession();
  const name = path[0];
  const tab = path[1] ?? "credits";
  const api = customerPath(name);
  const [version, changed] = useVersion();
  const dialog = useDialog();
  const customer = useLoad((signal) => client.get(api, {}, signal), [name], [version]);
  const clock = useLoad((signal) => (kind === "test" ? testClock(client, name, signal) : Promise.resolve(null)), [name], [version]);
  const account = useLoad((signal) => client.get(`${api}/credits`, {}, signal), [name], [version]);
  const back = { href: link(["customers"]), text: "Customers" };

  if (customer.value === undefined) {
    return html`<${PageHead} title=${name} back=${back} />
      ${customer.error === undefined
        ? html`<${Loading} />`
        : customer.error.type === "not-found"
          ? html`<${Card}><${Empty} title="There is no such customer" action=${html`<a class="button" href=${link(["customers"])}>Find another</a>`}>
              Upper and lower case differ. A customer comes to be by the first write that names it.
            <//><//>`
          : html`<${Fault} of=${customer.error} retry=${customer.reload} />`}`;
  }

  /** @type {CustomerContext} */
  const context = {
    name,
    path: api,
    customer: customer.value,
    version,
    changed,
    clock: clock.value ?? undefined,
    now: clock.value ? Date.parse(clock.value.now) : undefined,
    show: dialog.show,
    close: dialog.close,
  };
  const tabs = [
    ["credits", "Credits"],
    ["access", "Can it use…?"],
    ["ledger", "Ledger"],
    ["usage", "Usage"],
    ["holds", "Holds"],
    ["subscription", "Subscription"],
    ["profile", "Limits and details"],
    ...(kind === "test" ? [["clock", "Test clock"]] : []),
  ];
  const actions = actionsOf(client, context);
  return html`<${PageHead}
      name=${name}
      title=${customer.value.display_name ?? name}
      back=${back}
      note=${html`${customer.value.display_name && html`<code>${name}</code> · `}<${Id} id=${customer.value.customer_id} label="customer id" />
        ${context.clock && html` · <${Badge} kind="warn">Clock at ${format.time(context.clock.now)}<//>`}`}
      actions=${html`
        <button type="button" class="button primary" onClick=${actions.grant}><${Icon} name="plus" />Grant</button>
        <button type="button" class="button" onClick=${actions.topUp}>Top up</button>
        <button type="button" class="button" onClick=${actions.adjust}>Adjust</button>
        <button type="button" class="button" onClick=${actions.transfer}>Transfer</button>
        <button type="button" class="button" onClick=${actions.reserve}>Hold</button>
        <button type="button" class="button" onClick=${actions.use}>Report usage</button>
      `}
    />
    <${Figures} account=${account} />
    <${Tabs}
      label="Parts of the customer"
      tabs=${tabs.map(([of, title]) => ({ href: link(["customers", name, of]), name: title, current: of === tab }))}
    />
    <${Part} tab=${tab} path=${path.slice(2)} query=${query} context=${context} />
    ${dialog.open}`;
}

/** @param {{tab: string, path: string[], query: Record<string, string>, context: CustomerContext}} props */
function Part({ tab, path, query, context }) {
  switch (tab) {
    case "credits":
      return html`<${Balance} context=${context} query=${query} />`;
    case "access":
      return html`<${Access} context=${context} query=${query} />`;
    case "ledger":
      return html`<${Ledger} context=${context} entry=${path[0]} query=${query} />`;
    case "usage":
      return html`<${CustomerUsage} context=${context} event=${path[0]} query=${query} />`;
    case "holds":
      return html`<${Holds} context=${context} query=${query} />`;
    case "subscription":
      return html`<${Subscription} context=${context} />`;
    case "profile":
      return html`<${Profile} context=${context} />`;
    case "clock":
      return html`<${TestClock} context=${context} />`;
    default:
      return html`<${Card}><${Empty} title="There is no such part" action=${html`<button type="button" class="button" onClick=${() => go(["customers", context.name])}>Go to the credits</button>`} /><//>`;
  }
}

/** More digits than a figure has room for in its usual size. */
const LONG = 13;

/** @param {{account: import("./load.js").Loaded<any>}} props */
function Figures({ account }) {
  if (account.error !== undefined) {
    return html`<${Fault} of=${account.error} retry=${account.reload} />`;
  }
  const of = account.value;
  const figure = (/** @type {string} */ field) =>
    of === undefined ? html`<span class="skeleton" />` : html`<span class=${format.credits(of[field]).length > LONG ? "long" : ""}><${Amount} of=${of[field]} /></span>`;
  return html`<div class="figures" aria-busy=${of === undefined ? "true" : null}>
    <${Figure} name="Available" note="what a new charge can use">${figure("effective_balance")}<//>
    <${Figure} name="Held" note="by open reservations">${figure("reserved_balance")}<//>
    <${Figure} name="Balance" note="available and held">${figure("balance")}<//>
    <${Figure} name="Earned so far" note="all that was granted">${figure("lifetime_earned")}<//>
    <${Figure} name="Consumed so far" note="less refunds">${figure("lifetime_consumed")}<//>
  </div>`;
}

/** Its clock, or null where none is set. @param {import("./api.js").Client} client @param {string} name @param {AbortSignal} signal */
async function testClock(client, name, signal) {
  try {
    return await client.get("/v1/test-clock", { external_customer_id: name }, signal);
  } catch (failure) {
    if (failure instanceof Problem && (failure.type === "not-found" || failure.type === "insufficient-scope")) {
      return null;
    }
    throw failure;
  }
}
