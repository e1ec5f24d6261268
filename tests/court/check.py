#!/usr/bin/env python3
"""Checks a court package (docs/formats/deposit.md) without anything of the wallet's own.

    check.py PACKAGE.zip [FILE] [--header HASH]

FILE is the deposited file; without it the one in the package, or only its digest, is checked.
HASH is the hash of the block as a node gave it that the checker trusts; without it the last step is
reported as not checked. Needs pycryptodome (keccak-256). Exit status 0: nothing failed.
"""

import argparse
import hashlib
import json
import sys
import zipfile

from Crypto.Hash import keccak

DOMAIN = b"citizen-wallet/deposit/1\n"
FORMAT = "citizen-wallet/deposit-package/1"


class Invalid(Exception):
    """A step that does not hold."""


def keccak256(data):
    return keccak.new(digest_bits=256, data=data).digest()


def unhex(text):
    if not text.startswith("0x"):
        raise Invalid("no hexadecimal number")
    return bytes.fromhex(text[2:])


def rlp_decode(data):
    item, rest = rlp_item(data)
    if rest:
        raise Invalid("bytes behind an RLP item")
    return item


def rlp_item(data):
    first = data[0]
    if first < 0x80:
        return data[:1], data[1:]
    if first < 0xC0:
        length, start = rlp_length(data, first, 0x80)
        return data[start:start + length], data[start + length:]
    length, start = rlp_length(data, first, 0xC0)
    body, items = data[start:start + length], []
    if len(body) != length:
        raise Invalid("an RLP item is cut")
    while body:
        item, body = rlp_item(body)
        items.append(item)
    return items, data[start + length:]


def rlp_length(data, first, base):
    if first < base + 56:
        return first - base, 1
    size = first - base - 55
    return int.from_bytes(data[1:1 + size], "big"), 1 + size


def nibbles(data):
    return [half for byte in data for half in (byte >> 4, byte & 15)]


def trie_value(root, key, nodes):
    """The value of `key` in the Merkle-Patricia trie of `root`; every node must be used."""
    path, expected, nodes = nibbles(keccak256(key)), root, list(nodes)
    node = None
    while True:
        if node is None:
            if not nodes:
                raise Invalid("the proof ends early")
            raw = nodes.pop(0)
            if keccak256(raw) != expected:
                raise Invalid("a node of the proof has another hash")
            node = rlp_decode(raw)
        if len(node) == 17:
            if not path:
                value = node[16]
                break
            child, path = node[path[0]], path[1:]
        else:
            prefix = nibbles(node[0])
            odd, leaf = prefix[0] & 1, prefix[0] & 2
            prefix = prefix[1 if odd else 2:]
            if path[:len(prefix)] != prefix:
                raise Invalid("the proof leads elsewhere")
            child, path = node[1], path[len(prefix):]
            if leaf:
                if path:
                    raise Invalid("the proof leads elsewhere")
                value = child
                break
        if isinstance(child, list):
            node = child
        elif len(child) == 32:
            node, expected = None, child
        else:
            raise Invalid("the proof leads nowhere")
    if nodes:
        raise Invalid("nodes of the proof are not used")
    return value


def check(package, archive, path, trusted):
    yield "format", package["format"] == FORMAT
    digest = unhex(package["file"]["sha256"])
    inside = [name for name in archive.namelist() if name.startswith("file/")]
    if path or inside:
        with open(path, "rb") if path else archive.open(inside[0]) as file:
            found = hashlib.sha256()
            while chunk := file.read(1 << 20):
                found.update(chunk)
        yield "file", found.digest() == digest
    else:
        yield "file", None
    salted = hashlib.sha256(DOMAIN + unhex(package["salt"]) + digest).digest()
    yield "fingerprint", salted == unhex(package["fingerprint"])
    proof = package["proof"]
    header = unhex(proof["header"])
    fields = rlp_decode(header)
    slot = keccak256(salted + bytes(32))
    yield "slot", slot == unhex(proof["slot"])
    account = rlp_decode(trie_value(
        fields[3], unhex(package["network"]["contract"]), map(unhex, proof["account"])))
    word = rlp_decode(trie_value(account[2], slot, map(unhex, proof["storage"])))
    word = int.from_bytes(word, "big")
    deposited = package["deposited"]
    time, height = word & (2**64 - 1), word >> 64
    yield "time", (time, height) == (deposited["time"], deposited["height"])
    yield "order", height <= int.from_bytes(fields[8], "big")
    hashed = "0x" + keccak256(header).hex()
    yield "header", hashed == package["believed"]["hash"]
    yield "chain", None if trusted is None else hashed == trusted.lower()


def main():
    parser = argparse.ArgumentParser(description="checks a court package")
    parser.add_argument("package")
    parser.add_argument("file", nargs="?")
    parser.add_argument("--header", help="hash of the block, from a node that you trust")
    given = parser.parse_args()
    with zipfile.ZipFile(given.package) as archive:
        package = json.loads(archive.read("package.json"))
        failed = False
        try:
            for step, holds in check(package, archive, given.file, given.header):
                word = {True: "valid", False: "INVALID", None: "not checked"}[holds]
                print(f"{step}: {word}")
                failed |= holds is False
        except (Invalid, ValueError, IndexError, KeyError) as error:
            print(f"proof: INVALID ({error})")
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
