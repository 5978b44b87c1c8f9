// The settings, as a page shows and changes them.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Host } from "../host/client.ts";
import type { Settings, SettingsPatch } from "../protocol.gen.ts";
import { wordsOfError } from "./failed.ts";

export interface Known {
  /** Undefined until they are known, and without the companion app. */
  value: Settings | undefined;
  /** Why the last change was not made; empty when it was. */
  why: string;
  /** Shows the change at once, and what the app made of it when it answers. */
  change(patch: SettingsPatch): Promise<boolean>;
}

export function useSettings(host: Host): Known {
  const [value, setValue] = useState<Settings>();
  const [why, setWhy] = useState("");
  const turn = useRef(0);
  const ready = host.state.kind === "ready";
  const read = (mine: number) => host.call("settings.get", {}).then((s) => mine === turn.current && setValue(s), () => undefined);
  useEffect(() => {
    if (ready) void read(++turn.current);
  }, [ready]);
  const change = async (patch: SettingsPatch) => {
    const mine = ++turn.current;
    setWhy("");
    setValue((s) => s && ({ ...s, ...patch } as Settings));
    try {
      const now = await host.call("settings.set", patch);
      if (mine === turn.current) setValue(now);
      return true;
    } catch (error) {
      setWhy(wordsOfError(error));
      void read(++turn.current);
      return false;
    }
  };
  return { value, why, change };
}
