#!/usr/bin/env node
// Verifies the exported ledger of one customer of QuotaStack, with nothing but Node 20.
//
//     node verify-ledger.mjs [--known SEQUENCE:HASH]... [FILE]
//
// FILE (default: standard input) has JSON lines: each an entry, or a page of entries as GET .../ledger answers it, from
// sequence 1 on, in order. Checked are, by section 3 of the contract: sequences without a gap, the chain of
// previous_hash, each hash, the sums of delta and reserved_delta against the balances after each entry, and that time
// never goes back.
//
// --known names the hash of an entry as you know it from elsewhere, such as version and ledger_hash of GET .../credits:
// it finds an export that ends too early, or a ledger that was made anew as a whole.
//
// Exit code: 0 all is as it should be, 1 with the first difference, 2 for a call that is none.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { parseArgs } from "node:util";

const STRING_OR_NUMBER = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|-?\d[\d.eE+-]*/g;
const INTEGER = /^(0|-?[1-9]\d*)$/;

/**
 * JSON without loss: JavaScript would round integers beyond 2^53. So each string gets a mark in front, "$", and each
 * number becomes a string with another, "#", before JSON.parse sees them. An entry's member is then entry.$name.
 */
function parse(text) {
  let names = 0;
  const marked = text.replace(STRING_OR_NUMBER, (token, string, colon = "") => {
    names += colon === "" ? 0 : 1;
    if (string === undefined && !INTEGER.test(token)) throw new Error(`${token} is no integer`);
    return string === undefined ? `"#${token}"` : `"$${string.slice(1)}${colon}`;
  });
  const value = JSON.parse(marked);
  // One name twice could be read in two ways, whichever of them was hashed.
  if (count(value) !== names) throw new Error("a member stands twice in one object");
  return value;
}

function count(value) {
  if (value === null || typeof value !== "object") return 0;
  const below = Object.values(value).reduce((sum, one) => sum + count(one), 0);
  return below + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

/** RFC 8785, save that integers stand in full decimal. JavaScript sorts by UTF-16 code units, as the RFC does. */
function canonical(value) {
  if (typeof value === "string") return value[0] === "#" ? value.slice(1) : canonicalString(value.slice(1));
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value === "boolean") return String(value);
  const members = Object.keys(value).sort().map((name) => `${canonical(name)}:${canonical(value[name])}`);
  return `{${members.join(",")}}`;
}

function canonicalString(text) {
  if (!text.isWellFormed()) throw new Error("a string is not well-formed");
  return JSON.stringify(text);
}

function hashOf({ $hash, ...entry }) {
  return createHash("sha256").update(canonical(entry), "utf8").digest("hex");
}

/** Lines end with a line feed only: a string may have other separators of lines. */
async function* lines(stream) {
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    let bytes = Buffer.concat([rest, chunk]);
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
      yield bytes.subarray(0, end);
      bytes = bytes.subarray(end + 1);
    }
    rest = bytes;
  }
  yield rest;
}

class Difference extends Error {}

/** Each entry with the number of its line and its hash as it should be. */
async function* entries(stream) {
  let line = 0;
  for await (const bytes of lines(stream)) {
    line++;
    let found = [];
    try {
      const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
      const value = text.trim() === "" ? { $pagination: {}, $data: [] } : parse(text);
      found = ("$pagination" in value ? value.$data : [value]).map((entry) => [line, entry, hashOf(entry)]);
    } catch (fault) {
      throw new Difference(`line ${line}: no entry and no page of entries: ${fault.message}`);
    }
    yield* found;
  }
}

async function verify(stream, known) {
  let [sequence, balance, reserved, lastHash, lastTime] = [0n, 0n, 0n, "0".repeat(64), ""];
  for await (const [line, entry, computed] of entries(stream)) {
    const shown = (value) => (typeof value === "string" ? value.slice(1) : JSON.stringify(value));
    const where = `line ${line}, sequence ${shown(entry.$sequence)}`;
    const expect = (member, mark, expected, why) => {
      if (entry[`$${member}`] !== `${mark}${expected}`) {
        throw new Difference(`${where}: ${member} is ${shown(entry[`$${member}`])}, expected ${expected}: ${why}`);
      }
    };
    const integer = (member) => {
      if (!entry[`$${member}`]?.startsWith?.("#")) throw new Difference(`${where}: ${member} is no integer`);
      return BigInt(entry[`$${member}`].slice(1));
    };
    expect("sequence", "#", ++sequence, "an entry is missing, out of order or there twice");
    expect("previous_hash", "$", lastHash, "it does not follow the entry before");
    expect("hash", "$", computed, "the entry was changed");
    balance += integer("delta");
    reserved += integer("reserved_delta");
    expect("balance_after", "#", balance, "it is not the sum of delta");
    expect("reserved_after", "#", reserved, "it is not the sum of reserved_delta");
    // All times have one form, so they compare as they are written.
    const time = shown(entry.$occurred_at);
    expect("occurred_at", "$", time > lastTime ? time : lastTime, "time went back");
    [lastHash, lastTime] = [computed, time];
    if ((known.get(sequence) ?? lastHash) !== lastHash) {
      throw new Difference(`${where}: hash is ${lastHash}, known is ${known.get(sequence)}: the ledger is another one`);
    }
  }
  for (const one of known.keys()) {
    if (one > sequence) throw new Difference(`the export ends with sequence ${sequence}, and ${one} is known`);
  }
  return `${sequence} entries verified: balance ${balance}, reserved ${reserved}, hash ${lastHash}`;
}

function call() {
  const { values, positionals } = parseArgs({
    options: { known: { type: "string", multiple: true, default: [] } },
    allowPositionals: true,
  });
  if (positionals.length > 1) throw new Error("one FILE at most");
  const known = values.known.map((text) => {
    const [, sequence, hash] = /^([1-9]\d*):([0-9a-f]{64})$/.exec(text) ?? [];
    if (hash === undefined) throw new Error(`${text} is not SEQUENCE:HASH`);
    return [BigInt(sequence), hash];
  });
  return [positionals.length === 0 ? process.stdin : createReadStream(positionals[0]), new Map(known)];
}

try {
  const [stream, known] = call();
  try {
    console.log(await verify(stream, known));
  } catch (difference) {
    console.error(difference.message);
    process.exitCode = difference instanceof Difference ? 1 : 2;
  }
} catch (fault) {
  console.error(`${fault.message}\nusage: verify-ledger.mjs [--known SEQUENCE:HASH]... [FILE]`);
  process.exitCode = 2;
}
