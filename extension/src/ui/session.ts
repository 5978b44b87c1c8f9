// What the popup knows and does, without a screen: the query, the results, the
// selected row, the turns of the conversation. Every change calls `changed`.
import type { Host } from "../host/client.ts";
import type { Filter, Hit, SearchResult } from "../protocol.gen.ts";
import { deepened, kept } from "./deepen.ts";
import { isQuestion } from "./question.ts";
import { suggestions } from "./suggest.ts";
import { similarTo } from "./similar.ts";
import { Asking, reopened, type Shown } from "./turn.ts";

/** A row of the list, in the order in which arrows go through them. */
export type Row =
  | { kind: "ask"; question: string; typed: boolean }
  /** `under` is the page that a similar one is shown with. */
  | { kind: "hit"; hit: Hit; under?: Hit };

export interface SessionOptions {
  host: Host;
  /** Rung 0: search without the companion app. */
  local: { search(query: string): Promise<SearchResult>; recent(limit: number): Promise<Hit[]> };
  changed(): void;
  /** Called when the query changes, to remember it. */
  remember(query: string): void;
  /** Called with the id of the conversation that is shown, "" when none is, to remember it. */
  rememberTalk?(conversation: string): void;
  /** Calls fn after a pause. */
  after(fn: () => void, ms: number): void;
}

const shownHits = 20;
/** More than fit the popup: at a letter no more are asked for, and none has to be drawn that is not seen. */
const typedHits = 10;
const shownRecents = 6;
/** So many of the newest pages say what a person may want to ask about. */
const readRecents = 24;
/** What is asked for to have the newest pages. */
export const newestPages = { query: "", typing: true, limit: readRecents };
/** So long after the last key the words are taken to be the person's question. */
const thought = 250;
/** Nothing that takes less than this shows a sign of waiting. */
const patience = 400;

export class Session {
  query = "";
  result: SearchResult | null = null;
  recents: Hit[] = [];
  suggestions: string[] = [];
  /** The newest pages have been read. */
  loaded = false;
  selected = 0;
  /** Filters the person left standing; undefined reads them from the question. */
  filters: Filter[] | undefined;
  turns: Shown[] = [];
  /** Done when the list shows what was found for the query. */
  settled: Promise<void> = Promise.resolve();
  /** How many lists have been put in the place of one: what only completes a list is not counted. */
  lists = 0;
  /** The last turn while what was there before is still shown. */
  private held: Shown | undefined;
  /** Pages whose similar ones are shown with them. */
  private readonly unfolded = new Set<number>();
  /** The conversation that is remembered. */
  private kept = "";
  private latest = 0;
  private firsts = 0;
  /** The newest pages have been on the screen: they stay until something is found. */
  private inView = false;
  /** The person has gone through the rows that are shown. */
  private moved = false;
  private readonly o: SessionOptions;

  constructor(o: SessionOptions) {
    this.o = o;
  }

  get asking(): Shown | undefined {
    return this.turns[this.turns.length - 1];
  }

  /**
   * The turns to show. Without a model the answer is there in a moment: until
   * then everything stays as it is, so that the screen changes once.
   */
  get shown(): Shown[] {
    return this.held ? this.turns.slice(0, -1) : this.turns;
  }

  /** The id of the conversation; undefined before the first pages are found. */
  get conversation(): string | undefined {
    return this.turns.findLast((a) => a.turn.conversation)?.turn.conversation;
  }

  get rung0(): boolean {
    return this.o.host.state.kind !== "ready";
  }

  rows(): Row[] {
    const last = this.shown[this.shown.length - 1];
    if (last) return this.hitRows(last.turn.hits);
    // The rows of the last search stay until the next one is there.
    if (this.result === null) {
      if (this.query.trim() !== "" && !this.inView) return [];
      return [
        ...this.suggestions.map((question): Row => ({ kind: "ask", question, typed: false })),
        ...this.recents.map((hit): Row => ({ kind: "hit", hit })),
      ];
    }
    const hits = this.hitRows(this.result.hits);
    return this.rung0 ? hits : [{ kind: "ask", question: this.query.trim(), typed: true }, ...hits];
  }

  private hitRows(hits: readonly Hit[]): Row[] {
    return hits.flatMap((hit): Row[] => [
      { kind: "hit", hit },
      ...(this.unfolded.has(hit.pageId) ? similarTo(hit) : []).map((like): Row => ({ kind: "hit", hit: like, under: hit })),
    ]);
  }

  /** Shows the pages that are nearly the same as one, or hides them again. */
  unfold(hit: Hit): void {
    if (!this.unfolded.delete(hit.pageId)) this.unfolded.add(hit.pageId);
    this.moved = true;
    this.o.changed();
  }

  isUnfolded(hit: Hit): boolean {
    return this.unfolded.has(hit.pageId);
  }

  /** Loads what the empty popup shows; `asked` is an answer to newestPages that is under way. */
  async first(asked?: Promise<SearchResult>): Promise<void> {
    const mine = ++this.firsts;
    const newest = await this.newest(asked);
    if (mine !== this.firsts) return;
    this.inView ||= this.query.trim() === "";
    this.recents = newest.slice(0, shownRecents);
    this.suggestions = this.rung0 ? [] : suggestions(newest).map((s) => s.question);
    this.loaded = true;
    this.o.changed();
  }

  /** The newest pages of the whole library, or of this browser without the companion app. */
  private async newest(asked?: Promise<SearchResult>): Promise<Hit[]> {
    if (!this.rung0) {
      try {
        const { hits } = await (asked ?? this.o.host.call("search", newestPages));
        return hits.map((hit) => ({ ...hit, passage: { text: "", highlights: [] } }));
      } catch {
        // The browser's own are there in any case.
      }
    }
    return this.o.local.recent(readRecents);
  }

  /** The field's text changed: search at once; older answers that come late are dropped. */
  async type(query: string): Promise<void> {
    const fresh = query.trim() !== this.query.trim();
    // The field shows a letter by itself; all else waits for what is found.
    const shows = this.turns.length > 0 || (query === "") !== (this.query === "");
    this.query = query;
    this.inView ||= query.trim() === "" && this.loaded;
    if (fresh) {
      this.filters = undefined;
      this.asking?.stop();
    }
    this.settled = this.searchNow(typedHits);
    // Only now: it takes the browser a moment, and the search has to wait for nothing.
    if (fresh) this.o.remember(query);
    if (fresh && shows) this.o.changed();
    await this.settled;
  }

  /** Puts another query into the field and searches for it. */
  replace(query: string): Promise<void> {
    const found = this.type(query);
    this.o.changed();
    return found;
  }

  /**
   * Searches for the present query with the present filters. An answer stays
   * on the screen until there is something to put in its place.
   */
  search(): Promise<void> {
    this.settled = this.searchNow(shownHits);
    return this.settled;
  }

  private async searchNow(limit: number): Promise<void> {
    const mine = ++this.latest;
    const query = this.query.trim();
    const result = query === "" ? null : await this.find(query, limit);
    if (mine !== this.latest) return;
    this.endTurns();
    this.lists++;
    this.result = result && { ...result, hits: kept(result.hits, this.result?.hits ?? []) };
    this.selected = this.preferred();
    this.moved = false;
    this.o.changed();
    const more = limit < shownHits && !this.rung0 && result !== null && result.hits.length < result.total;
    if (result && (this.meaningful || more)) this.o.after(() => void this.deepen(mine, query, !this.meaningful), thought);
  }

  /** Meaning has something to say: there are pages that a model has read. */
  private get meaningful(): boolean {
    const status = this.o.host.status;
    return !this.rung0 && Boolean(status?.model.embed) && status!.embedded > 0;
  }

  /**
   * Looks for the whole question, by words and by meaning, or where meaning has
   * no say for what stands below; what was found at the last key stays found.
   */
  private async deepen(mine: number, query: string, typing: boolean): Promise<void> {
    if (mine !== this.latest) return;
    try {
      const deep = await this.o.host.call("search", { query, limit: shownHits, filters: this.filters, ...(typing && { typing }) });
      if (mine !== this.latest || !this.result) return;
      const hits = kept(deep.hits, this.result.hits);
      this.result = deepened(this.result, { ...deep, hits }, { keepOrder: this.moved || typing, limit: shownHits });
      if (!this.moved) this.selected = this.preferred();
      this.o.changed();
    } catch {
      // What was found by words is there.
    }
  }

  private async find(query: string, limit: number): Promise<SearchResult> {
    if (!this.rung0) {
      try {
        return await this.o.host.call("search", { query, typing: true, limit, filters: this.filters });
      } catch {
        // The companion app went away or failed: titles still work.
      }
    }
    return this.o.local.search(query);
  }

  /** A question selects the row that asks it, words the first page. */
  private preferred(): number {
    if (this.query.trim() === "" || this.rung0 || isQuestion(this.query)) return 0;
    return (this.result?.hits.length ?? 0) > 0 ? 1 : 0;
  }

  move(to: "up" | "down" | "first" | "last"): void {
    const n = this.rows().length;
    if (n === 0) return;
    this.moved = true;
    if (to === "first") this.selected = 0;
    else if (to === "last") this.selected = n - 1;
    else this.selected = (this.selected + (to === "down" ? 1 : n - 1)) % n;
    this.o.changed();
  }

  /** Repeats the search without one of its filters, or without any. */
  removeFilter(index?: number): Promise<void> {
    this.filters = (this.result?.filters ?? []).filter((_, i) => index !== undefined && i !== index).map((f) => ({ ...f, source: "user" }));
    return this.search();
  }

  /** Repeats the search with another filter in the place of one. */
  changeFilter(index: number, filter: Filter): Promise<void> {
    this.filters = (this.result?.filters ?? []).map((f, i) => (i === index ? filter : { ...f, source: "user" }));
    return this.search();
  }

  /** Asks a question as the first of a conversation. */
  ask(question: string): void {
    if (this.cannotAsk(question)) return;
    this.endTurns();
    this.begin(question.trim());
  }

  /** Asks on in the conversation. */
  followUp(question: string): void {
    if (this.cannotAsk(question)) return;
    this.asking?.stop();
    this.begin(question.trim(), this.conversation);
  }

  /** Asks the last question again; with no filters, of all pages. */
  again(filters?: Filter[]): void {
    const asking = this.asking;
    if (!asking || this.rung0) return;
    asking.stop();
    this.turns = this.turns.slice(0, -1);
    this.begin(asking.turn.question, asking.turn.conversation ?? this.conversation, filters);
  }

  /**
   * Shows a conversation that the popup was closed over, with the query it
   * began with: one that is still being answered, or was after `since`. False
   * when it does not.
   */
  async resume(conversation: string, query: string, since: number): Promise<boolean> {
    const typed = () => this.query !== "" && this.query !== query;
    if (this.rung0 || typed() || this.turns.length > 0) return false;
    const mine = this.latest;
    const found = await this.o.host.call("conversations.get", { id: conversation }).catch(() => undefined);
    const last = found?.turns.at(-1);
    if (!last || (!last.running && Date.parse(last.at) < since) || mine !== this.latest || typed()) return false;
    this.latest++;
    this.query = query;
    this.kept = conversation;
    this.turns = found!.turns.map((turn) => reopened(this.o.host, conversation, turn, () => this.o.changed()));
    this.selected = -1;
    this.o.changed();
    return true;
  }

  private cannotAsk(question: string): boolean {
    return question.trim() === "" || this.rung0;
  }

  private begin(question: string, conversationId?: string, filters = this.filters): void {
    this.latest++;
    const { state } = this.o.host;
    const asking: Asking = new Asking(this.o.host, question, { conversationId, filters }, () => {
      if (this.asking === asking && asking.turn.conversation) this.keep(asking.turn.conversation);
      if (!asking.running) this.show(asking);
      this.o.changed();
    });
    this.turns = [...this.turns, asking];
    this.held = asking;
    if (state.kind === "ready" && state.rung >= 3) this.show(asking);
    else this.o.after(() => this.show(asking), patience);
    this.o.changed();
  }

  private keep(conversation = ""): void {
    if (conversation === this.kept) return;
    this.kept = conversation;
    this.o.rememberTalk?.(conversation);
  }

  private show(asking: Shown): void {
    if (this.held !== asking) return;
    this.held = undefined;
    this.selected = -1;
    this.o.changed();
  }

  stop(): void {
    this.asking?.stop();
    this.o.changed();
  }

  /** Back from an answer to the results of the query. */
  back(): void {
    this.endTurns();
    void this.search();
  }

  private endTurns(): void {
    this.asking?.stop();
    this.turns = [];
    this.held = undefined;
    this.keep();
  }
}
