import assert from "node:assert/strict";
import test from "node:test";
import type { ModelsList } from "../protocol.gen.ts";
import { memoryOf, offersFor } from "./offers.ts";

const list: ModelsList = {
  ollama: "ready", memoryBytes: 16e9, chosen: {},
  installed: [{ name: "bge-m3:latest", kind: "embed", bytes: 1.2e9 }, { name: "a", kind: "chat", bytes: 1 }, { name: "b", kind: "chat", bytes: 1 }, { name: "c", kind: "chat", bytes: 1 }],
  recommended: [{ name: "embeddinggemma", kind: "embed", bytes: 622e6, why: "both languages" }, { name: "bge-m3", kind: "embed", bytes: 1.2e9, why: "long texts" }],
};

test("what is there first, once, then what suits", () => {
  assert.deepEqual(offersFor("embed", list), [
    { name: "bge-m3", bytes: 1.2e9, why: "long texts", installed: true }, { name: "embeddinggemma", bytes: 622e6, why: "both languages", installed: false },
  ]);
  assert.deepEqual(offersFor("chat", list).map((o) => o.name), ["a", "b"]);
  assert.deepEqual(offersFor("chat", { ...list, installed: [] }), []);
});

test("memory is said to a tenth of a gigabyte, never less than the model", () => {
  assert.equal(memoryOf("embed", 622e6), 7e8);
  assert.equal(memoryOf("chat", 2.5e9), 3.8e9);
});
