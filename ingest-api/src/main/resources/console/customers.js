import { html, useEffect, useRef, useState } from "./preact.js";
import { Problem, customerPath } from "./api.js";
import * as format from "./format.js";
import { FormDialog } from "./form.js";
import { useLoad, usePages } from "./load.js";
import { Amount, Card, Empty, Fault, Icon, Id, PageHead, PagedTable, Time, useDialog } from "./parts.js";
import { go, link, replace } from "./route.js";
import { useSession } from "./session.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** A page of customers: each one's balance is read by itself. */
const PAGE = 25;
const BALANCES_AT_ONCE = 6;

/** @param {{query: Record<string, string>}} props */
export function Customers({ query }) {
  const { client } = useSession();
  const below = format.readCredits(query.below ?? "");
  const filters = { effective_balance_below: below === undefined ? undefined : String(below), plan_id: query.plan, metadata: query.metadata };
  const filtered = Object.values(filters).some((one) => one !== undefined);
  const pages = usePages(client, "/v1/customers", filters, [], PAGE);
  const balances = useBalances(client, pages.rows);
  const dialog = useDialog();
  const create = () =>
    dialog.show(
      html`<${FormDialog}
        title="New customer"
        intro="A customer comes to be by the first write that names it too: a grant, a top-up or usage."
        fields=${NEW_CUSTOMER}
        action="Create customer"
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", "/v1/customers", body, key)}
        done=${(/** @type {any} */ customer) => {
          go(["customers", customer.external_customer_id]);
          return `Customer ${customer.external_customer_id} created`;
        }}
        close=${dialog.close}
      />`,
    );
  const button = html`<button type="button" class="button primary" onClick=${create}><${Icon} name="plus" />New customer</button>`;
  return html`<${PageHead} title="Customers" actions=${button} />
    <${Find} client=${client} focus=${query.find !== undefined} />
    <${Card}
      title=${filtered ? "Customers found" : "All customers"}
      note="In the order in which they came to be"
      flush
      actions=${html`<${Filter} name="below" label="Less than" query=${query} placeholder="credits" wrong=${query.below !== undefined && below === undefined} />
        <${Filter} name="plan" label="Plan" query=${query} placeholder="plan id" />
        <${Filter} name="metadata" label="Metadata" query=${query} placeholder="key=value" wrong=${query.metadata !== undefined && !/^[^=]+=/.test(query.metadata)} />`}
    >
      <${PagedTable}
        pages=${pages}
        label="Customers"
        id=${(/** @type {any} */ row) => row.customer_id}
        open=${(/** @type {any} */ row) => go(["customers", row.external_customer_id])}
        columns=${[
          {
            name: "Customer",
            wide: true,
            cell: (/** @type {any} */ row) =>
              html`<a class="strong" href=${link(["customers", row.external_customer_id])}>${row.display_name ?? row.external_customer_id}</a>${" "}
                ${row.display_name && html`<span class="note">${row.external_customer_id}</span>`}`,
          },
          { name: "Available", right: true, cell: (/** @type {any} */ row) => html`<${Amount} of=${balances[row.customer_id]?.effective_balance} column />` },
          { name: "Held", right: true, cell: (/** @type {any} */ row) => html`<${Amount} of=${balances[row.customer_id]?.reserved_balance} column />` },
          { name: "customer_id", cell: (/** @type {any} */ row) => html`<${Id} id=${row.customer_id} label="customer id" />` },
          { name: "Created", cell: (/** @type {any} */ row) => html`<${Time} at=${row.created_at} />` },
        ]}
        empty=${filtered
          ? html`<${Empty} title="No such customers">Change or clear a filter.<//>`
          : html`<${Empty} title="No customers yet" action=${button}>
          Name one by your own id. Then give it credits, and ask what it can use.
        <//>`}
      />
    <//>
    ${dialog.open}`;
}

/** One filter of the list, in the address, so that it can be linked. @param {any} props */
function Filter({ name, label, query, placeholder, wrong }) {
  const changed = (/** @type {any} */ event) => {
    const typed = event.target.value.trim();
    replace(["customers"], { ...query, [name]: typed === "" ? undefined : typed });
  };
  return html`<label class="inline-field"><span>${label}</span><input type="search" size="10" placeholder=${placeholder} aria-invalid=${wrong ? "true" : undefined} value=${query[name] ?? ""} onChange=${changed} /></label>`;
}

const NEW_CUSTOMER = [
  {
    name: "external_customer_id",
    label: "External id",
    required: true,
    help: "Your own name of the customer, such as its id in your database. It is kept verbatim, for ever.",
  },
  { name: "display_name", label: "Display name" },
  { name: "metadata", label: "Metadata", kind: "pairs", placeholder: "plan=pro", help: "One name=value a line.", further: true },
];

/** Finds a customer by either of its names. @param {{client: import("./api.js").Client, focus: boolean}} props */
function Find({ client, focus }) {
  const input = /** @type {{current: any}} */ (useRef());
  useEffect(() => focus && input.current.focus(), [focus]);
  const [text, setText] = useState("");
  const [problem, setProblem] = useState(/** @type {any} */ (undefined));
  const submitted = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const name = text.trim();
    if (name === "") {
      return;
    }
    setProblem(undefined);
    try {
      const found = await findCustomer(client, name);
      go(["customers", found.external_customer_id]);
    } catch (failure) {
      setProblem(
        failure instanceof Problem && failure.type === "not-found"
          ? { title: "No such customer", detail: `There is none with the external id or customer_id “${name}”. Upper and lower case differ.` }
          : failure,
      );
    }
  };
  return html`<form class="find" role="search" onSubmit=${submitted}>
    <label class="visually-hidden" for="find">External id or customer_id</label>
    <${Icon} name="search" />
    <input id="find" ref=${input} type="search" placeholder="External id or customer_id" autocomplete="off" spellcheck="false" value=${text} onInput=${(/** @type {any} */ event) => setText(event.target.value)} />
    <button type="submit" class="button">Find</button>
    ${problem && html`<${Fault} of=${problem} />`}
  </form>`;
}

/** An external id may look like one of ours, so that one is asked for when there is no such customer_id. @param {import("./api.js").Client} client @param {string} name */
export async function findCustomer(client, name) {
  if (UUID.test(name)) {
    try {
      return await client.get(`/v1/customers/${name}`);
    } catch (failure) {
      if (!(failure instanceof Problem) || failure.type !== "not-found") {
        throw failure;
      }
    }
  }
  return client.get(customerPath(name));
}

/** The balances of those in the list, a few at a time; where the key may not see them, none. @param {import("./api.js").Client} client @param {any[] | undefined} customers */
function useBalances(client, customers) {
  const [balances, setBalances] = useState(/** @type {Record<string, any>} */ ({}));
  useLoad(
    async (signal) => {
      const left = (customers ?? []).filter((customer) => balances[customer.customer_id] === undefined);
      const worker = async () => {
        for (let next = left.shift(); next !== undefined; next = left.shift()) {
          const of = next.customer_id;
          const account = await client.get(`/v1/customers/${of}/credits`, {}, signal);
          setBalances((before) => ({ ...before, [of]: account }));
        }
      };
      await Promise.all(Array.from({ length: BALANCES_AT_ONCE }, worker));
    },
    (customers ?? []).map((customer) => customer.customer_id),
  );
  return balances;
}
