import { html, useState } from "./preact.js";
import { Client, Problem } from "./api.js";
import { Fault, Icon } from "./parts.js";
import { kindOf } from "./session.js";

/** @param {{signIn: (key: string) => void, because: any}} props because: of what the key before was refused for */
export function SignIn({ signIn, because }) {
  const [key, setKey] = useState("");
  const [problem, setProblem] = useState(because);
  const [busy, setBusy] = useState(false);

  const submitted = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const typed = key.trim();
    const kind = kindOf(typed);
    if (kind === undefined) {
      setProblem({ title: "That is no key", detail: "A key begins with qs_live_, qs_test_ or qs_root_." });
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      await new Client(typed).get(kind === "root" ? "/v1/tenants" : "/v1/customers", { limit: 1 });
      signIn(typed);
    } catch (failure) {
      // A key that may do other things is a key.
      if (failure instanceof Problem && failure.type === "insufficient-scope") {
        signIn(typed);
      } else {
        setProblem(failure);
        setBusy(false);
      }
    }
  };

  return html`<main class="sign-in">
    <div class="sign-in-box">
      <div class="brand"><img src="/console/icon.svg" alt="" width="28" height="28" />QuotaStack</div>
      <h1>Sign in</h1>
      <p class="note">With an API key of the environment that you want to see, or with the root key to manage tenants.</p>
      <form onSubmit=${submitted} novalidate>
        <div class="field">
          <label for="key">API key</label>
          <input
            id="key"
            type="password"
            autocomplete="off"
            spellcheck="false"
            placeholder="qs_live_… or qs_test_…"
            aria-describedby="key-help"
            value=${key}
            onInput=${(/** @type {any} */ event) => setKey(event.target.value)}
            ref=${(/** @type {any} */ element) => key === "" && element?.focus()}
          />
        </div>
        ${problem && html`<${Fault} of=${problem} />`}
        <button type="submit" class="button primary full" disabled=${busy}>${busy ? "Signing in…" : "Sign in"}</button>
      </form>
      <p class="note" id="key-help">
        <${Icon} name="check" /> The key stays in this tab. It goes to this server only, and is gone when the tab is closed.
      </p>
      <p class="note">
        <code>./quotastack up</code> writes the first keys to <code>credentials.json</code> in its data directory. The same by hand:${" "}
        <a href="/docs">the API</a>.
      </p>
    </div>
  </main>`;
}
