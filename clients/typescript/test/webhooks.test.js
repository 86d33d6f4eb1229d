import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import { test } from "node:test";

import { verifyWebhook } from "../src/index.js";

/** The vector that the standard's libraries are tested by. */
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BODY = "{\"test\": 2432232314}";
const HEADERS = {
  "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
  "webhook-timestamp": "1614265330",
  "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};
const THEN = 1_614_265_330_000;
const OTHER = `whsec_${randomBytes(32).toString("base64")}`;

/** @param {Partial<import("../src/index.js").WebhookDelivery>} [changes] */
const verify = (changes = {}) => verifyWebhook({ headers: HEADERS, body: BODY, secret: SECRET, now: () => THEN, ...changes });

/**
 * @param {string} secret
 * @param {string} [timestamp]
 */
function signature(secret, timestamp = HEADERS["webhook-timestamp"]) {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${HEADERS["webhook-id"]}.${timestamp}.${BODY}`).digest("base64")}`;
}

test("takes the standard's vector, however headers and body come", async () => {
  const expected = { ok: true, event: { test: 2432232314 } };
  assert.equal(signature(SECRET), HEADERS["webhook-signature"]);
  assert.deepEqual(await verify(), expected);
  assert.deepEqual(await verify({ headers: new Headers(HEADERS) }), expected);
  const inCapitals = Object.fromEntries(Object.entries(HEADERS).map(([name, value]) => [name.toUpperCase(), value]));
  assert.deepEqual(await verify({ headers: inCapitals }), expected);
  assert.deepEqual(await verify({ body: new TextEncoder().encode(BODY) }), expected);
  assert.deepEqual(await verify({ body: Buffer.from(BODY) }), expected);
  assert.deepEqual(await verify({ secret: SECRET.replace("whsec_", "") }), expected);
});

test("one of two signatures is enough, and one of two secrets", async () => {
  const both = { ...HEADERS, "webhook-signature": `v1a,other v2,${"A".repeat(44)} ${signature(OTHER)} ${signature(SECRET)}` };
  assert.equal((await verify({ headers: both })).ok, true);
  assert.equal((await verify({ headers: both, secret: OTHER })).ok, true);
  assert.equal((await verify({ secret: [OTHER, SECRET] })).ok, true);
  assert.deepEqual(await verify({ secret: OTHER }), { ok: false, reason: "signature-mismatch" });
});

test("refuses what was changed", async () => {
  const mismatch = { ok: false, reason: "signature-mismatch" };
  assert.deepEqual(await verify({ body: BODY.replace("4", "5") }), mismatch);
  for (const [name, value] of [["webhook-id", "msg_other"], ["webhook-timestamp", "1614265331"],
    ["webhook-signature", ""], ["webhook-signature", "v1,"], ["webhook-signature", "v1,AAAA"],
    ["webhook-signature", "v1,A"], ["webhook-signature", "v1,é"],
    ["webhook-signature", HEADERS["webhook-signature"].replace("v1,", "v2,")],
    ["webhook-signature", HEADERS["webhook-signature"].replace("v1,", "")]]) {
    assert.deepEqual(await verify({ headers: { ...HEADERS, [name]: value } }), mismatch, `${name}: ${value}`);
  }
});

test("refuses what is too old, or of a time to come", async () => {
  for (const [offset, ok] of /** @type {[number, boolean][]} */ ([[300, true], [301, false], [-300, true], [-301, false]])) {
    assert.equal((await verify({ now: () => THEN + offset * 1_000 })).ok, ok, `${offset}`);
  }
  assert.equal((await verify({ now: () => THEN + 3_600_000, toleranceSeconds: 3_600 })).ok, true);
  assert.deepEqual(await verify({ now: () => Date.now() }), { ok: false, reason: "timestamp-out-of-tolerance" });
  for (const odd of ["", "NaN", "1e9", "-1614265330", "1614265330.0"]) {
    assert.equal((await verify({ headers: { ...HEADERS, "webhook-timestamp": odd } })).ok, false, odd);
  }
});

test("refuses a delivery without its headers", async () => {
  for (const missing of Object.keys(HEADERS)) {
    const headers = { ...HEADERS, [missing]: undefined };
    assert.deepEqual(await verify({ headers }), { ok: false, reason: "header-missing" });
  }
});

test("a secret that is none is a mistake of the receiver's, and said", async () => {
  for (const secret of ["", "whsec_", "whsec_AAAA", "not base64!", Buffer.alloc(65).toString("base64")]) {
    await assert.rejects(verify({ secret }), TypeError);
  }
});
