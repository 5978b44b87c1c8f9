// Tabs as in the ARIA practices: arrows move and choose, Tab leaves.
import type { ComponentChildren, JSX } from "preact";

interface TabsProps<K extends string> {
  label: string;
  tabs: [key: K, name: string][];
  chosen: K;
  onChoose(key: K): void;
  /** The panel of the chosen tab. */
  children: ComponentChildren;
}

export function Tabs<K extends string>({ label, tabs, chosen, onChoose, children }: TabsProps<K>): JSX.Element {
  const move = (e: JSX.TargetedKeyboardEvent<HTMLDivElement>) => {
    const at = tabs.findIndex(([key]) => key === chosen);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    const [key] = tabs[(to + tabs.length) % tabs.length]!;
    onChoose(key);
    document.getElementById(`tab-${key}`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map(([key, name]) => (
          <button type="button" role="tab" id={`tab-${key}`} aria-selected={key === chosen} aria-controls="tab-panel" tabIndex={key === chosen ? 0 : -1} onClick={() => onChoose(key)}>{name}</button>
        ))}
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${chosen}`}>{children}</div>
    </>
  );
}
