#!/usr/bin/env python3
"""Verifies the exported ledger of one customer of QuotaStack, with nothing but Python 3.8.

    verify_ledger.py [--known SEQUENCE:HASH]... [FILE]

FILE (default: standard input) has JSON lines: each an entry, or a page of entries as GET .../ledger answers it, from
sequence 1 on, in order. Checked are, by section 3 of the contract: sequences without a gap, the chain of previous_hash,
each hash, the sums of delta and reserved_delta against the balances after each entry, and that time never goes back.

--known names the hash of an entry as you know it from elsewhere, such as version and ledger_hash of GET .../credits: it
finds an export that ends too early, or a ledger that was made anew as a whole.

Exit code: 0 all is as it should be, 1 with the first difference, 2 for a call that is none.
"""
import argparse
import hashlib
import json
import sys


def refuse(text):
    raise ValueError(f"{text} is no integer")


def members(pairs):
    """An object. One name twice could be read in two ways, whichever of them was hashed."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a member stands twice in one object")
    return found


def integer(text):
    return refuse(text) if text == "-0" else int(text)


def canonical(value):
    """RFC 8785, save that integers stand in full decimal. Names are sorted by their UTF-16 code units."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(canonical(name) + ":" + canonical(value[name]) for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def entries(lines):
    """Each entry with the number of its line."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                value = json.loads(line.decode("utf-8"), object_pairs_hook=members, parse_int=integer,
                                   parse_float=refuse, parse_constant=refuse)
                for entry in value["data"] if "pagination" in value else [value]:
                    if not isinstance(entry, dict):
                        raise ValueError("it is no object")
                    text = canonical({name: entry[name] for name in entry if name != "hash"})
                    yield number, entry, hashlib.sha256(text.encode("utf-8")).hexdigest()
            except (ValueError, TypeError, RecursionError) as fault:
                raise SystemExit(f"line {number}: no entry and no page of entries: {fault}")


def verify(lines, known):
    count, balance, reserved, last_hash, last_time = 0, 0, 0, "0" * 64, ""
    for line, entry, computed in entries(lines):
        def expect(member, expected, why):
            said = entry.get(member)
            # True equals 1 to Python.
            if type(said) is not type(expected) or said != expected:
                raise SystemExit(f"line {line}, sequence {entry.get('sequence')}: {member} is {said}, "
                                 f"expected {expected}: {why}")

        count += 1
        expect("sequence", count, "an entry is missing, out of order or there twice")
        expect("previous_hash", last_hash, "it does not follow the entry before")
        expect("hash", computed, "the entry was changed")
        for member in ("delta", "reserved_delta"):
            if type(entry.get(member)) is not int:
                raise SystemExit(f"line {line}, sequence {count}: {member} is no integer")
        balance += entry["delta"]
        reserved += entry["reserved_delta"]
        expect("balance_after", balance, "it is not the sum of delta")
        expect("reserved_after", reserved, "it is not the sum of reserved_delta")
        # All times have one form, so they compare as they are written.
        expect("occurred_at", max(last_time, str(entry.get("occurred_at"))), "time went back")
        last_hash, last_time = entry["hash"], entry["occurred_at"]
        if known.get(count, last_hash) != last_hash:
            raise SystemExit(f"line {line}, sequence {count}: hash is {last_hash}, known is {known[count]}: "
                             "the ledger is another one")
    for sequence in known:
        if sequence > count:
            raise SystemExit(f"the export ends with sequence {count}, and {sequence} is known")
    return f"{count} entries verified: balance {balance}, reserved {reserved}, hash {last_hash}"


def known_hash(text):
    sequence, _, value = text.partition(":")
    if not sequence.isdigit() or int(sequence) < 1 or len(value) != 64:
        raise argparse.ArgumentTypeError(f"{text} is not SEQUENCE:HASH")
    return int(sequence), value


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Verifies the exported ledger of one customer of QuotaStack.")
    parser.add_argument("file", nargs="?", metavar="FILE", type=argparse.FileType("rb"), default=sys.stdin.buffer)
    parser.add_argument("--known", action="append", default=[], metavar="SEQUENCE:HASH", type=known_hash)
    options = parser.parse_args()
    print(verify(options.file, dict(options.known)))
