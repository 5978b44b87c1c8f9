// What pages and the background say to each other over a runtime port.
import type { AskEvent, Methods, ModelEvent, Status } from "../protocol.gen.ts";
import type { ErrorMessage } from "./error.ts";
import type { HostState } from "./native.ts";

export type Method = keyof Methods;
export type Params<M extends Method> = Methods[M]["params"];
export type Result<M extends Method> = Methods[M]["result"];

/** The name of the port that pages open. */
export const portName = "host";

/** A tree that lost most of its bookmarks: the person is asked before any go. */
export interface Confirmation {
  /** How many bookmarks would be removed. */
  removed: number;
}

export type ToBackground =
  | { type: "call"; id: number; method: Method; params: unknown }
  | { type: "cancel"; id: number }
  | { type: "retry" }
  | { type: "confirm"; remove: boolean };

export type ToPage =
  | { type: "state"; state: HostState; status?: Status; confirmation: Confirmation | null }
  | { type: "status"; status: Status }
  | { type: "model"; event: ModelEvent }
  | { type: "result"; id: number; result: unknown }
  | { type: "error"; id: number; error: ErrorMessage }
  | { type: "event"; id: number; event: AskEvent };
