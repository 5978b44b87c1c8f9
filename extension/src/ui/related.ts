// Saved pages that are like the one in the open tab. The address of a page
// that is not bookmarked never leaves the extension: for such a page its title
// is searched for, and only when the person asks.
import type { Hit } from "../protocol.gen.ts";
import { withoutPlace } from "./open_tabs.ts";

/** What the browser says of the open tab; the address only where it may be read. */
export interface OpenPage {
  url?: string;
  title?: string;
}

export interface RelatedOptions {
  /** The page in the tab that is in front. */
  open(): Promise<OpenPage>;
  bookmarked(url: string): Promise<boolean>;
  /** Pages like a bookmarked one. */
  related(url: string): Promise<Hit[]>;
  /** Pages about what a title says. */
  titled(title: string): Promise<Hit[]>;
  changed(): void;
}

/** "offer": it can be looked for, if the person says so; "unseen": the browser does not say what is open. */
export type RelatedState = { kind: "none" } | { kind: "unseen" } | { kind: "offer" } | { kind: "hits"; hits: Hit[] };

export class Related {
  state: RelatedState = { kind: "none" };
  private page: OpenPage = {};
  private latest = 0;
  private readonly o: RelatedOptions;

  constructor(o: RelatedOptions) {
    this.o = o;
  }

  /** Looks at the open tab: at the start, and when another page is in front. */
  async look(): Promise<void> {
    const mine = ++this.latest;
    const page = await this.o.open().catch((): OpenPage => ({}));
    if (mine !== this.latest || (page.url !== undefined && page.url === this.page.url && page.title === this.page.title)) return;
    this.page = page;
    if (page.url === undefined) return this.tell(mine, { kind: "unseen" });
    if (!/^https?:/i.test(page.url)) return this.tell(mine, { kind: "none" });
    const { url } = page;
    try {
      if (!(await this.o.bookmarked(url))) return this.tell(mine, page.title ? { kind: "offer" } : { kind: "none" });
      this.found(mine, await this.o.related(url));
    } catch {
      this.tell(mine, { kind: "none" }); // no companion app: there is nothing to be said
    }
  }

  /** The person wants pages like one that is not bookmarked. */
  async find(): Promise<void> {
    const mine = ++this.latest;
    if (this.page.title) this.found(mine, await this.o.titled(this.page.title).catch(() => []));
  }

  /** Forgets what it knows of the tab: there may be more to say now. */
  again(): Promise<void> {
    this.page = {};
    return this.look();
  }

  private found(mine: number, hits: Hit[]): void {
    const others = hits.filter((h) => withoutPlace(h.url) !== withoutPlace(this.page.url ?? ""));
    this.tell(mine, others.length > 0 ? { kind: "hits", hits: others } : { kind: "none" });
  }

  private tell(mine: number, state: RelatedState): void {
    if (mine !== this.latest) return;
    this.state = state;
    this.o.changed();
  }
}
