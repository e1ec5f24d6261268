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


def rlp_encode(item):
    if isinstance(item, list):
        body = b"".join(map(rlp_encode, item))
        return rlp_prefix(len(body), 0xC0) + body
    if len(item) == 1 and item[0] < 0x80:
        return item
    return rlp_prefix(len(item), 0x80) + item


def rlp_prefix(length, base):
    if length < 56:
        return bytes([base + length])
    size = (length.bit_length() + 7) // 8
    return bytes([base + 55 + size]) + length.to_bytes(size, "big")


def qbft_digest(fields, chained):
    """What the block's hash is made of, or what a seal signs (docs/formats/qbft.md, section 2)."""
    extra = rlp_decode(fields[12])
    extra[4] = []
    if chained:
        extra[3] = b""
    return keccak256(rlp_encode(fields[:12] + [rlp_encode(extra)] + fields[13:]))


def sealed(fields, believed):
    """Whether two thirds of the validators signed, and just those that the package names. That they
    are the chain's validators its departments say."""
    extra = rlp_decode(fields[12])
    digest = qbft_digest(fields, chained=False)
    signers = ["0x" + recover(digest, seal).hex() for seal in extra[4]]
    listed = ["0x" + address.hex() for address in extra[1]]
    count = len(listed) or believed["of"]
    return (
        len(set(signers)) == len(signers)
        and sorted(signers) == sorted(name.lower() for name in believed["nodes"])
        and count == believed["of"]
        and all(not listed or signer in listed for signer in signers)
        and len(signers) >= -(-2 * count // 3)
    )


# secp256k1 (SEC 2, section 2.4.1)
P = 2**256 - 2**32 - 977
N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
G = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)


def add(a, b):
    if a is None or b is None:
        return b if a is None else a
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = 3 * a[0] * a[0] * pow(2 * a[1], -1, P) % P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(factor, point):
    total = None
    while factor:
        if factor & 1:
            total = add(total, point)
        point, factor = add(point, point), factor >> 1
    return total


def recover(digest, seal):
    """The address that made a signature `r | s | v` (SEC 1, section 4.1.6)."""
    r, s = int.from_bytes(seal[:32], "big"), int.from_bytes(seal[32:64], "big")
    if len(seal) != 65 or seal[64] > 1 or not 0 < r < N or not 0 < s <= N // 2:
        raise Invalid("a seal is no signature")
    y = pow(r**3 + 7, (P + 1) // 4, P)
    if (y * y - r**3 - 7) % P:
        raise Invalid("a seal is no signature")
    if y & 1 != seal[64]:
        y = P - y
    inverse, z = pow(r, -1, N), int.from_bytes(digest, "big")
    key = add(times(s * inverse % N, (r, y)), times(-z * inverse % N, G))
    if key is None:
        raise Invalid("a seal is no signature")
    return keccak256(key[0].to_bytes(32, "big") + key[1].to_bytes(32, "big"))[12:]


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
    believed = package["believed"]
    if believed["by"] == "qbft":
        hashed = "0x" + qbft_digest(fields, chained=True).hex()
        yield "header", hashed == believed["hash"]
        yield "seals", sealed(fields, believed)
    else:
        hashed = "0x" + keccak256(header).hex()
        yield "header", hashed == believed["hash"]
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
