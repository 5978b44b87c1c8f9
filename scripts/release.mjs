// make release: the host for every system and the extension for both stores,
// under dist/, with their checksums. The same commit gives the same bytes.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { tarGz, zip } from "./archive.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = path.join(root, "dist");
const version = process.argv[2];
if (!version) throw new Error("usage: release.mjs VERSION");

const papers = ["README.md", "LICENSE", "PRIVACY.md", "CHANGELOG.md"]
  .filter((name) => fs.existsSync(path.join(root, name)))
  .map((name) => ({ name, content: fs.readFileSync(path.join(root, name)) }));

function host(goos, goarch) {
  const name = goos === "windows" ? "ai-bookmark.exe" : "ai-bookmark";
  const out = path.join(dist, ".build", `${goos}-${goarch}`, name);
  const args = ["build", "-trimpath", "-buildvcs=false", "-ldflags", `-s -w -buildid= -X main.version=${version}`, "-o", out, "./host"];
  const { status } = spawnSync("go", args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, GOOS: goos, GOARCH: goarch, CGO_ENABLED: "0", GOFLAGS: "" },
  });
  if (status !== 0) process.exit(status ?? 1);
  const entries = [{ name, content: fs.readFileSync(out), executable: true }, ...papers];
  const base = `ai-bookmark-${version}-${goos}-${goarch}`;
  return goos === "windows" ? [`${base}.zip`, zip(entries)] : [`${base}.tar.gz`, tarGz(entries)];
}

function extension(browser) {
  const from = path.join(root, "extension", "dist", browser);
  const entries = fs
    .readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => {
      const full = path.join(file.parentPath ?? file.path, file.name);
      return { name: path.relative(from, full).split(path.sep).join("/"), content: fs.readFileSync(full) };
    });
  return [`ai-bookmark-${version}-${browser}.zip`, zip(entries)];
}

fs.rmSync(dist, { recursive: true, force: true });
fs.mkdirSync(dist, { recursive: true });
const sums = [];
const write = ([name, content]) => {
  fs.writeFileSync(path.join(dist, name), content);
  sums.push(`${createHash("sha256").update(content).digest("hex")}  ${name}\n`);
  process.stdout.write(`${name}  ${(content.length / 1e6).toFixed(1)} MB\n`);
};
for (const goos of ["linux", "darwin", "windows"]) for (const goarch of ["amd64", "arm64"]) write(host(goos, goarch));
for (const browser of ["chrome", "firefox"]) write(extension(browser));
fs.writeFileSync(path.join(dist, "SHA256SUMS"), sums.sort().join(""));
fs.rmSync(path.join(dist, ".build"), { recursive: true, force: true });
