/**
 * Forms: what people type becomes a body, they see what they are about to do, and it takes effect once.
 *
 * The Idempotency-Key is made with what is sent and stays with it over all tries whose outcome is not known. Once the API
 * has decided against it, or something else is to be sent, the next try is another request and gets another key.
 */

import { html, useRef, useState } from "./preact.js";
import { Problem, newKey } from "./api.js";
import * as format from "./format.js";
import { parse, stringify } from "./json.js";
import { Dialog, Fault } from "./parts.js";
import { useSession } from "./session.js";

/**
 * @typedef {object} Field
 * @property {string} name the member of the body; also where a problem's pointer leads to
 * @property {string} label
 * @property {"text" | "long" | "credits" | "integer" | "time" | "select" | "flag" | "pairs" | "list" | "json" | "choices"} [kind] default text
 * @property {any} [help]
 * @property {boolean} [required]
 * @property {string} [placeholder]
 * @property {any} [initial] as typed: a text, or a boolean of a flag, or a set of choices
 * @property {[string, string][]} [options] of select and choices: value and name
 * @property {string} [unit] shown behind the input
 * @property {boolean} [further] among the fields that are folded away at first
 * @property {(values: any) => boolean} [when] whether it is asked for at all
 * @property {any} [cleared] sent when it was something at first and is empty now: null in a PATCH
 */

/**
 * @param {object} props
 * @param {string} props.title
 * @param {any} [props.intro]
 * @param {Field[]} props.fields
 * @param {string} props.action what its button says
 * @param {(body: any) => any} [props.confirm] what will happen, in a sentence; without it nothing is asked
 * @param {boolean} [props.danger]
 * @param {(body: any, key: string) => Promise<any>} props.send
 * @param {(answer: any) => string | undefined} [props.done] what is told then
 * @param {(answer: any) => any} [props.show] shown in place of the form then, which stays open
 * @param {() => void} [props.changed] called when it took effect
 * @param {() => void} props.close
 * @param {boolean} [props.wide]
 * @param {any} [props.preview] shown below the fields, of what was typed
 */
export function FormDialog(props) {
  const { title, intro, fields, action, confirm, danger, send, done, show, changed, close, preview, wide } = props;
  const { tell } = useSession();
  const [typed, setTyped] = useState(initialOf(fields));
  const [faults, setFaults] = useState(/** @type {Record<string, string>} */ ({}));
  const [asked, setAsked] = useState(/** @type {any} */ (undefined));
  const [problem, setProblem] = useState(/** @type {any} */ (undefined));
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState(/** @type {any} */ (undefined));
  const attempt = useRef({ content: "", key: "" });

  const shown = fields.filter((field) => field.when === undefined || field.when(typed));

  const submitted = (/** @type {Event} */ event) => {
    event.preventDefault();
    const { body, faults: found } = read(shown, typed);
    setFaults(found);
    setProblem(undefined);
    const first = shown.find((field) => found[field.name] !== undefined);
    if (first !== undefined) {
      focusField(first.name);
    } else if (confirm !== undefined) {
      setAsked({ body, text: confirm(body) });
    } else {
      run(body);
    }
  };

  const run = async (/** @type {any} */ body) => {
    const content = stringify(body ?? null);
    if (attempt.current.key === "" || attempt.current.content !== content) {
      attempt.current = { content, key: newKey() };
    }
    setBusy(true);
    setProblem(undefined);
    try {
      const given = await send(body, attempt.current.key);
      attempt.current = { content: "", key: "" };
      changed?.();
      if (show === undefined) {
        tell(done?.(given) ?? "Done");
        close();
      } else {
        setAnswer(given);
      }
    } catch (failure) {
      if (!(failure instanceof Problem) || !failure.mayBeRetried) {
        attempt.current = { content: "", key: "" };
        setAsked(undefined);
      }
      setProblem(failure);
      setFaults(failure instanceof Problem ? faultsOf(failure, shown) : {});
    }
    setBusy(false);
  };

  let content;
  if (answer !== undefined) {
    content = html`${show?.(answer)}
      <footer class="form-foot"><button type="button" class="button primary" onClick=${close}>Close</button></footer>`;
  } else if (asked !== undefined) {
    content = html`<div class="confirm" role="group" aria-label="Confirm">
      <p class="confirm-text">${asked.text}</p>
      ${problem && html`<${Fault} of=${problem} />`}
      <footer class="form-foot">
        <button type="button" class="button" disabled=${busy} onClick=${() => setAsked(undefined)}>Back</button>
        <button type="button" class="button ${danger ? "danger" : "primary"}" disabled=${busy} ref=${focused} onClick=${() => run(asked.body)}>
          ${busy ? "Sending…" : problem ? "Try again" : action}
        </button>
      </footer>
    </div>`;
  } else {
    const input = (/** @type {Field} */ field) =>
      html`<${Input}
        key=${field.name}
        field=${field}
        value=${typed[field.name]}
        fault=${faults[field.name]}
        onInput=${(/** @type {any} */ value) => setTyped({ ...typed, [field.name]: value })}
      />`;
    const further = shown.filter((field) => field.further);
    content = html`<form onSubmit=${submitted} novalidate>
      ${intro && html`<div class="note intro">${intro}</div>`}
      ${problem && html`<${Fault} of=${problem} />`} ${shown.filter((field) => !field.further).map(input)}
      ${further.length > 0 &&
      html`<details class="further" open=${further.some((field) => faults[field.name] !== undefined) || null}>
        <summary>More options</summary>
        ${further.map(input)}
      </details>`}
      ${preview?.(typed)}
      <footer class="form-foot">
        <button type="button" class="button" onClick=${close}>Cancel</button>
        <button type="submit" class="button ${danger && !confirm ? "danger" : "primary"}" disabled=${busy}>
          ${busy ? "Sending…" : confirm ? "Continue" : action}
        </button>
      </footer>
    </form>`;
  }
  return html`<${Dialog} title=${title} close=${close} wide=${wide}>${content}<//>`;
}

/** Something to be done that asks for nothing but a yes. @param {Omit<Parameters<typeof FormDialog>[0], "fields"> & {text: any}} props */
export function ConfirmDialog({ text, ...props }) {
  return html`<${FormDialog} ...${props} fields=${[]} intro=${html`<p class="confirm-text">${text}</p>`} />`;
}

/** @param {{field: Field, value: any, fault?: string, onInput: (value: any) => void}} props */
function Input({ field, value, fault, onInput }) {
  const id = `field-${field.name.replaceAll("/", "-")}`;
  const described = [field.help && `${id}-help`, fault && `${id}-fault`].filter(Boolean).join(" ");
  const attributes = {
    id,
    "aria-invalid": fault ? "true" : null,
    "aria-describedby": described || null,
    "aria-required": field.required ? "true" : null,
    placeholder: field.placeholder,
  };
  const text = (/** @type {any} */ event) => onInput(event.target.value);
  let input;
  switch (field.kind) {
    case "flag":
      return html`<div class="field flag">
        <label><input ...${attributes} type="checkbox" checked=${value} onChange=${(/** @type {any} */ event) => onInput(event.target.checked)} /> ${field.label}</label>
        ${field.help && html`<p class="note" id=${`${id}-help`}>${field.help}</p>`}
      </div>`;
    case "choices":
      return html`<fieldset class="field">
        <legend>${field.label}</legend>
        ${field.help && html`<p class="note" id=${`${id}-help`}>${field.help}</p>`}
        <div class="choices">
          ${field.options?.map(
            ([of, name]) => html`<label
              ><input type="checkbox" checked=${value.includes(of)} onChange=${(/** @type {any} */ event) =>
                onInput(event.target.checked ? [...value, of] : value.filter((/** @type {string} */ one) => one !== of))} />
              ${name}</label
            >`,
          )}
        </div>
        ${fault && html`<p class="field-fault" id=${`${id}-fault`}>${fault}</p>`}
      </fieldset>`;
    case "select":
      input = html`<select ...${attributes} onChange=${text}>
        ${!field.required && html`<option value="" selected=${value === ""}>${field.placeholder ?? "—"}</option>`}
        ${field.options?.map(([of, name]) => html`<option value=${of} selected=${of === value}>${name}</option>`)}
      </select>`;
      break;
    case "long":
    case "pairs":
    case "list":
    case "json":
      input = html`<textarea ...${attributes} class=${field.kind === "long" ? "" : "code"} rows=${field.kind === "json" ? 8 : 3} value=${value} onInput=${text} spellcheck=${field.kind === "long"} />`;
      break;
    case "time":
      input = html`<input ...${attributes} type="datetime-local" step="1" value=${value} onInput=${text} />`;
      break;
    case "credits":
    case "integer":
      input = html`<input ...${attributes} type="text" inputmode="decimal" autocomplete="off" value=${value} onInput=${text} />`;
      break;
    default:
      input = html`<input ...${attributes} type="text" autocomplete="off" spellcheck="false" value=${value} onInput=${text} />`;
  }
  const unit = field.unit ?? (field.kind === "credits" ? "credits" : field.kind === "time" ? "UTC" : undefined);
  return html`<div class="field">
    <label for=${id}>${field.label}${!field.required && field.kind !== "select" && html` <span class="optional">optional</span>`}</label>
    <div class=${unit ? "with-unit" : ""}>${input}${unit && html`<span class="unit">${unit}</span>`}</div>
    ${field.help && html`<p class="note" id=${`${id}-help`}>${field.help}</p>`}
    ${fault && html`<p class="field-fault" id=${`${id}-fault`}>${fault}</p>`}
  </div>`;
}

/** @param {Field[]} fields */
function initialOf(fields) {
  return Object.fromEntries(fields.map((field) => [field.name, field.initial ?? (field.kind === "flag" ? false : field.kind === "choices" ? [] : "")]));
}

/**
 * The body of what was typed: what is empty is left out. A name with a slash, as `grant/credits`, is a member of a member.
 *
 * @param {Field[]} fields
 * @param {Record<string, any>} typed
 */
export function read(fields, typed) {
  const body = /** @type {any} */ ({});
  const faults = /** @type {Record<string, string>} */ ({});
  for (const field of fields) {
    const text = typed[field.name];
    const empty = typeof text === "string" ? text.trim() === "" : Array.isArray(text) && text.length === 0;
    if (empty) {
      if (field.required) {
        faults[field.name] = "Needed";
      } else if (field.cleared !== undefined && (field.initial ?? "") !== "" && field.initial?.length !== 0) {
        put(body, field.name, field.cleared);
      }
      continue;
    }
    try {
      put(body, field.name, valueOf(field, text));
    } catch (fault) {
      faults[field.name] = /** @type {Error} */ (fault).message;
    }
  }
  return { body, faults };
}

/** @param {Field} field @param {any} text */
function valueOf(field, text) {
  switch (field.kind) {
    case "credits":
      return format.readCredits(text) ?? refuse("An amount of credits, with at most three digits behind the point: 1,250 or 0.15");
    case "integer":
      return format.readInteger(text) ?? refuse("A whole number");
    case "time":
      return format.readTime(text) ?? refuse("A date and a time");
    case "pairs":
      return Object.fromEntries(lines(text).map((line) => pair(line)));
    case "list":
      return lines(text);
    case "json":
      return json(text);
    case "flag":
    case "choices":
      return text;
    default:
      return text.trim();
  }
}

/** @param {string} text */
function lines(text) {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** @param {string} line */
function pair(line) {
  const at = line.indexOf("=");
  return at > 0 ? [line.slice(0, at).trim(), line.slice(at + 1).trim()] : refuse(`Each line is name=value, and “${line}” is not`);
}

/** @param {string} text */
function json(text) {
  try {
    return parse(text);
  } catch (fault) {
    return refuse(`No JSON: ${/** @type {Error} */ (fault).message}`);
  }
}

/** @param {string} message @returns {never} */
function refuse(message) {
  throw new Error(message);
}

/** @param {any} body @param {string} name @param {any} value */
function put(body, name, value) {
  const members = name.split("/");
  const last = /** @type {string} */ (members.pop());
  let at = body;
  for (const member of members) {
    at = at[member] ??= {};
  }
  at[last] = value;
}

/** What a problem says of fields that are there; the rest stands in the problem itself. @param {Problem} problem @param {Field[]} fields */
function faultsOf(problem, fields) {
  const faults = /** @type {Record<string, string>} */ ({});
  for (const { pointer, detail } of problem.errors) {
    const field = fields.find(({ name }) => pointer === `/${name}` || pointer?.startsWith(`/${name}/`));
    if (field !== undefined) {
      faults[field.name] = detail;
    }
  }
  return faults;
}

/** @param {string} name */
function focusField(name) {
  setTimeout(() => document.getElementById(`field-${name.replaceAll("/", "-")}`)?.focus());
}

/** @param {any} element */
function focused(element) {
  element?.focus();
}
