// Which pages were read within the last day, so that a page is not read at
// every visit. It outlives the background and the browser; addresses are kept
// as hashes only.

export interface DailyOptions {
  load(): Promise<Record<string, number> | undefined>;
  save(read: Record<string, number>): Promise<void>;
  /** Milliseconds since 1970. */
  now(): number;
}

const day = 24 * 60 * 60_000;
/** So many pages are remembered, the latest ones; nobody visits more in a day. */
export const mostPages = 5_000;

export class Daily {
  private readonly options: DailyOptions;
  private writing = Promise.resolve();

  constructor(options: DailyOptions) {
    this.options = options;
  }

  /** Whether a page was not read within the last day. */
  async due(key: string): Promise<boolean> {
    await this.writing;
    const at = ((await this.options.load()) ?? {})[await hash(key)];
    const now = this.options.now();
    // A time in the future is from before a clock was set right.
    return at === undefined || at > now || now - at >= day;
  }

  /** A page was read just now. */
  done(key: string): Promise<void> {
    this.writing = this.writing.then(() => this.write(key)).catch(() => undefined); // storage that is full: read once more
    return this.writing;
  }

  private async write(key: string): Promise<void> {
    const now = this.options.now();
    const before = Object.entries((await this.options.load()) ?? {}).filter(([, at]) => at <= now && now - at < day);
    const latest = before.sort((a, b) => b[1] - a[1]).slice(0, mostPages - 1);
    await this.options.save(Object.fromEntries([...latest, [await hash(key), now]]));
  }
}

/** A short name for a page that does not tell which it is. */
async function hash(key: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  return Array.from(new Uint8Array(digest, 0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
