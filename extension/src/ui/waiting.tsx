import type { JSX } from "preact";

/** A bar for work whose end nobody knows. */
export function Waiting({ label }: { label: string }): JSX.Element {
  return <div class="bar bar-wait" role="progressbar" aria-label={label}><i /></div>;
}
