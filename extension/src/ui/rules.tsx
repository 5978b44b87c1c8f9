// The rules about what is read: checked from top to bottom, the first that
// fits decides.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { t } from "../i18n/t.ts";
import type { Rule } from "../protocol.gen.ts";
import { Icon, type IconName } from "./icons.tsx";
import { NewRule } from "./new_rule.tsx";
import type { Folder } from "./folders.ts";

/** What a rule is about, in words. */
export function subjectOf(rule: Rule): string {
  return rule.site ?? rule.path ?? rule.folder?.join(" › ") ?? "";
}

const iconOf = (rule: Rule): IconName => (rule.site ? "globe" : rule.path ? "link" : "folder");

interface RulesProps {
  rules: readonly Rule[];
  folders: Folder[];
  onChange(rules: Rule[]): Promise<boolean>;
}

export function Rules({ rules, folders, onChange }: RulesProps): JSX.Element {
  const [adding, setAdding] = useState(false);
  const add = useRef<HTMLButtonElement>(null);
  const at = (i: number, rule: Rule) => onChange(rules.map((r, j) => (j === i ? rule : r)));
  const up = (i: number) => onChange(rules.map((r, j) => (j === i - 1 ? rules[i]! : j === i ? rules[i - 1]! : r)));
  const close = () => {
    setAdding(false);
    add.current?.focus();
  };
  return (
    <div class="rows rules">
      {rules.map((rule, i) => (
        <div key={`${i} ${subjectOf(rule)}`}>
          <Icon name={iconOf(rule)} />
          <div class="main"><b class="clip" dir="auto" title={subjectOf(rule)}>{subjectOf(rule)}</b></div>
          <select class="sel" aria-label={t("o.rule.what", { rule: subjectOf(rule) })} value={rule.action}
            onChange={(e) => void at(i, { ...rule, action: e.currentTarget.value as Rule["action"] })}>
            <option value="block">{t("o.rule.skip")}</option>
            <option value="allow">{t("o.rule.read")}</option>
          </select>
          <Small icon="up" label={t("o.rule.up", { rule: subjectOf(rule) })} disabled={i === 0} onClick={() => void up(i)} />
          <Small icon="trash" label={t("o.rule.remove", { rule: subjectOf(rule) })} onClick={() => void onChange(rules.filter((_, j) => j !== i))} />
        </div>
      ))}
      <div>
        <Icon name="stack" />
        <div class="main"><b>{t("o.rule.rest")}</b><p>{t("o.rule.rest.text")}</p></div>
      </div>
      {adding && <NewRule folders={folders} onAdd={(rule) => onChange([rule, ...rules])} onClose={close} />}
      <div hidden={adding}><button type="button" class="link" ref={add} onClick={() => setAdding(true)}>{t("o.rule.add")}</button></div>
    </div>
  );
}

function Small({ icon, label, disabled = false, onClick }: { icon: IconName; label: string; disabled?: boolean; onClick(): void }): JSX.Element {
  return <button type="button" class="icon-btn" aria-label={label} title={label} disabled={disabled} onClick={onClick}><Icon name={icon} /></button>;
}
