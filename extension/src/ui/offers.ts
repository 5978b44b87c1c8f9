// Models that can be chosen on the welcome page: those that suit this computer
// and those that are there already.
import type { ModelsList } from "../protocol.gen.ts";
import { plainName } from "./downloads.ts";

export type Kind = "embed" | "chat";

export interface Offer {
  name: string;
  bytes: number;
  why: string;
  installed: boolean;
}

/** So many of those that are there are shown; the options page has all. */
const mostInstalled = 2;

/** What is there first, then what suits. */
export function offersFor(kind: Kind, list: ModelsList): Offer[] {
  const why = new Map(list.recommended.map((m) => [plainName(m.name), m.why]));
  const have = list.installed.filter((m) => m.kind === kind);
  const installed = have.slice(0, mostInstalled).map((m) => ({ name: plainName(m.name), bytes: m.bytes, why: why.get(plainName(m.name)) ?? "", installed: true }));
  const others = list.recommended.filter((m) => m.kind === kind && !have.some((h) => plainName(h.name) === plainName(m.name)));
  return [...installed, ...others.map((m) => ({ name: plainName(m.name), bytes: m.bytes, why: m.why, installed: false }))];
}

/** About how much memory a model takes while it works, to a tenth of a gigabyte: its weights, and room for what it reads. */
export function memoryOf(kind: Kind, bytes: number): number {
  return Math.ceil((kind === "embed" ? bytes * 1.1 : bytes * 1.2 + 0.8e9) / 1e8) * 1e8;
}
