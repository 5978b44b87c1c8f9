// Reads pages by itself, where the person allowed it: a page that was just
// bookmarked, from its tab, and a bookmarked page that is visited again, once
// a day. A page that is not bookmarked is nobody's business: it is not read,
// and its address goes nowhere.
import { pageKey } from "../bookmarks/address.ts";
import { t } from "../i18n/t.ts";
import type { Method, Params, Result } from "../host/messages.ts";
import type { PageIndexParams } from "../protocol.gen.ts";
import type { Daily } from "./daily.ts";
import type { Captured, CaptureOrder } from "./order.ts";
import { refusal, type Outcome } from "./outcome.ts";

/** What Visits needs from the world; tests give it their own. */
export interface VisitOptions {
  /** Calls the companion app; rejects when it cannot be reached. */
  call<M extends Method>(method: M, params: Params<M>): Promise<Result<M>>;
  /** Whether the page at an address is bookmarked now. */
  saved(address: string): Promise<boolean>;
  /** Whether the person lets us read that page. */
  granted(address: string): Promise<boolean>;
  read(tabId: number, order: CaptureOrder): Promise<Captured | undefined>;
  tabs(): Promise<chrome.tabs.Tab[]>;
  /** Resolves when the app knows of the bookmarks. */
  synced(): Promise<void>;
  daily: Daily;
  /** Tells the person, when they look. */
  tell(outcome: Outcome): void;
  /** Calls fn after a pause. */
  after(fn: () => void, ms: number): void;
}

type By = Extract<PageIndexParams["capturedBy"], "bookmark" | "visit">;

/** Bookmarks come in bursts: all tabs at once, an import. */
const burst = 300;
/** So many pages are read at a time: a browser that opens with fifty tabs has other things to do. */
const atOnce = 2;

export class Visits {
  private readonly options: VisitOptions;
  /** What is being read, or waits for it: tab -> page. */
  private readonly reading = new Map<number, string>();
  private readonly waiting: (() => Promise<void>)[] = [];
  /** What has begun and is not over. */
  private readonly begun = new Set<Promise<void>>();
  private working = 0;
  /** What bookmarks point at since a moment ago, and whether they are new. */
  private bookmarks = new Map<string, boolean>();

  constructor(options: VisitOptions) {
    this.options = options;
  }

  /** A tab shows a page, or another view of it. */
  async visited(tab: chrome.tabs.Tab): Promise<void> {
    const key = keyOf(tab);
    if (key === undefined || this.reading.get(tab.id!) === key) return;
    if (!(await this.options.saved(tab.url!)) || !(await this.options.daily.due(key))) return;
    this.queue(tab, key, "visit");
  }

  /** A bookmark was made, or changed: browsers tell of a new name as they do of a new address. */
  bookmarked(address: string, made: boolean): void {
    const key = pageKey(address);
    if (key === undefined) return;
    if (this.bookmarks.size === 0) this.options.after(() => this.begin(this.findTabs()), burst);
    this.bookmarks.set(key, made || this.bookmarks.get(key) === true);
  }

  /** Looks for the tabs of what was just bookmarked, those in front first. */
  private async findTabs(): Promise<void> {
    const wanted = this.bookmarks;
    this.bookmarks = new Map();
    const tabs = (await this.options.tabs()).sort((a, b) => Number(b.active) - Number(a.active) || (b.lastAccessed ?? 0) - (a.lastAccessed ?? 0));
    for (const tab of tabs) {
      const key = keyOf(tab);
      const made = key === undefined ? undefined : wanted.get(key);
      if (key === undefined || made === undefined) continue;
      wanted.delete(key);
      if (made || (await this.options.daily.due(key))) this.queue(tab, key, "bookmark");
    }
  }

  private queue(tab: chrome.tabs.Tab, key: string, by: By): void {
    if (this.reading.get(tab.id!) === key) return;
    this.reading.set(tab.id!, key);
    this.waiting.push(async () => {
      try {
        await this.index(tab, key, by);
      } catch (error) {
        // Without the companion app nothing is read, and the popup says so already.
        const kind = (error as { kind?: unknown }).kind;
        if (kind !== "no_host") this.options.tell({ mark: "!", text: t("index.failed", { why: (error as Error).message }) });
      } finally {
        if (this.reading.get(tab.id!) === key) this.reading.delete(tab.id!);
      }
    });
    this.work();
  }

  private work(): void {
    for (; this.working < atOnce && this.waiting.length > 0; this.working++) {
      this.begin(this.waiting.shift()!().finally(() => {
        this.working--;
        this.work();
      }));
    }
  }

  private begin(work: Promise<void>): void {
    this.begun.add(work);
    void work.finally(() => this.begun.delete(work));
  }

  /** Resolves when nothing is being read. */
  async idle(): Promise<void> {
    while (this.begun.size > 0) await Promise.all(this.begun);
  }

  private async index(tab: chrome.tabs.Tab, key: string, by: By): Promise<void> {
    const { call, saved, granted, read, synced, daily } = this.options;
    if (this.reading.get(tab.id!) !== key || !(await granted(tab.url!)) || !(await saved(tab.url!))) return;
    if (!(await call("settings.get", {})).captureVisits) return;
    const { indexed, because } = await call("rules.test", { url: tab.url! });
    if (!indexed) return this.unread(by, because);
    const got = await read(tab.id!, { how: "unasked" });
    if (got?.kind === "secret") return this.unread(by, t("index.secret"));
    // A page may lead to another one by itself: what was read is told only of what is bookmarked.
    if (got?.kind !== "copy" || pageKey(got.url) !== key) return;
    await synced();
    if (!(await saved(got.url))) return;
    const { url, title, lang, html } = got;
    const result = await call("pages.index", { url, title, lang, html, capturedBy: by });
    if (result.state !== "refused") await daily.done(key);
    else if (result.reason !== "not_bookmarked") this.unread(by, refusal(result.reason));
  }

  /** A page that was bookmarked and not read is worth a word; one that was only visited is not. */
  private unread(by: By, why: string): void {
    if (by === "bookmark") this.options.tell({ mark: "!", text: t("index.unread", { why }) });
  }
}

/** The page of a tab that may be read; undefined where there is none, or in a private window. */
function keyOf(tab: chrome.tabs.Tab): string | undefined {
  return tab.id === undefined || tab.incognito || tab.discarded || tab.url === undefined ? undefined : pageKey(tab.url);
}
