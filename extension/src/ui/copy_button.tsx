import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t } from "../i18n/t.ts";
import { Icon } from "./icons.tsx";

/** Copies a text and says so. */
export function CopyButton({ text, label, small = false }: { text: string; label: string; small?: boolean }): JSX.Element {
  const [copied, setCopied] = useState("");
  const done = copied === text;
  return (
    <>
      <button type="button" class={`btn${small ? " btn-sm" : ""}`} onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(text))}>
        <Icon name={done ? "check" : "copy"} />
        {label}
      </button>
      <span class="sr" role="status">{done ? t("w.2.copied") : ""}</span>
    </>
  );
}
