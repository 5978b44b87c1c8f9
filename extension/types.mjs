// Turns the wire's Go types into src/protocol.gen.ts.
//   node types.mjs            writes it
//   node types.mjs --check    fails when what is checked in is stale
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { compile } from "json-schema-to-typescript";

const here = import.meta.dirname;
const target = path.join(here, "src/protocol.gen.ts");

/** The text that src/protocol.gen.ts should have. */
export async function generate() {
  const go = spawnSync("go", ["run", "./host/internal/protocol/generate"], { cwd: path.join(here, ".."), encoding: "utf8", maxBuffer: 1 << 26 });
  if (go.status !== 0) throw new Error(`generate: ${go.stderr || go.error}`);
  const { schema, calls, events, constants } = JSON.parse(go.stdout);
  const definitions = schema.$defs;
  // One object that mentions every type, so that each is declared; it is cut
  // away again.
  const all = { ...schema, title: "AllTypes", type: "object", properties: {}, additionalProperties: false };
  for (const name of Object.keys(definitions)) all.properties[name] = { $ref: `#/$defs/${name}` };
  const types = await compile(all, "AllTypes", { bannerComment: "", format: true, style: { printWidth: 120 }, unreachableDefinitions: false });
  const cut = types.replace(/export interface AllTypes \{[\s\S]*?\n\}\n/, "");
  const entries = (list, render) => list.map(render).join("\n");
  return [
    "// Code generated from host/internal/protocol by extension/types.mjs. DO NOT EDIT.",
    "/* eslint-disable */",
    "",
    cut.trim(),
    "",
    "/** Every method with its parameters and result. */",
    `export interface Methods {\n${entries(calls, (c) => `  "${c.name}": { params: ${c.params}; result: ${c.result} };`)}\n}`,
    "",
    "/** Every notification of the host with what goes with it. */",
    `export interface Events {\n${entries(events, (e) => `  "${e.name}": ${e.params};`)}\n}`,
    "",
    ...Object.entries(constants).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`),
    "",
  ].join("\n");
}

if (process.argv[1] === import.meta.filename) {
  const text = await generate();
  if (!process.argv.includes("--check")) fs.writeFileSync(target, text);
  else if (fs.readFileSync(target, "utf8") !== text) {
    console.error("src/protocol.gen.ts is stale: run npm run types");
    process.exit(1);
  }
}
