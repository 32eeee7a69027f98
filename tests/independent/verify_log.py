#!/usr/bin/env python3
"""Verifies what tradein leaves behind, without tradein: an exported log, a store, tiles, an audit pack, a receipt.

Written from schemas/log.md and schemas/audit.md alone, with nothing but Python's standard library, so that whoever
distrusts the product can read all of what checks it.

usage: verify_log.py [--key VKEY] [--older CHECKPOINT]... (FILE | STORE | TILES | PACK | RECEIPT)
       verify_log.py --sample --date YYYY-MM-DD --rule RULE --size N (FILE | STORE | PACK)
"""
import argparse
import base64
import binascii
import hashlib
import json
import os
import re
import sqlite3
import sys

ENTRY_BYTES_MAX = 65535
INTEGER_MAX = 2**53 - 1
DEPTH_MAX = 16
KINDS = {"batch", "batch-end", "claim", "key", "personal-data", "reveal", "withdrawal"}
OUTCOMES = ("approved", "rejected", "review", "returned")


class Bad(Exception):
    """Something that does not hold, with its place."""


# ---- Ed25519, verification only (RFC 8032, 5.1.7) --------------------------------------------------------------------
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def point_from(text):
    """The point that 32 bytes stand for, in extended coordinates; None where they stand for none."""
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def plus(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = plus(total, point)
        point, number = plus(point, point), number >> 1
    return total


BASE = point_from((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signature_holds(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    public, commitment = point_from(key), point_from(signature[:32])
    answer = int.from_bytes(signature[32:], "little")
    if public is None or commitment is None or answer >= ORDER:
        return False
    asked = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    left, right = times(answer, BASE), plus(commitment, times(asked, public))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# ---- Canonical text --------------------------------------------------------------------------------------------------
# Everything else must be escaped in the one way, which writing it again shows.
ESCAPES = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
ESCAPES.update({i: f"\\u{i:04x}" for i in range(32) if i not in ESCAPES})


def written(value, depth=0):
    """The one text of a value, as schemas/log.md has it."""
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int):
        if abs(value) > INTEGER_MAX:
            raise Bad("an integer of more than 53 bits")
        return str(value)
    if isinstance(value, str):
        return '"' + value.translate(ESCAPES) + '"'
    if depth >= DEPTH_MAX:
        raise Bad("more than 16 levels")
    if isinstance(value, list):
        return "[" + ",".join(written(v, depth + 1) for v in value) + "]"
    if isinstance(value, dict):
        for key in value:
            if not all(" " <= c <= "~" and c not in '"\\' for c in key):
                raise Bad(f"the key {key!r} is not plain ASCII")
        return "{" + ",".join(f'"{k}":{written(value[k], depth + 1)}' for k in sorted(value)) + "}"
    raise Bad(f"a value of the type {type(value).__name__}")


def refuse(text):
    raise Bad(f"the number {text}")


def read_entry(data):
    """The entry's members, or Bad where its bytes are not the one text of them."""
    if len(data) > ENTRY_BYTES_MAX:
        raise Bad("more than 65,535 bytes")
    try:
        value = json.loads(data.decode("utf-8"), parse_float=refuse, parse_constant=refuse)
        again = written(value).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise Bad(f"not JSON in UTF-8: {error}") from None
    if not isinstance(value, dict):
        raise Bad("not an object")
    if again != data:
        at = next((i for i, (a, b) in enumerate(zip(again, data)) if a != b), min(len(again), len(data)))
        raise Bad(f"not canonical from byte {at} on")
    return value


# ---- Tree (RFC 6962) -------------------------------------------------------------------------------------------------
def leaf(data):
    return hashlib.sha256(b"\x00" + data).digest()


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The roots of perfect subtrees from left to right, and all levels that tiles keep."""

    def __init__(self):
        self.size, self.edge = 0, []

    def append(self, hash_):
        height, self.size = 0, self.size + 1
        while self.edge and self.edge[-1][0] == height:
            hash_, height = node(self.edge.pop()[1], hash_), height + 1
        self.edge.append((height, hash_))

    def root(self):
        if not self.edge:
            return hashlib.sha256(b"").digest()
        root = self.edge[-1][1]
        for _, left in reversed(self.edge[:-1]):
            root = node(left, root)
        return root


def root_by_proof(hash_, index, size, proof):
    """RFC 9162, 2.1.3.2; None where the proof has the wrong length."""
    if index >= size:
        return None
    place, last = index, size - 1
    for other in proof:
        if last == 0:
            return None
        if place & 1 or place == last:
            hash_ = node(other, hash_)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            hash_ = node(hash_, other)
        place, last = place >> 1, last >> 1
    return hash_ if last == 0 else None


# ---- Notes and keys --------------------------------------------------------------------------------------------------
def base64_bytes(text, what):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Bad(f"{what}: not base64") from None
    if base64.b64encode(data).decode() != text:
        raise Bad(f"{what}: not the one base64 text of its bytes")
    return data


class Key:
    def __init__(self, line):
        parts = line.strip().split("+", 2)
        if len(parts) != 3:
            raise Bad(f"no vkey: {line!r}")
        self.name, key_id, typed = parts[0], parts[1], base64_bytes(parts[2], "vkey")
        if len(typed) != 33 or typed[0] not in (1, 4):
            raise Bad("no Ed25519 vkey")
        self.id = hashlib.sha256(self.name.encode() + b"\n" + typed).digest()[:4]
        if self.id.hex() != key_id:
            raise Bad("the vkey's id is not that of its key")
        self.witness, self.key = typed[0] == 4, typed[1:]

    def signed(self, text, line):
        """Does this line, behind its key id, sign the text?"""
        if not self.witness:
            return signature_holds(self.key, text, line)
        seen = int.from_bytes(line[:8], "big")
        return signature_holds(self.key, f"cosignature/v1\ntime {seen}\n".encode() + text, line[8:])


class Note:
    def __init__(self, data):
        text, gap, lines = data.decode("utf-8").rpartition("\n\n")
        if not gap or not lines.endswith("\n"):
            raise Bad("checkpoint: no signed note")
        self.text, self.lines = (text + "\n").encode(), []
        head = text.split("\n")
        if len(head) < 3 or not re.fullmatch("0|[1-9][0-9]*", head[1]):
            raise Bad("checkpoint: no size")
        self.origin, self.size, self.root = head[0], int(head[1]), base64_bytes(head[2], "checkpoint")
        for line in lines[:-1].split("\n"):
            parts = line.split(" ")
            if len(parts) != 3 or parts[0] != "\u2014":
                raise Bad(f"checkpoint: no signature line: {line!r}")
            self.lines.append((parts[1], base64_bytes(parts[2], "signature")))

    def check(self, keys):
        """The names of the keys that signed it; Bad where a line of a known key does not hold."""
        names = []
        for name, line in self.lines:
            for key in keys:
                if key.name == name and key.id == line[:4]:
                    if not key.signed(self.text, line[4:]):
                        raise Bad(f"checkpoint {self.size}: the signature of {name} does not hold")
                    names.append(name)
        if keys and self.origin not in names:
            raise Bad(f"checkpoint {self.size}: not signed by the log's key")
        return names


def keys_from(given):
    text = given
    if os.path.isfile(given):
        with open(given, encoding="utf-8") as file:
            text = file.read()
    return [Key(line) for line in text.splitlines() if line.strip() and not line.startswith("#")]


# ---- What holds between entries --------------------------------------------------------------------------------------
class Books:
    def __init__(self):
        self.batches, self.claims, self.latest = {}, {}, 0

    def take(self, number, entry):
        kind = entry.get("k")
        if entry.get("n") != number:
            raise Bad(f"its own number is {entry.get('n')}")
        if kind not in KINDS:
            raise Bad(f"a kind that this verifier does not know: {kind}")
        if "at" in entry:
            if entry["at"] < self.latest:
                raise Bad("its time is before an earlier entry's")
            self.latest = entry["at"]
        if kind == "batch":
            self.batches[number] = {"retailer": entry["retailer"], "amount": 0, "open": True, **dict.fromkeys(OUTCOMES, 0)}
        elif kind == "claim":
            self.claim(number, entry)
        elif kind == "batch-end":
            self.end(entry)

    def batch(self, entry):
        found = self.batches.get(entry["batch"])
        if not found or not found["open"]:
            raise Bad(f"entry {entry['batch']} is no open batch")
        return found

    def claim(self, number, entry):
        batch, outcome = self.batch(entry), entry["outcome"]
        if outcome not in OUTCOMES or entry["amount"] < 0 or (entry["amount"] and outcome != "approved"):
            raise Bad(f"{entry['amount']} fen and {outcome}")
        if batch["retailer"] != entry["retailer"]:
            raise Bad("its retailer is not its batch's")
        batch[outcome] += 1
        batch["amount"] += entry["amount"]
        key = entry["retailer"], entry["claim_id"]
        before = self.claims.get(key)
        if before is None and "corrects" in entry:
            raise Bad(f"it corrects entry {entry['corrects']}, which is not of this claim")
        if before is not None and entry.get("corrects") != before[0]:
            raise Bad(f"the claim was decided in entry {before[0]}")
        if before is not None and before[1] != "returned":
            raise Bad(f"it corrects entry {before[0]}, which was not returned")
        self.claims[key] = number, outcome

    def end(self, entry):
        batch = self.batch(entry)
        batch["open"] = False
        for name in (*OUTCOMES, "amount"):
            if entry[name] != batch[name]:
                raise Bad(f"{name} is {entry[name]}, but the batch's entries make {batch[name]}")
        if entry["rows"] != sum(entry[name] for name in (*OUTCOMES, "invalid", "repeated")):
            raise Bad("rows is not the sum of the counts")


# ---- Sources ---------------------------------------------------------------------------------------------------------
class Source:
    """Entries, notes and packs, wherever they come from. `notes`: by size; `packs`: what a name's bytes are."""

    def __init__(self):
        self.entries, self.notes, self.packs, self.tiles, self.keys = [], [], {}, None, []


def read_file(path, *more):
    with open(os.path.join(path, *more) if more else path, "rb") as file:
        return file.read()


def packs_of(folder):
    return {name: read_file(folder, name) for name in os.listdir(folder)} if os.path.isdir(folder) else {}


def from_log(path):
    source = Source()
    data = read_file(path)
    source.entries = data.split(b"\n")
    if source.entries.pop() != b"":
        raise Bad("the last line has no line break: the file was cut")
    if os.path.exists(path + ".checkpoint"):
        source.notes.append(read_file(path + ".checkpoint"))
    source.packs = packs_of(path + ".packs")
    return source


def from_tiles(folder):
    source = Source()
    note = Note(read_file(folder, "checkpoint"))
    source.notes.append(read_file(folder, "checkpoint"))
    source.keys = keys_from(os.path.join(folder, "vkey"))
    source.packs = packs_of(os.path.join(folder, "packs"))

    def tile_path(level, index, width):
        digits = f"{index:03d}" if index < 1000 else ""
        if not digits:
            parts = []
            rest = index
            while True:
                parts.append(f"{rest % 1000:03d}")
                rest //= 1000
                if not rest:
                    break
            digits = "/".join([*("x" + p for p in reversed(parts[1:])), parts[0]])
        return os.path.join(folder, "tile", str(level), digits) + (f".p/{width}" if width < 256 else "")

    for index in range((note.size + 255) // 256):
        width = min(256, note.size - 256 * index)
        data, at = read_file(tile_path("entries", index, width)), 0
        for _ in range(width):
            length = int.from_bytes(data[at:at + 2], "big")
            source.entries.append(data[at + 2:at + 2 + length])
            at += 2 + length
        if at != len(data):
            raise Bad(f"tile/entries {index}: bytes too many")
    hashes = [leaf(entry) for entry in source.entries]
    for level in range(8):
        for index in range((len(hashes) + 255) // 256):
            width = min(256, len(hashes) - 256 * index)
            if read_file(tile_path(level, index, width)) != b"".join(hashes[256 * index:256 * index + width]):
                raise Bad(f"tile {level}/{index} is not that of the entries")
        for _ in range(8):
            hashes = [node(hashes[i], hashes[i + 1]) for i in range(0, len(hashes) - 1, 2)]
        if not hashes:
            break
    return source


def from_database(path):
    """A store, or an audit pack: both have the tables entry, checkpoint and pack."""
    source = Source()
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    database.text_factory = bytes
    wanted = 0
    for number, data in database.execute("SELECT seq, bytes FROM entry ORDER BY seq"):
        if number != wanted:
            raise Bad(f"entry {wanted}: missing")
        source.entries.append(data)
        wanted += 1
    for size, root, note in database.execute("SELECT size, root, note FROM checkpoint ORDER BY size"):
        if note:
            parsed = Note(note)
            if (parsed.size, parsed.root) != (size, root):
                raise Bad(f"checkpoint {size}: its row is not what is signed")
            source.notes.append(note)
    source.packs = {sha256.hex(): data for sha256, data in database.execute("SELECT sha256, bytes FROM pack")}
    tables = {name for name, in database.execute("SELECT name FROM sqlite_schema")}
    if b"tile" in tables:
        source.tiles = list(database.execute("SELECT level, first, hashes FROM tile ORDER BY place"))
    return source


def open_source(path):
    if os.path.isdir(path):
        return from_tiles(path)
    with open(path, "rb") as file:
        head = file.read(16)
    return from_database(path) if head == b"SQLite format 3\0" else from_log(path)


# ---- Verifying -------------------------------------------------------------------------------------------------------
def check_packs(source, named):
    for name, data in source.packs.items():
        if hashlib.sha256(data).hexdigest() != name:
            raise Bad(f"pack {name}: its bytes are not what its name says")
    for name in list(named):
        if name in source.packs:
            for inner in re.findall(rb'"(?:sha256:)?([0-9a-f]{64})"', source.packs[name]):
                named.setdefault(inner.decode(), named[name])
    for name, number in sorted(named.items(), key=lambda item: item[1]):
        if name not in source.packs:
            raise Bad(f"entry {number}: the pack {name} is missing")


def check_stored_tiles(source, leaves):
    """The rows of a store's tile table are the tree's hashes, no more and no fewer."""
    wanted, level, hashes = {}, 0, leaves
    while hashes:
        for first in range(0, len(hashes), 64):
            wanted[level, first] = b"".join(hashes[first:first + 64])
        for _ in range(8):
            hashes = [node(hashes[i], hashes[i + 1]) for i in range(0, len(hashes) - 1, 2)]
        level += 1
    for level, first, data in source.tiles:
        if wanted.pop((level, first), None) != data:
            raise Bad(f"tile row {level}/{first} is not that of the entries")
    if wanted:
        raise Bad("tile row {}/{} is missing".format(*min(wanted)))


def verify(source, keys, older):
    """What was counted; Bad with the first thing that does not hold."""
    notes = sorted((Note(data) for data in source.notes), key=lambda note: note.size)
    for note in notes:
        note.check(keys)
    wanted = sorted(notes + older, key=lambda note: note.size)
    tree, books, leaves, named, good = Tree(), Books(), [], {}, 0
    stored = b"".join(data for level, _, data in source.tiles or [] if level == 0)
    for number, data in enumerate(source.entries):
        leaves.append(leaf(data))
        if source.tiles is not None and leaves[-1] != stored[32 * number:32 * number + 32]:
            raise Bad(f"entry {number}: not what the tree has")
        try:
            entry = read_entry(data)
            books.take(number, entry)
        except (Bad, KeyError, TypeError) as error:
            raise Bad(f"entry {number}: {error}") from None
        for member in ("rules", "book"):
            if isinstance(entry.get(member), str):
                named.setdefault(entry[member].removeprefix("sha256:"), number)
        tree.append(leaves[-1])
        while wanted and wanted[0].size == tree.size:
            if wanted.pop(0).root != tree.root():
                raise Bad(f"entry {good}-{tree.size - 1}: changed, or the checkpoint {tree.size} was")
            good = tree.size
    if wanted:
        raise Bad(f"entry {tree.size}: missing, a checkpoint knows {wanted[-1].size}")
    if notes and notes[-1].size != tree.size:
        raise Bad(f"entry {notes[-1].size}: after the last checkpoint")
    if source.tiles is not None:
        check_stored_tiles(source, leaves)
    check_packs(source, named)
    return tree, notes, books


def verify_receipt(text, keys):
    head, gap, note_text = text.partition("\n\n")
    lines = head.split("\n")
    if not gap or lines[0] != "c2sp.org/tlog-proof@v1" or len(lines) < 3:
        raise Bad("no receipt")
    if not lines[1].startswith("extra ") or not re.fullmatch("index (0|[1-9][0-9]*)", lines[2]):
        raise Bad("no receipt")
    entry, index = base64_bytes(lines[1][6:], "extra"), int(lines[2][6:])
    note = Note(note_text.encode())
    note.check(keys)
    if root_by_proof(leaf(entry), index, note.size, [base64_bytes(line, "proof") for line in lines[3:]]) != note.root:
        raise Bad(f"entry {index}: the proof does not lead to the checkpoint's root")
    if read_entry(entry).get("n") != index:
        raise Bad(f"entry {index}: its own number is another")
    return index, entry


# ---- Sample (schemas/audit.md) ---------------------------------------------------------------------------------------
def matches(entry, rule):
    """A rule is `all`, or MEMBER=VALUE pairs joined by commas."""
    if rule == "all":
        return True
    members = {name: str(value) for name, value in entry.items()
               if isinstance(value, (str, int)) and not isinstance(value, bool)}
    return all(members.get(name) == value for name, _, value in (part.partition("=") for part in rule.split(",")))


def sample(entries, root, date, rule, size):
    """The numbers of the sampled claim entries, in the order in which they are drawn."""
    claims = [n for n, data in enumerate(entries) for e in [json.loads(data)] if e["k"] == "claim" and matches(e, rule)]
    seed = b"tradein-sample-v1\n" + root.hex().encode() + f"\n{date}\n{rule}\n".encode()
    drawn, counter = [], 0
    while len(drawn) < min(size, len(claims)):
        block = hashlib.sha256(seed + str(counter).encode()).digest()
        counter += 1
        for at in range(0, 32, 8):
            number = int.from_bytes(block[at:at + 8], "big")
            left = len(claims) - len(drawn)
            if left == 0 or len(drawn) >= size or number >= 2**64 // left * left:
                continue
            place = len(drawn) + number % left
            claims[len(drawn)], claims[place] = claims[place], claims[len(drawn)]
            drawn.append(claims[len(drawn)])
    return drawn


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path")
    parser.add_argument("--key", default="")
    parser.add_argument("--older", action="append", default=[])
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("--date", default="")
    parser.add_argument("--rule", default="all")
    parser.add_argument("--size", type=int, default=0)
    asked = parser.parse_args()
    try:
        keys = keys_from(asked.key) if asked.key else []
        if not os.path.isdir(asked.path):
            with open(asked.path, "rb") as file:
                if file.read(23) == b"c2sp.org/tlog-proof@v1\n":
                    index, entry = verify_receipt(read_file(asked.path).decode("utf-8"), keys)
                    print(f"receipt OK: entry {index}" + ("" if keys else ", signature not looked at (no key)"))
                    return 0
        source = open_source(asked.path)
        older = [Note(read_file(path)) for path in asked.older]
        keys = keys or source.keys
        for note in older:
            note.check(keys)
        tree, notes, books = verify(source, keys, older)
        if asked.sample:
            for number in sample(source.entries, tree.root(), asked.date, asked.rule, asked.size):
                print(number)
            return 0
        print(f"OK: {tree.size} entries, {len(books.claims)} claims, {len(notes)} checkpoints, {len(source.packs)} packs, "
              f"root {tree.root().hex()}" + ("" if keys else ", signatures not looked at (no key)"))
        return 0
    except (Bad, UnicodeDecodeError, sqlite3.DatabaseError, OSError) as error:
        print(f"FAILED: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
