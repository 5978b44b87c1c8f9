package importer

import "bytes"

// signatures are the first bytes of files that people take for bookmark files
// or pick by mistake, with the code of the message that helps with them.
var signatures = []struct{ magic, code, what string }{
	{"SQLite format 3\x00", "import_database", "SQLite"},
	{"PK\x03\x04", "import_archive", "ZIP"}, // Pocket and Takeout hand these out
	{"\x1F\x8B", "import_archive", "gzip"},
	{"7z\xBC\xAF\x27\x1C", "import_archive", "7z"},
	{"Rar!", "import_archive", "RAR"},
	{"BZh", "import_archive", "bzip2"},
	{"\xFD7zXZ", "import_archive", "xz"},
	{"bplist00", "import_plist", ""},
	{"\x89PNG", "import_foreign", "PNG"},
	{"\xFF\xD8\xFF", "import_foreign", "JPEG"},
	{"GIF8", "import_foreign", "GIF"},
	{"RIFF", "import_foreign", "RIFF"},
	{"%PDF-", "import_foreign", "PDF"},
	{"\x7FELF", "import_foreign", "ELF"},
	{"MZ\x90", "import_foreign", "EXE"},
	{"ID3", "import_foreign", "MP3"},
	{"OggS", "import_foreign", "Ogg"},
}

// foreign recognises files that are not text; code is "" for those that may
// be. what names the kind, where its name helps.
func foreign(b []byte) (code, what string) {
	for _, s := range signatures {
		if bytes.HasPrefix(b, []byte(s.magic)) {
			return s.code, s.what
		}
	}
	// Text has no zero bytes, except UTF-16 and UTF-32, where every second
	// byte or more of the markup is zero but never two code units in a row.
	head := b[:min(len(b), 1024)]
	if bytes.HasPrefix(head, []byte("\xFF\xFE")) || bytes.HasPrefix(head, []byte("\xFE\xFF")) || bytes.HasPrefix(head, []byte("\x00\x00\xFE\xFF")) {
		return "", ""
	}
	if bytes.Contains(bytes.TrimRight(head, "\x00"), []byte("\x00\x00")) {
		return "import_foreign", "binary"
	}
	return "", ""
}
