// Measures npm's hnswlib-node: vectors in, JSON out. Run by
// host/internal/vector/measure; needs the package in node_modules beside it.
const fs = require("node:fs");
const { HierarchicalNSW } = require("hnswlib-node");

const [vectorsFile, queriesFile, dimsText, kText] = process.argv.slice(2);
const dims = Number(dimsText);
const k = Number(kText);

function read(file) {
  const bytes = fs.readFileSync(file);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

// The package takes arrays of numbers only. They are made one by one, and all
// of them once beforehand, so that what grows below is the index.
const at = (all, i) => Array.from(all.subarray(i * dims, (i + 1) * dims));

const rss = () => {
  globalThis.gc?.();
  return process.memoryUsage().rss;
};

const vectors = read(vectorsFile);
const n = vectors.length / dims;
for (let i = 0; i < n; i++) at(vectors, i);
const before = rss();
const start = process.hrtime.bigint();
const index = new HierarchicalNSW("ip", dims);
index.initIndex(n, 16, 200, 100); // M, efConstruction, seed
for (let i = 0; i < n; i++) index.addPoint(at(vectors, i), i + 1);
const ready = Number(process.hrtime.bigint() - start) / 1e9;
const mb = Math.max(0, rss() - before) / 1e6;

const asked = read(queriesFile);
const queries = Array.from({ length: asked.length / dims }, (_, i) => at(asked, i));
index.setEf(200);
const found = [];
const times = [];
for (let round = 0; round < 3; round++) {
  for (const q of queries) {
    const begin = process.hrtime.bigint();
    const { neighbors } = index.searchKnn(q, k);
    times.push(Number(process.hrtime.bigint() - begin) / 1e6);
    if (round === 0) found.push(neighbors);
  }
}
console.log(JSON.stringify({ ready, mb, times, found }));
