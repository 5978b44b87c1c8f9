// A rule that is being written: about a site, an address or a folder.
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n/t.ts";
import type { Rule } from "../protocol.gen.ts";
import type { Folder } from "./folders.ts";

type Kind = "site" | "path" | "folder";

/** What a person typed or pasted, as a rule has it: a site without scheme and path, an address without scheme. */
export function ruleOf(kind: Kind, action: Rule["action"], text: string): Rule | undefined {
  if (kind === "folder") return text ? { action, folder: JSON.parse(text) as string[] } : undefined;
  const plain = text.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").replace(/^\*\./, "");
  const value = kind === "site" ? plain.replace(/[/?#].*$/, "").replace(/:\d+$/, "").toLowerCase() : plain.replace(/\*$/, "");
  return value ? { action, [kind]: value } : undefined;
}

interface NewRuleProps {
  folders: Folder[];
  /** Resolves to whether it was taken. */
  onAdd(rule: Rule): Promise<boolean>;
  onClose(): void;
}

export function NewRule({ folders, onAdd, onClose }: NewRuleProps): JSX.Element {
  const [kind, setKind] = useState<Kind>("site");
  const [action, setAction] = useState<Rule["action"]>("block");
  const [text, setText] = useState("");
  const first = useRef<HTMLSelectElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  const choose = (next: Kind) => {
    setKind(next);
    setText(next === "folder" && folders[0] ? JSON.stringify(folders[0].path) : "");
  };
  const add = async (e: Event) => {
    e.preventDefault();
    const rule = ruleOf(kind, action, text);
    if (rule && (await onAdd(rule))) onClose();
  };
  return (
    <form class="new-rule" onSubmit={(e) => void add(e)} onKeyDown={(e) => e.key === "Escape" && onClose()}>
      <select class="sel" ref={first} aria-label={t("o.rule.about")} value={kind} onChange={(e) => choose(e.currentTarget.value as Kind)}>
        <option value="site">{t("o.rule.site")}</option>
        <option value="path">{t("o.rule.path")}</option>
        {folders.length > 0 && <option value="folder">{t("o.rule.folder")}</option>}
      </select>
      {kind === "folder" ? (
        <select class="sel wide" aria-label={t("o.rule.folder")} value={text} onChange={(e) => setText(e.currentTarget.value)}>
          {folders.map(({ path }) => <option value={JSON.stringify(path)}>{path.join(" › ")}</option>)}
        </select>
      ) : (
        <input class="text-in" type="text" aria-label={t(`o.rule.${kind}`)} placeholder={kind === "site" ? "example.com" : "example.com/private"}
          spellcheck={false} value={text} onInput={(e) => setText(e.currentTarget.value)} />
      )}
      <select class="sel" aria-label={t("o.rule.action")} value={action} onChange={(e) => setAction(e.currentTarget.value as Rule["action"])}>
        <option value="block">{t("o.rule.skip")}</option>
        <option value="allow">{t("o.rule.read")}</option>
      </select>
      <span class="btn-line">
        <button type="submit" class="btn" disabled={!ruleOf(kind, action, text)}>{t("o.rule.add.do")}</button>
        <button type="button" class="btn btn-quiet" onClick={onClose}>{t("w.3.cancel")}</button>
      </span>
    </form>
  );
}
