// A tree that lost most of its bookmarks: a wiped profile and a person who
// cleared up look the same, so the person is asked before any go.

/** Durable storage; tests give their own. */
export interface Storage {
  load<T>(key: string): Promise<T | undefined>;
  save(key: string, value: unknown): Promise<void>;
}

/** What is known of such a loss. It survives the background. */
export class Loss {
  /** Bookmarks that the person has not decided on. */
  private asked = 0;
  /** The loss that the person agreed to. */
  private agreed = 0;
  /** The loss that the person declined: not asked about again until it changes. */
  private kept = 0;
  private readonly listeners = new Set<() => void>();
  private readonly storage: Storage;

  constructor(storage: Storage) {
    this.storage = storage;
  }

  /** Reads what an earlier background left behind. */
  async recall(): Promise<void> {
    const [asked, kept] = await Promise.all([this.storage.load<number>("lossAsked"), this.storage.load<number>("lossKept")]);
    this.kept = kept ?? 0;
    if (asked && this.asked === 0) this.ask(asked);
  }

  /** The question to the person; null when there is none. */
  pending(): { removed: number } | null {
    return this.asked > 0 ? { removed: this.asked } : null;
  }

  /** Tells fn when the question comes, changes or goes. */
  onChange(fn: () => void): void {
    this.listeners.add(fn);
  }

  /** The person's word: let them go, or keep them. @returns whether the tree is to be sent again, to remove them */
  decide(remove: boolean): boolean {
    const { asked } = this;
    if (asked === 0) return false;
    this.ask(0);
    if (remove) this.agreed = asked;
    else this.keep(asked);
    return remove;
  }

  /**
   * Judges what the app said at the end of a whole tree: how many bookmarks it
   * would remove if it were told to, 0 for none.
   * @returns whether it may remove them, because the person agreed to as many
   */
  judge(lost: number): boolean {
    const agreed = lost > 0 && lost <= this.agreed;
    this.agreed = 0;
    if (lost === 0 && this.kept > 0) this.keep(0);
    this.ask(agreed || lost === this.kept ? 0 : lost);
    return agreed;
  }

  private keep(lost: number): void {
    this.kept = lost;
    void this.storage.save("lossKept", lost);
  }

  private ask(lost: number): void {
    if (lost === this.asked) return;
    this.asked = lost;
    void this.storage.save("lossAsked", lost);
    for (const fn of [...this.listeners]) fn();
  }
}
