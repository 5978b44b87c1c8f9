import assert from "node:assert/strict";
import test from "node:test";
import { hitOf } from "../testing/fake_host.ts";
import { Related, type OpenPage } from "./related.ts";

function stand(page: OpenPage, { bookmarked = false, hits = [hitOf("T", { url: "https://sea.example/tides" }), hitOf("T", { url: "https://sea.example/moon" })] } = {}) {
  const asked: [string, string][] = [];
  const front = { page };
  const related = new Related({
    open: async () => front.page,
    bookmarked: async () => bookmarked,
    related: async (url) => (asked.push(["related", url]), hits),
    titled: async (title) => (asked.push(["titled", title]), hits),
    changed: () => undefined,
  });
  return { related, asked, front };
}
const urls = ({ state }: Related) => (state.kind === "hits" ? state.hits.map((h) => h.url) : state.kind);

test("a bookmarked page shows pages like it, and not itself", async () => {
  const { related, asked } = stand({ url: "https://sea.example/tides", title: "Tides" }, { bookmarked: true });
  await related.look();
  assert.deepEqual(asked, [["related", "https://sea.example/tides"]]);
  assert.deepEqual(urls(related), ["https://sea.example/moon"]);
});

test("nothing is said of a page that is not bookmarked, until the person asks: then its title, never its address", async () => {
  const { related, asked } = stand({ url: "https://secret.example/account/17", title: "The moon and the sea" });
  await related.look();
  assert.equal(related.state.kind, "offer");
  assert.deepEqual(asked, []);
  await related.find();
  assert.deepEqual(asked, [["titled", "The moon and the sea"]]);
  assert.equal(related.state.kind, "hits");
});

test("what cannot be related to anything says nothing", async () => {
  for (const [page, kind] of [[{ url: "chrome://settings/", title: "Settings" }, "none"], [{ url: "https://a.example/", title: "" }, "none"], [{}, "unseen"]] as const) {
    const { related, asked } = stand(page);
    await related.look();
    assert.equal(related.state.kind, kind);
    assert.deepEqual(asked, []);
  }
  const { related } = stand({ url: "https://sea.example/tides" }, { bookmarked: true, hits: [hitOf("T", { url: "https://sea.example/tides" })] });
  await related.look();
  assert.equal(related.state.kind, "none", "absent, not empty");
});

test("the same page is not looked for twice, another one is", async () => {
  const { related, asked, front } = stand({ url: "https://sea.example/tides", title: "Tides" }, { bookmarked: true });
  await related.look();
  await related.look();
  front.page = { url: "https://sea.example/moon", title: "Moon" };
  await related.look();
  assert.deepEqual(asked.map(([, url]) => url), ["https://sea.example/tides", "https://sea.example/moon"]);
  assert.deepEqual(urls(related), ["https://sea.example/tides"]);
});

test("an answer about a page that is no longer in front is dropped", async () => {
  let give: (bookmarked: boolean) => void = () => undefined;
  const front: { page: OpenPage } = { page: { url: "https://a.example/", title: "A" } };
  const related = new Related({
    open: async () => front.page, bookmarked: () => new Promise((r) => (give = r)),
    related: async () => [hitOf("T", { url: "https://b.example/" })], titled: async () => [], changed: () => undefined,
  });
  const first = related.look();
  await Promise.resolve();
  await Promise.resolve();
  front.page = { url: "chrome://newtab/" };
  await related.look();
  give(true);
  await first;
  assert.equal(related.state.kind, "none");
});
