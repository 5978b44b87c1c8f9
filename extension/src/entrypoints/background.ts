// The background of the extension. It only wires; every listener is
// registered in the first turn of the event loop, because a worker that was
// started by an event gets it only then.
import { listen } from "../bookmarks/listen.ts";
import { Live } from "../bookmarks/live.ts";
import { Saved } from "../bookmarks/saved.ts";
import { browser } from "../browser.ts";
import { Daily } from "../capture/daily.ts";
import { listenToVisits } from "../capture/listen.ts";
import { listenToMenu } from "../capture/menu.ts";
import { keepOutcome } from "../capture/outcome.ts";
import { grantedFor } from "../capture/permission.ts";
import { readTab } from "../capture/read.ts";
import { Visits } from "../capture/visits.ts";
import { nativeHost } from "../host/connect.ts";
import { portName, type Method, type Params, type Result } from "../host/messages.ts";
import { Relay } from "../host/relay.ts";
import { t } from "../i18n/t.ts";
import type { PageIndexResult, SearchResult, Settings } from "../protocol.gen.ts";
import { localIndex, watchTree } from "../search/local_source.ts";
import { listenToOmnibox } from "../search/omnibox.ts";

const host = nativeHost();

const live = new Live({
  call: (method, params) => host.call(method, params),
  sourceId: () => host.sourceId,
  getTree: () => browser.bookmarks.getTree(),
  get: (id) => browser.bookmarks.get(id),
  load: async <T>(key: string) => (await browser.storage.local.get(key))[key] as T | undefined,
  save: (key, value) => browser.storage.local.set({ [key]: value }),
  randomId: () => crypto.randomUUID(),
  after: (fn, ms) => void setTimeout(fn, ms),
});
listen(live);
watchTree();
host.onState((state) => {
  if (state.kind === "ready") live.connected();
});

const relay = new Relay(host, {
  pending: () => live.loss.pending(),
  decide: (remove) => live.decide(remove),
  onChange: (fn) => live.loss.onChange(fn),
});
browser.runtime.onConnect.addListener((port) => {
  if (port.name === portName && port.sender?.id === browser.runtime.id) relay.accept(port);
});

listenToMenu({
  index: (params) => {
    host.retry(); // the person asks for it
    return host.call("pages.index", params) as Promise<PageIndexResult>;
  },
  fetches: async () => ((await host.call("settings.get", {})) as Settings).fetch,
});

const saved = new Saved();
saved.listen();
listenToVisits(new Visits({
  call: <M extends Method>(method: M, params: Params<M>) => host.call(method, params) as Promise<Result<M>>,
  saved: (address) => saved.has(address),
  granted: grantedFor,
  read: readTab,
  tabs: () => browser.tabs.query({}),
  synced: () => live.idle(),
  daily: new Daily({
    load: async () => (await browser.storage.local.get("read"))["read"] as Record<string, number> | undefined,
    save: (read) => browser.storage.local.set({ read }),
    now: () => Date.now(),
  }),
  tell: (outcome) => void keepOutcome(outcome),
  after: (fn, ms) => void setTimeout(fn, ms),
}));

/** More than are shown: some may be pages that must not be opened. */
const asked = 8;
listenToOmnibox({
  begin: () => host.retry(),
  search: async (text, signal) => {
    const titles = async () => (await localIndex()).search(text, asked);
    if (host.state.kind !== "ready") return titles();
    return (host.call("search", { query: text, typing: true, limit: asked }, { signal }) as Promise<SearchResult>).catch(titles);
  },
  after: (fn, ms) => void setTimeout(fn, ms),
  text: { ask: (q) => t("omnibox.ask", { q }), web: (q) => t("omnibox.web", { q }), hint: t("omnibox.hint") },
});

// Whoever has the companion app already needs no way to it.
browser.runtime.onInstalled.addListener(({ reason }) => {
  if (reason !== "install") return;
  void host.known().then((state) => {
    if (state.kind !== "ready") void browser.tabs.create({ url: browser.runtime.getURL("welcome.html") });
  });
});
// A listener is enough to have the background started with the browser.
browser.runtime.onStartup.addListener(() => {});

void host.start();
