import type { ErrorKind } from "../protocol.gen.ts";

/** What went wrong with a call. `no_host` is ours: there is nobody to ask. */
export type HostErrorKind = ErrorKind | "no_host";

/** A call that failed. `message` and `hint` are for people, in their language. */
export class HostError extends Error {
  readonly kind: HostErrorKind;
  readonly hint: string;

  constructor(kind: HostErrorKind, message: string, hint = "") {
    super(message);
    this.name = "HostError";
    this.kind = kind;
    this.hint = hint;
  }
}

/** The shape in which an error crosses a port. */
export interface ErrorMessage {
  kind: HostErrorKind;
  message: string;
  hint: string;
}

/** An error as a message; what is not a HostError is internal. */
export function toMessage(error: unknown): ErrorMessage {
  if (error instanceof HostError) return { kind: error.kind, message: error.message, hint: error.hint };
  return { kind: "internal", message: String(error), hint: "" };
}
