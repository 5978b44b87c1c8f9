import assert from "node:assert/strict";
import test from "node:test";
import { useLocale } from "../i18n/t.ts";
import type { Filter } from "../protocol.gen.ts";
import { changed, draftOf } from "./filter_change.ts";

useLocale("en");
const time = (from?: string, to?: string): Filter => ({ kind: "time", label: "", ...(from && { from }), ...(to && { to }), source: "query" });
const change = (f: Filter, draft: Partial<ReturnType<typeof draftOf>>) => changed(f, { ...draftOf(f), ...draft });

test("a time shows its days, both included", () => {
  assert.deepEqual(draftOf(time("2026-03-01T00:00:00Z", "2026-06-01T00:00:00Z")), { from: "2026-03-01", until: "2026-05-31", value: "" });
  assert.deepEqual(draftOf(time(undefined, "2026-06-01T00:00:00Z")), { from: "", until: "2026-05-31", value: "" });
});

test("a time that is changed ends with its last day", () => {
  const f = time("2026-03-01T00:00:00Z", "2026-06-01T00:00:00Z");
  for (const [draft, from, to, label] of [
    [{}, "2026-03-01T00:00:00.000Z", "2026-06-01T00:00:00.000Z", /Mar 1.*May 31, 2026/],
    [{ until: "2026-12-31" }, "2026-03-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z", /Mar 1.*Dec 31, 2026/],
    [{ until: "" }, "2026-03-01T00:00:00.000Z", undefined, /^since Mar 1, 2026$/],
    [{ from: "" }, undefined, "2026-06-01T00:00:00.000Z", /^until May 31, 2026$/],
    [{ from: "2026-05-01", until: "2026-04-01" }, "2026-04-01T00:00:00.000Z", "2026-05-02T00:00:00.000Z", /Apr 1.*May 1, 2026/],
  ] as const) {
    const made = change(f, draft);
    assert.equal(made?.from, from);
    assert.equal(made?.to, to);
    assert.match(made?.label ?? "", label);
    assert.equal(made?.source, "user");
  }
  assert.equal(change(f, { from: "", until: "" }), undefined, "nothing is left of it");
});

test("other filters keep their kind and get a label of their own", () => {
  const of = (kind: Filter["kind"], value: string) => change({ kind, label: "was", value: "was", source: "query" }, { value });
  for (const [kind, value, wanted, label] of [
    ["site", "https://www.github.com/golang/go", "github.com", "github.com"],
    ["site", " docs.rs ", "docs.rs", "docs.rs"],
    ["folder", "Kitchen / Bread", "Kitchen / Bread", "Kitchen / Bread"],
    ["lang", "zh", "zh", "Chinese"],
    ["type", "pdf", "pdf", "PDF file"],
    ["phrase", "write ahead", "write ahead", "“write ahead”"],
    ["without", "rollback", "rollback", "rollback"],
  ] as const) {
    assert.deepEqual(of(kind, value), { kind, label, value: wanted, source: "user" });
  }
  assert.equal(of("site", "  "), undefined);
});
