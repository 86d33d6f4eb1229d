/** The frame: who is signed in, where they are, and which page that is. */

import { html, render, useEffect, useErrorBoundary, useMemo, useState } from "./preact.js";
import { Client } from "./api.js";
import { Books } from "./books.js";
import { Customer } from "./customer.js";
import { Customers } from "./customers.js";
import { Overview } from "./overview.js";
import { Packages } from "./packages.js";
import { Empty, Fault, Icon, PageHead } from "./parts.js";
import { Plans } from "./plans.js";
import { Prices } from "./prices.js";
import { go, link, useRoute } from "./route.js";
import { SessionContext, keptKey, kindOf } from "./session.js";
import { Settings } from "./settings.js";
import { SignIn } from "./sign-in.js";
import { Simulations } from "./simulations.js";
import { Tenants } from "./tenants.js";
import { Usage } from "./usage.js";
import { Webhooks } from "./webhooks.js";

/** @typedef {{name: string, title: string, page: any}} Section */

/** @param {import("./route.js").Route} route */
const CustomerPages = ({ path, query }) => (path.length > 0 ? html`<${Customer} key=${path[0]} path=${path} query=${query} />` : html`<${Customers} query=${query} />`);

const TENANT_SECTIONS = /** @type {Section[]} */ ([
  { name: "overview", title: "Overview", page: Overview },
  { name: "customers", title: "Customers", page: CustomerPages },
  { name: "usage", title: "Usage", page: Usage },
  { name: "prices", title: "Prices", page: Prices },
  { name: "simulations", title: "What if", page: Simulations },
  { name: "plans", title: "Plans", page: Plans },
  { name: "packages", title: "Packages", page: Packages },
  { name: "books", title: "Books", page: Books },
  { name: "webhooks", title: "Webhooks", page: Webhooks },
  { name: "settings", title: "Keys and settings", page: Settings },
]);

const ROOT_SECTIONS = /** @type {Section[]} */ ([{ name: "tenants", title: "Tenants", page: Tenants }]);

function App() {
  const [key, setKey] = useState(keptKey.get());
  const signIn = (/** @type {string} */ given) => {
    keptKey.set(given);
    setKey(given);
  };
  const [problem, setProblem] = useState(/** @type {any} */ (undefined));
  const signOut = (/** @type {any} */ why) => {
    keptKey.remove();
    setKey(undefined);
    setProblem(why);
  };
  return key === undefined || kindOf(key) === undefined ? html`<${SignIn} signIn=${signIn} because=${problem} />` : html`<${Signed} key=${key} signedKey=${key} signOut=${signOut} />`;
}

/** @param {{signedKey: string, signOut: (why?: import("./api.js").Problem) => void}} props */
function Signed({ signedKey, signOut }) {
  const route = useRoute();
  const [told, setTold] = useState({ text: "", turn: 0 });
  const kind = /** @type {any} */ (kindOf(signedKey));
  const session = useMemo(
    () => ({
      client: new Client(signedKey, signOut),
      kind,
      tell: (/** @type {string} */ text) => setTold((before) => ({ text, turn: before.turn + 1 })),
    }),
    [signedKey],
  );
  useEffect(() => {
    const timer = setTimeout(() => setTold((before) => ({ ...before, text: "" })), 6000);
    return () => clearTimeout(timer);
  }, [told.turn]);
  useEffect(() => {
    const pressed = (/** @type {KeyboardEvent} */ event) => {
      const typing = /** @type {any} */ (event.target).closest?.("input, select, textarea, dialog");
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && kind !== "root") {
        event.preventDefault();
        const find = document.getElementById("find");
        if (find === null) {
          go(["customers"], { find: 1 });
        } else {
          find.focus();
        }
      }
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [kind]);
  const sections = kind === "root" ? ROOT_SECTIONS : TENANT_SECTIONS;
  const name = route.path[0] ?? sections[0].name;
  const section = sections.find((one) => one.name === name);
  return html`<${SessionContext.Provider} value=${session}>
    <a class="skip" href="#main" onClick=${skip}>Skip to the page</a>
    <div class="frame">
      <aside class="side">
        <a class="brand" href=${link([])}><img src="/console/icon.svg" alt="" width="24" height="24" />QuotaStack</a>
        <div class="environment ${kind}">${{ live: "Live", test: "Test", root: "Operator" }[/** @type {string} */ (kind)]}</div>
        <nav aria-label="Sections">
          ${sections.map(
            (one) => html`<a href=${link([one.name])} aria-current=${one.name === name ? "page" : null}><${Icon} name=${one.name} />${one.title}</a>`,
          )}
        </nav>
        <div class="side-foot">
          <${Theme} />
          <a href="/docs/guide" target="_blank" rel="noopener"><${Icon} name="book" />Documentation</a>
          <a href="/docs" target="_blank" rel="noopener"><${Icon} name="plans" />API reference</a>
          <button type="button" class="side-button" onClick=${() => signOut()}><${Icon} name="out" />Sign out</button>
          <p class="note">Times are UTC. Amounts are credits; hover for millicredits.</p>
        </div>
      </aside>
      <main id="main" tabindex="-1">
        <${Page} section=${section} route=${route} key=${name} />
      </main>
    </div>
    <div class="told" role="status" aria-live="polite">${told.text !== "" && html`<div class="toast" key=${told.turn}>${told.text}</div>`}</div>
  <//>`;
}

/**
 * A page that breaks is told, and the rest of the console stays.
 *
 * @param {{section: Section | undefined, route: import("./route.js").Route}} props
 */
function Page({ section, route }) {
  const [failure, reset] = useErrorBoundary((error) => console.error(error));
  useEffect(() => failure !== undefined && reset(), [location.hash]);
  if (failure !== undefined) {
    return html`<${PageHead} title="This page failed" /><${Fault} of=${failure} retry=${reset} />`;
  }
  if (section === undefined) {
    const start = html`<a class="button" href=${link([])}>Go to the start</a>`;
    return html`<${PageHead} title="No such page" /><${Empty} title="There is no page at this address" action=${start} />`;
  }
  return html`<${section.page} path=${route.path.slice(1)} query=${route.query} />`;
}

const THEMES = /** @type {[string, string][]} */ ([
  ["", "As the system"],
  ["light", "Light"],
  ["dark", "Dark"],
]);

function Theme() {
  const [theme, setTheme] = useState(document.documentElement.dataset.theme ?? "");
  const chosen = (/** @type {any} */ event) => {
    const of = event.target.value;
    setTheme(of);
    if (of === "") {
      localStorage.removeItem("quotastack.theme");
      delete document.documentElement.dataset.theme;
    } else {
      localStorage.setItem("quotastack.theme", of);
      document.documentElement.dataset.theme = of;
    }
  };
  return html`<label class="theme"
    ><${Icon} name="theme" /><span class="visually-hidden">Theme</span>
    <select onChange=${chosen}>${THEMES.map(([of, name]) => html`<option value=${of} selected=${of === theme}>${name}</option>`)}</select></label
  >`;
}

/** The fragment is the page's address, so the link moves the focus by itself. @param {Event} event */
function skip(event) {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

render(html`<${App} />`, /** @type {any} */ (document.getElementById("console")));
