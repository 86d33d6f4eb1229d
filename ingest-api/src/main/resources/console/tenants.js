/** Tenants, for the operator. */

import { html } from "./preact.js";
import { FormDialog } from "./form.js";
import { useLoad, usePages, useVersion } from "./load.js";
import { Card, Empty, Fault, Icon, Id, Loading, PageHead, PagedTable, Time, useDialog } from "./parts.js";
import { EnvironmentSettings, ShownOnce } from "./settings.js";
import { go, link } from "./route.js";
import { useSession } from "./session.js";

/** @param {{path: string[]}} props */
export function Tenants({ path }) {
  return path.length > 0 ? html`<${Tenant} key=${path[0]} id=${path[0]} />` : html`<${List} />`;
}

function List() {
  const { client } = useSession();
  const [version, changed] = useVersion();
  const pages = usePages(client, "/v1/tenants", {}, [version], 200);
  const dialog = useDialog();
  const create = () =>
    dialog.show(
      html`<${FormDialog}
        title="New tenant"
        intro="It gets a key of its live and one of its test environment. They are shown once."
        fields=${[{ name: "name", label: "Name", required: true }]}
        action="Create tenant"
        send=${(/** @type {any} */ body, /** @type {string} */ key) => client.send("POST", "/v1/tenants", body, key)}
        show=${(/** @type {any} */ tenant) => html`<p class="intro"><b>${tenant.name}</b> <${Id} id=${tenant.tenant_id} full label="tenant id" /></p>
          <${ShownOnce} of=${tenant.live_key}>Its live key<//><${ShownOnce} of=${tenant.test_key}>Its test key<//>`}
        changed=${changed}
        close=${dialog.close}
      />`,
    );
  const button = html`<button type="button" class="button primary" onClick=${create}><${Icon} name="plus" />New tenant</button>`;
  return html`<${PageHead} title="Tenants" note="Sealed from each other. Sign in with a key of a tenant to see its customers." actions=${button} />
    <${Card} title="All tenants" flush>
      <${PagedTable}
        pages=${pages}
        label="Tenants"
        id=${(/** @type {any} */ row) => row.tenant_id}
        open=${(/** @type {any} */ row) => go(["tenants", row.tenant_id])}
        columns=${[
          { name: "Tenant", wide: true, cell: (/** @type {any} */ row) => html`<a class="strong" href=${link(["tenants", row.tenant_id])}>${row.name}</a>` },
          { name: "tenant_id", cell: (/** @type {any} */ row) => html`<${Id} id=${row.tenant_id} full label="tenant id" />` },
          { name: "Created", cell: (/** @type {any} */ row) => html`<${Time} at=${row.created_at} />` },
        ]}
        empty=${html`<${Empty} title="No tenants yet" action=${button} />`}
      />
    <//>
    ${dialog.open}`;
}

/** @param {{id: string}} props */
function Tenant({ id }) {
  const { client } = useSession();
  const [version, changed] = useVersion();
  const path = `/v1/tenants/${encodeURIComponent(id)}`;
  const tenant = useLoad((signal) => client.get(path, {}, signal), [id]);
  const dialog = useDialog();
  const common = { changed, close: dialog.close };
  const back = { href: link(["tenants"]), text: "Tenants" };
  const of = /** @type {any} */ (tenant.value);
  if (of === undefined) {
    return html`<${PageHead} title="Tenant" back=${back} />${tenant.error ? html`<${Fault} of=${tenant.error} retry=${tenant.reload} />` : html`<${Loading} />`}`;
  }
  return html`<${PageHead} title=${of.name} back=${back} note=${html`<${Id} id=${of.tenant_id} full label="tenant id" /> · since <${Time} at=${of.created_at} />`} />
    ${["live", "test"].map(
      (environment) => html`<${EnvironmentSettings} key=${environment} client=${client} path=${`${path}/config`} query=${{ environment }} version=${version} show=${dialog.show} common=${common}
        title=${environment === "live" ? "Live environment" : "Test environment"} />`,
    )}
    ${dialog.open}`;
}
