// Stand-ins for the browser in unit tests: events that tests fire, ports in
// pairs, and a clock that moves only when told.

/** An event of the browser. */
export class FakeEvent<A extends unknown[]> {
  private readonly listeners: ((...args: A) => unknown)[] = [];

  addListener(fn: (...args: A) => unknown): void {
    this.listeners.push(fn);
  }

  removeListener(fn: (...args: A) => unknown): void {
    const at = this.listeners.indexOf(fn);
    if (at >= 0) this.listeners.splice(at, 1);
  }

  fire(...args: A): void {
    for (const fn of [...this.listeners]) fn(...args);
  }
}

/** One end of a port. What is posted arrives at the other end in a later turn, copied. */
export class FakePort {
  readonly onMessage = new FakeEvent<[never]>();
  readonly onDisconnect = new FakeEvent<[never]>();
  readonly sent: unknown[] = [];
  other: FakePort | undefined;
  error: { message?: string } | null = null;
  open = true;

  constructor(readonly name = "") {}

  postMessage(message: unknown): void {
    if (!this.open) throw new Error("Attempting to use a disconnected port object");
    const copy: unknown = structuredClone(message);
    this.sent.push(copy);
    queueMicrotask(() => this.other?.open && this.other.onMessage.fire(copy as never));
  }

  /** Like the browsers: only the other end hears of it. */
  disconnect(): void {
    this.open = false;
    if (this.other?.open) this.other.end();
  }

  /** The other side went away. */
  end(reason?: string): void {
    this.open = false;
    this.error = reason === undefined ? null : { message: reason };
    this.onDisconnect.fire(this as never);
  }
}

/** Two ends of one port. */
export function portPair(name = ""): [FakePort, FakePort] {
  const pair: [FakePort, FakePort] = [new FakePort(name), new FakePort(name)];
  pair[0].other = pair[1];
  pair[1].other = pair[0];
  return pair;
}

/** A clock for what is to happen later. */
export class FakeClock {
  now = 0;
  private due: { at: number; fn: () => void }[] = [];

  /** Calls fn when the time has come; returns how to prevent it. */
  after = (fn: () => void, ms: number): (() => void) => {
    const entry = { at: this.now + ms, fn };
    this.due.push(entry);
    return () => (this.due = this.due.filter((e) => e !== entry));
  };

  /** How long until something is due; undefined when nothing is. */
  get next(): number | undefined {
    return this.due.length > 0 ? Math.min(...this.due.map((e) => e.at)) - this.now : undefined;
  }

  /** Lets time pass and everything happen that is due, in order. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      const entry = this.due.filter((e) => e.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!entry) break;
      this.due = this.due.filter((e) => e !== entry);
      this.now = entry.at;
      entry.fn();
      await turns();
    }
    this.now = end;
    await turns();
  }
}

/** Lets everything that waits only on promises happen. */
export async function turns(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}
