// Archives that come out the same, byte for byte, for the same files: sorted
// names, one fixed time, no owner. tar and zip programs differ in all three
// from system to system.
import zlib from "node:zlib";

/** @typedef {{name: string, content: Buffer, executable?: boolean}} Entry */

const sorted = (entries) => [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));

/** A .tar.gz (POSIX ustar). @param {Entry[]} entries @returns {Buffer} */
export function tarGz(entries) {
  const blocks = [];
  for (const { name, content, executable } of sorted(entries)) {
    const header = Buffer.alloc(512);
    const octal = (value, at, length) => header.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, "latin1");
    if (Buffer.byteLength(name) > 100) throw new Error(`name too long for tar: ${name}`);
    header.write(name, 0, "utf8");
    octal(executable ? 0o755 : 0o644, 100, 8);
    octal(0, 108, 8);
    octal(0, 116, 8);
    octal(content.length, 124, 12);
    octal(0, 136, 12);
    header.write("        ", 148, "latin1"); // the checksum counts as spaces
    header.write("0", 156, "latin1");
    header.write("ustar\u000000", 257, "latin1");
    octal(header.reduce((a, b) => a + b, 0), 148, 7);
    blocks.push(header, content, Buffer.alloc((512 - (content.length % 512)) % 512));
  }
  blocks.push(Buffer.alloc(1024));
  const packed = zlib.gzipSync(Buffer.concat(blocks), { level: 9 });
  packed[9] = 255; // the operating system, which differs: "unknown"
  return packed;
}

/** A .zip (deflate). @param {Entry[]} entries @returns {Buffer} */
export function zip(entries) {
  const date = ((2020 - 1980) << 9) | (1 << 5) | 1; // 2020-01-01, 00:00
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { name, content, executable } of sorted(entries)) {
    const file = Buffer.from(name);
    const data = zlib.deflateRawSync(content, { level: 9 });
    // Fields that the local header and the central directory share.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed
    common.writeUInt16LE(0x0800, 2); // names are UTF-8
    common.writeUInt16LE(8, 4); // deflate
    common.writeUInt16LE(date, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(file.length, 22);
    parts.push(Buffer.from("PK\x03\x04", "latin1"), common, file, data);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((executable ? 0o100755 : 0o100644) << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    // 0x031e: made on Unix, so that the mode counts.
    directory.push(Buffer.from("PK\x01\x02\x1e\x03", "latin1"), common, tail, file);
    offset += 30 + file.length + data.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

// zlib.crc32 came with Node 22; this is the table of RFC 1952, section 8.
const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crc32(data) {
  let c = 0xffffffff;
  for (const byte of data) c = table[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
