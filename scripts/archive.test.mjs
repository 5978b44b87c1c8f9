// Archives come out the same for the same files, and other programs read them.
import assert from "node:assert/strict";
import test from "node:test";
import zlib from "node:zlib";
import { tarGz, zip } from "./archive.mjs";

const entries = [
  { name: "docs/读我.md", content: Buffer.from("hello\n".repeat(300)) },
  { name: "ai-bookmark", content: Buffer.from([0, 1, 2, 255]), executable: true },
  { name: "empty", content: Buffer.alloc(0) },
];

test("the order in which files are named does not matter", () => {
  const reversed = [...entries].reverse();
  assert.deepEqual(tarGz(entries), tarGz(reversed));
  assert.deepEqual(zip(entries), zip(reversed));
});

test("a tar holds names, modes and content, in blocks of 512 bytes", () => {
  const tar = zlib.gunzipSync(tarGz(entries));
  assert.equal(tar.length % 512, 0);
  const found = [];
  for (let at = 0; tar[at] !== 0; ) {
    const field = (from, length) => tar.toString("utf8", at + from, at + from + length).replace(/\0.*$/s, "");
    const size = Number.parseInt(field(124, 12), 8);
    // The sum of the header's bytes, its own field counted as spaces.
    const sum = tar.subarray(at, at + 512).reduce((a, b, i) => a + (i >= 148 && i < 156 ? 32 : b), 0);
    assert.equal(Number.parseInt(field(148, 7), 8), sum);
    found.push({ name: field(0, 100), mode: field(100, 8), content: tar.subarray(at + 512, at + 512 + size) });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  assert.deepEqual(found.map((f) => [f.name, f.mode]), [["ai-bookmark", "0000755"], ["docs/读我.md", "0000644"], ["empty", "0000644"]]);
  assert.deepEqual(found[1].content, entries[0].content);
});

test("a zip's directory leads to every file", () => {
  const file = zip(entries);
  const end = file.length - 22;
  assert.equal(file.readUInt32LE(end), 0x06054b50);
  assert.equal(file.readUInt16LE(end + 10), entries.length);
  let at = file.readUInt32LE(end + 16);
  const found = {};
  for (let i = 0; i < entries.length; i++) {
    assert.equal(file.readUInt32LE(at), 0x02014b50);
    const nameLength = file.readUInt16LE(at + 28);
    const name = file.toString("utf8", at + 46, at + 46 + nameLength);
    const local = file.readUInt32LE(at + 42);
    const start = local + 30 + nameLength;
    found[name] = zlib.inflateRawSync(file.subarray(start, start + file.readUInt32LE(at + 20)));
    at += 46 + nameLength;
  }
  assert.deepEqual(found["docs/读我.md"], entries[0].content);
  assert.deepEqual(found["ai-bookmark"], entries[1].content);
  // The CRC of "123456789" is the check value of the standard.
  assert.equal(zip([{ name: "x", content: Buffer.from("123456789") }]).readUInt32LE(14), 0xcbf43926);
});
