// Choosing a model: the cost of another one is told first, and nothing changes
// before the person has said yes.
import { HostError, type Host } from "../host/client.ts";
import { t } from "../i18n/t.ts";
import type { ChooseParams, ModelsList, Reembed } from "../protocol.gen.ts";

export type Kind = "embed" | "chat";

export class Choosing {
  /** What was chosen and is not in use yet; "" is automatic. */
  wanted: { kind: Kind; name: string } | undefined;
  /** What it costs, once that is known: the person is asked. */
  cost: Reembed | undefined;
  /** What could not be chosen, and why. */
  failed: { kind: Kind; name: string; why: string } | undefined;
  private trial: AbortController | undefined;
  private readonly host: Host;
  private readonly changed: () => void;
  private readonly chosen: () => void;

  /** changed is called when there is something else to show, chosen when another model was. */
  constructor(host: Host, changed: () => void, chosen: () => void) {
    this.host = host;
    this.changed = changed;
    this.chosen = chosen;
  }

  /** The person picked a model: what costs nothing is done, of the rest the cost is told. */
  async pick(kind: Kind, name: string, ollama: ModelsList["ollama"]): Promise<void> {
    this.trial?.abort();
    const trial = new AbortController();
    this.trial = trial;
    this.set({ kind, name });
    try {
      // Without Ollama the host cannot tell the best model; nothing has to be learnt anew either.
      if (kind === "embed" && name === "" && ollama !== "ready") await this.host.call("settings.set", { embedModel: "" });
      else if (kind === "chat") await this.host.call("models.choose", { chat: name });
      else {
        const { reembed } = await this.host.call("models.choose", { embed: name, dryRun: true }, { signal: trial.signal });
        if (this.trial !== trial) return;
        if (reembed.passages > 0) return this.set(this.wanted, reembed);
        await this.host.call("models.choose", { embed: name });
      }
      this.done();
    } catch (error) {
      if (this.trial === trial) this.fail(error);
    }
  }

  /** Yes. */
  async confirm(): Promise<void> {
    if (!this.wanted || !this.cost) return;
    const params: ChooseParams = { [this.wanted.kind]: this.wanted.name };
    this.set(this.wanted);
    try {
      await this.host.call("models.choose", params);
      this.done();
    } catch (error) {
      this.fail(error);
    }
  }

  /** No: everything stays as it is. */
  cancel(): void {
    this.trial?.abort();
    this.trial = undefined;
    this.set(undefined);
  }

  private done(): void {
    this.chosen();
    this.set(undefined);
  }

  private fail(error: unknown): void {
    const why = error instanceof HostError ? [error.message, error.hint].filter(Boolean).join(" ") || t("err.host") : String(error);
    this.set(undefined, undefined, this.wanted && { ...this.wanted, why });
  }

  private set(wanted: Choosing["wanted"], cost?: Reembed, failed?: Choosing["failed"]): void {
    Object.assign(this, { wanted, cost, failed });
    this.changed();
  }
}
