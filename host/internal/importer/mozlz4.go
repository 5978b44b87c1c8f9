package importer

import (
	"encoding/binary"

	"github.com/pierrec/lz4/v4"

	"aibookmark/host/internal/library"
)

// mozLZ4Magic begins the files that Firefox compresses: then four bytes of
// length, little-endian, and one raw LZ4 block (Gecko's
// toolkit/components/lz4/lz4.js, "mozLz40\0").
const mozLZ4Magic = "mozLz40\x00"

// mozLZ4Ratio is the most that an LZ4 block can expand: a match of 255 bytes
// for every byte of length (LZ4 block format, "end of block conditions").
const mozLZ4Ratio = 255

// readMozLZ4 reads Firefox's compressed backup.
func readMozLZ4(name string, b []byte) (library.ImportFile, error) {
	if len(b) < len(mozLZ4Magic)+4 {
		return library.ImportFile{}, refuse("import_truncated", name)
	}
	size := uint64(binary.LittleEndian.Uint32(b[len(mozLZ4Magic):]))
	block := b[len(mozLZ4Magic)+4:]
	switch {
	case size > maxFile:
		return library.ImportFile{}, library.Errorf(library.TooLarge, "import_too_large", name, maxFile>>20)
	case size == 0 || size > uint64(len(block))*mozLZ4Ratio+64:
		return library.ImportFile{}, refuse("import_lz4_broken", name)
	}
	text := make([]byte, size)
	n, err := lz4.UncompressBlock(block, text)
	if err != nil || n != len(text) {
		return library.ImportFile{}, refuse("import_lz4_broken", name, err)
	}
	if len(text) == 0 || text[0] != '{' {
		return library.ImportFile{}, refuse("import_json_other", name)
	}
	f, err := parseText(name, string(text))
	if f.Format == FormatFirefox {
		f.Format = FormatFirefoxLZ4
	}
	return f, err
}
