// The sections of a long page and the list of them beside it.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

export function Section({ id, title, sub, children }: { id: string; title: string; sub: string; children?: ComponentChildren }): JSX.Element {
  return (
    <section class="o-sec" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      <p class="sub">{sub}</p>
      {children}
    </section>
  );
}

/** The section that is read now: the last one whose beginning is in the upper third. */
export function useCurrent(ids: readonly string[]): string | undefined {
  const [current, setCurrent] = useState(ids[0]);
  const all = ids.join(" ");
  useEffect(() => {
    const look = () => {
      const begun = ids.filter((id) => (document.getElementById(id)?.getBoundingClientRect().top ?? Infinity) < innerHeight / 3);
      if (scrollY === 0) return setCurrent(ids[0]);
      const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
      setCurrent(atEnd ? ids[ids.length - 1] : begun[begun.length - 1] ?? ids[0]);
    };
    look();
    addEventListener("scroll", look, { passive: true });
    return () => removeEventListener("scroll", look);
  }, [all]);
  return current;
}
