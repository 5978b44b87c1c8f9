// The companion app for this computer: which archive of the release it is and
// the one command that installs what was downloaded.

export type System = "linux" | "darwin" | "windows";
export type Processor = "amd64" | "arm64";

/** Where releases are published. */
export const releases = "https://github.com/aibookmark/ai-bookmark/releases";

/** What the browser says of itself; all of it may be missing. */
interface Says {
  platform?: string;
  userAgent?: string;
  userAgentData?: { platform?: string; getHighEntropyValues?(hints: string[]): Promise<{ architecture?: string; bitness?: string }> };
}

/** The system of this computer, as far as the browser says. */
export function systemOf({ platform = "", userAgent = "", userAgentData }: Says): System {
  const said = `${userAgentData?.platform ?? ""} ${platform} ${userAgent}`;
  return /win/i.test(said.replace(/darwin/gi, "")) ? "windows" : /mac|darwin/i.test(said) ? "darwin" : "linux";
}

/** Its processor. Firefox does not say, nor does Safari's kin on a Mac: there, what most have. */
export async function processorOf(says: Says): Promise<Processor> {
  const known = await says.userAgentData?.getHighEntropyValues?.(["architecture"]).catch(() => undefined);
  if (known?.architecture) return /^arm/i.test(known.architecture) ? "arm64" : "amd64";
  const said = `${says.platform ?? ""} ${says.userAgent ?? ""}`;
  if (/aarch64|arm64/i.test(said)) return "arm64";
  return systemOf(says) === "darwin" ? "arm64" : "amd64";
}

/** The file of a release; scripts/release.mjs names them. */
export function archiveOf(version: string, system: System, processor: Processor): string {
  return `ai-bookmark-${version}-${system}-${processor}.${system === "windows" ? "zip" : "tar.gz"}`;
}

/** Unpacks the download and installs it: one line for the system's own terminal. tar is there on all of them. */
export function commandOf(archive: string, system: System): string {
  if (system === "windows") {
    return `tar -xf "$HOME\\Downloads\\${archive}" -C $env:TEMP ai-bookmark.exe; & "$env:TEMP\\ai-bookmark.exe" install`;
  }
  return `tar -xzf ~/Downloads/${archive} -C /tmp ai-bookmark && /tmp/ai-bookmark install`;
}
