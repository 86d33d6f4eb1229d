import { parse } from "./json.js";

const encoder = new TextEncoder();
const HMAC = { name: "HMAC", hash: "SHA-256" };
const VERSION = "v1,";
/** There are two while a secret is changed. */
const MOST_SIGNATURES = 10;

/**
 * Standard Webhooks: HMAC-SHA256 of "id.timestamp.body", compared in constant time by WebCrypto itself.
 *
 * @type {typeof import("./index.js").verifyWebhook}
 */
export const verifyWebhook = async ({ headers, body, secret, toleranceSeconds = 300, now = () => Date.now() }) => {
  const id = header(headers, "webhook-id");
  const timestamp = header(headers, "webhook-timestamp");
  const signatures = header(headers, "webhook-signature");
  if (id === undefined || timestamp === undefined || signatures === undefined) {
    return { ok: false, reason: "header-missing" };
  }
  if (!/^\d{1,15}$/.test(timestamp) || Math.abs(now() / 1_000 - Number(timestamp)) > toleranceSeconds) {
    return { ok: false, reason: "timestamp-out-of-tolerance" };
  }
  const bytes = typeof body === "string" ? encoder.encode(body) : new Uint8Array(body);
  const head = encoder.encode(`${id}.${timestamp}.`);
  const signed = new Uint8Array(head.length + bytes.length);
  signed.set(head);
  signed.set(bytes, head.length);
  const given = signatures.split(" ").filter((one) => one.startsWith(VERSION)).slice(0, MOST_SIGNATURES)
    .map((one) => fromBase64(one.slice(VERSION.length))).filter((one) => one !== undefined);
  for (const one of [secret].flat()) {
    const key = await crypto.subtle.importKey("raw", secretBytes(one), HMAC, false, ["verify"]);
    for (const signature of given) {
      if (await crypto.subtle.verify("HMAC", key, signature, signed)) {
        const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
        return { ok: true, event: /** @type {any} */ (parse(text)) };
      }
    }
  }
  return { ok: false, reason: "signature-mismatch" };
};

/**
 * One header of Headers, of Node's IncomingMessage, or of a plain object with names in any case.
 *
 * @param {import("./index.js").WebhookHeaders} headers
 * @param {string} name
 * @returns {string | undefined}
 */
function header(headers, name) {
  if (typeof headers.get === "function") return /** @type {Headers} */ (headers).get(name) ?? undefined;
  const found = Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1];
  return typeof found === "string" ? found : undefined;
}

/**
 * @param {string} secret
 * @returns {Uint8Array<ArrayBuffer>}
 */
function secretBytes(secret) {
  const bytes = fromBase64(secret.replace(/^whsec_/, ""));
  if (bytes === undefined || bytes.length < 24 || bytes.length > 64) {
    throw new TypeError("a secret is base64 of 24 to 64 bytes, with or without whsec_");
  }
  return bytes;
}

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer> | undefined}
 */
function fromBase64(text) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length === 0) return undefined;
  try {
    return Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  } catch {
    // Not base64 after all: a length that none has.
    return undefined;
  }
}
