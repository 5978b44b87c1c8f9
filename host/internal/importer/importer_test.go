package importer

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/pierrec/lz4/v4"

	"aibookmark/host/internal/library"
)

var update = flag.Bool("update", false, "write the golden files")

func TestMain(m *testing.M) {
	flag.Parse()
	time.Local = time.FixedZone("test", 2*60*60) // dates without a time are local
	os.Exit(m.Run())
}

// describe writes what was read of a file, one bookmark a line.
func describe(f library.ImportFile) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d links, %d items, skipped %v\n", f.Format, f.Links, len(f.Items), f.Skipped)
	for _, i := range f.Items {
		added := "-"
		if !i.AddedAt.IsZero() {
			added = i.AddedAt.UTC().Format(time.RFC3339)
		}
		fmt.Fprintf(&b, "%s %q %q %s", added, i.Folder, i.Title, i.URL)
		if len(i.Tags) > 0 || i.Note != "" {
			fmt.Fprintf(&b, " tags %q note %q", i.Tags, i.Note)
		}
		if i.Text != "" || i.Lang != "" {
			fmt.Fprintf(&b, " text %q lang %q", i.Text, i.Lang)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Every file in testdata gives its .golden, whatever it is called.
func TestFormats(t *testing.T) {
	files := fixtures(t)
	if len(files) < 12 {
		t.Fatalf("only %d files", len(files))
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			f, err := Read("anything.bin", bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			got, golden := describe(f), name+".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
			sum := len(f.Items)
			for _, n := range f.Skipped {
				sum += n
			}
			if sum != f.Links {
				t.Errorf("%d items and skipped of %d links", sum, f.Links)
			}
		})
	}
}

// fixtures are the bookmark files in testdata.
func fixtures(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob("testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, ".golden") })
}

func testdata(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// mozLZ4 packs b as Firefox does.
func mozLZ4(t testing.TB, b []byte) []byte {
	t.Helper()
	block := make([]byte, lz4.CompressBlockBound(len(b)))
	n, err := lz4.CompressBlock(b, block, nil)
	if err != nil || n == 0 {
		t.Fatalf("compress: %d, %v", n, err)
	}
	head := append([]byte(mozLZ4Magic), byte(len(b)), byte(len(b)>>8), byte(len(b)>>16), byte(len(b)>>24))
	return append(head, block[:n]...)
}

// The same bookmarks, wrapped and encoded in other ways.
func TestTheSameBookmarksOtherwise(t *testing.T) {
	chrome, firefox := testdata(t, "chrome.html"), testdata(t, "firefox.json")
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes(chrome)
	if err != nil {
		t.Fatal(err)
	}
	u16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(chrome)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name         string
		same, as     []byte
		format, want string
	}{
		{"GB18030 that declares UTF-8", chrome, gb, "", ""},
		{"UTF-16", chrome, u16, "", ""},
		{"a byte order mark", chrome, append([]byte("\xEF\xBB\xBF\r\n"), chrome...), "", ""},
		{"mozLz4", firefox, mozLZ4(t, firefox), FormatFirefox, FormatFirefoxLZ4},
		{"JSON on one line", firefox, bytes.ReplaceAll(firefox, []byte("\n"), nil), "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			want, err := Read("a", bytes.NewReader(c.same))
			if err != nil {
				t.Fatal(err)
			}
			got, err := Read("b", iotest.OneByteReader(bytes.NewReader(c.as)))
			if err != nil {
				t.Fatal(err)
			}
			if c.format != "" && (want.Format != c.format || got.Format != c.want) {
				t.Errorf("formats %s, %s", want.Format, got.Format)
			}
			got.Format = want.Format
			if describe(got) != describe(want) {
				t.Errorf("got:\n%s\nwant:\n%s", describe(got), describe(want))
			}
		})
	}
}

// What is no bookmark file is refused with a message that says what it is, in
// both languages, and nothing of it is taken.
func TestRefused(t *testing.T) {
	chrome, tree, firefox := string(testdata(t, "chrome.html")), string(testdata(t, "chrome.json")), testdata(t, "firefox.json")
	packed := string(mozLZ4(t, firefox))
	for _, c := range []struct{ name, in, code string }{
		{"nothing", "", "import_empty"},
		{"white space", " \r\n\t", "import_empty"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "import_foreign"},
		{"a program", "\x7fELF\x02\x01\x01\x00", "import_foreign"},
		{"unknown bytes", "abc\x00\x00\x00\x01\x02def", "import_foreign"},
		{"a zip file", "PK\x03\x04\x14\x00", "import_archive"},
		{"a gzip file", "\x1f\x8b\x08\x00", "import_archive"},
		{"places.sqlite", "SQLite format 3\x00\x10\x00", "import_database"},
		{"Safari's own file", "bplist00\xd4\x01", "import_plist"},
		{"Safari's own file as XML", "<?xml version=\"1.0\"?>\n<!DOCTYPE plist PUBLIC \"x\" \"y\">\n<plist></plist>", "import_plist"},
		{"prose", "Dear diary, today I saved no bookmark.", "import_unknown"},
		{"a table of something else", "name,age\nAnna,7\n", "import_unknown"},
		{"HTML without links", "<html><body><p>Nothing here</p></body></html>", "import_no_links"},
		{"an empty export", "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n</DL><p>", "import_no_links"},
		{"HTML cut off in a tag", chrome[:strings.Index(chrome, "outside")], "import_truncated"},
		{"HTML cut off in a title", chrome[:strings.Index(chrome, " of the bar")], "import_truncated"},
		{"JSON cut off", tree[:len(tree)/2], "import_truncated"},
		{"JSON cut off at its last brace", strings.TrimSpace(tree)[:len(strings.TrimSpace(tree))-1], "import_truncated"},
		{"JSON with an error", strings.Replace(tree, `"type": "url"`, `"type" "url"`, 1), "import_json_broken"},
		{"JSON and more", "[]\n[]", "import_json_tail"},
		{"JSON of another kind", `{"name": "left-pad", "dependencies": {"url": "https://example.org/"}}`, "import_json_other"},
		{"JSON of another kind, a list", `[1, "https://example.org/", {"a": [{"url": "https://example.org/"}]}]`, "import_json_other"},
		{"an empty list", "[]", "import_json_other"},
		{"JSON Lines of another kind", "{\"a\": 1}\n{\"b\": 2}\n", "import_json_other"},
		{"JSON Lines cut off", "{\"url\": \"https://example.org/\"}\n{\"url\": \"https://exa", "import_jsonl_line"},
		{"JSON Lines with another type", "{\"url\": \"https://example.org/\"}\n{\"url\": 7}\n", "import_jsonl_line"},
		{"mozLz4 cut off", packed[:len(packed)/2], "import_lz4_broken"},
		{"mozLz4 without content", packed[:10], "import_truncated"},
		{"mozLz4 that promises too much", mozLZ4Magic + "\xff\xff\xff\x05x", "import_lz4_broken"},
		{"mozLz4 that promises far too much", mozLZ4Magic + "\xff\xff\xff\xffx", "import_too_large"},
		{"mozLz4 of something else", string(mozLZ4(t, bytes.Repeat([]byte("ab"), 99))), "import_json_other"},
		{"OPML cut off", `<opml><body><outline url="https://example.org/"/>`, "import_truncated"},
		{"OPML with an error", "<opml>\n<body></head>\n<outline/></opml>", "import_xml_broken"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Read("/home/me/my.file", strings.NewReader(c.in))
			var e *library.Error
			if !errors.As(err, &e) || e.Code != c.code {
				t.Fatalf("error %v, want code %s", err, c.code)
			}
			if len(f.Items) > 0 || f.Links > 0 {
				t.Errorf("partial data: %s", describe(f))
			}
			for _, locale := range []string{"en", "zh"} {
				if m := e.Message(locale); !strings.Contains(m, "my.file") || strings.Contains(m, "%!") || strings.Contains(m, "/home") || e.Hint(locale) == "" {
					t.Errorf("%s: %q, %q", locale, m, e.Hint(locale))
				}
			}
		})
	}
}

func TestNotAFile(t *testing.T) {
	d, err := os.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := Read("dir", d); library.KindOf(err) != library.InvalidParams {
		t.Errorf("a folder: %v", err)
	}
	if _, err := Read("f", iotest.ErrReader(io.ErrClosedPipe)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a file that cannot be read: %v", err)
	}
	if _, err := read("f", endless{}, 1<<20); library.KindOf(err) != library.TooLarge {
		t.Errorf("a file without end: %v", err)
	}
}

// endless reads as "<<<…" for ever.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '<'
	}
	return len(p), nil
}

// Hostile files cost memory in proportion to their size and are read or
// refused, never a crash.
func TestHostile(t *testing.T) {
	const link = `<DT><A HREF="https://example.org/">x</A>`
	deep := 100_000
	for _, c := range []struct {
		name, in string
		depth    int
		err      string
	}{
		{"HTML folders, deep", "<!DOCTYPE NETSCAPE-Bookmark-file-1>" + strings.Repeat("<DT><H3>f</H3><DL>", deep) + link + strings.Repeat("</DL>", deep), maxDepth, ""},
		{"JSON folders, deep", strings.Repeat(`{"title":"f","children":[`, deep) + `{"title":"x","url":"https://example.org/"}` + strings.Repeat("]}", deep), maxDepth, ""},
		{"JSON of nothing, deep", strings.Repeat("[", deep*5) + strings.Repeat("]", deep*5), 0, "import_json_other"},
		{"OPML folders, deep", "<opml>" + strings.Repeat(`<outline text="f">`, deep) + `<outline url="https://example.org/"/>` + strings.Repeat("</outline>", deep) + "</opml>", maxDepth, ""},
		{"JSON of nothing, bottomless", strings.Repeat("[", maxEntries+2), 0, "import_too_many"},
		{"JSON of nothing, endless", "[" + strings.Repeat("{},", maxEntries+2), 0, "import_too_many"},
		{"OPML, bottomless", "<opml>" + strings.Repeat("<a>", maxEntries+2), 0, "import_too_many"},
		{"a title without end", "<DL>" + `<A HREF="https://example.org/">` + strings.Repeat("数", 4<<20), 0, ""},
		{"an attribute without end", `<DL><A HREF="https://example.org/" ICON="` + strings.Repeat("A", maxToken+10) + `">x</A>`, 0, "import_huge_token"},
		{"an address without end", link + `<A HREF="https://example.org/` + strings.Repeat("a", maxAddress) + `">x</A>`, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Read("f", strings.NewReader(c.in))
			if c.err != "" {
				var e *library.Error
				if !errors.As(err, &e) || e.Code != c.err {
					t.Errorf("error %v, want %s", err, c.err)
				}
				return
			}
			if err != nil || len(f.Items) != 1 {
				t.Fatalf("%d items, %v", len(f.Items), err)
			}
			if i := f.Items[0]; len(i.Folder) != c.depth || len(i.Title) > maxName {
				t.Errorf("depth %d, title of %d bytes", len(i.Folder), len(i.Title))
			}
		})
	}
}

func TestMoment(t *testing.T) {
	want := time.Date(2014, 5, 21, 4, 21, 36, 0, time.UTC)
	for _, in := range []string{
		"1400646096", "1400646096000", "1400646096000000", "13045119696000000", "1400646096.25", "1.400646096e9",
		"2014-05-21T04:21:36Z", "2014-05-21T06:21:36+02:00", "2014-05-21T06:21:36", "2014-05-21 06:21:36", "Wed, 21 May 2014 04:21:36 GMT",
	} {
		if got := moment(in).Truncate(time.Second); !got.Equal(want) {
			t.Errorf("moment(%q) = %v", in, got)
		}
	}
	for _, in := range []string{"", "0", "-1", "1", "NaN", "Inf", "-Inf", "1e300", "11644473600000000", "yesterday", "0001-01-01", "9999-01-01"} {
		if got := moment(in); !got.IsZero() {
			t.Errorf("moment(%q) = %v, want unknown", in, got)
		}
	}
	if got := moment("2025-03-01"); !got.Equal(time.Date(2025, 3, 1, 0, 0, 0, 0, time.Local)) {
		t.Errorf("a date is local: %v", got)
	}
}

// What is written reads back the same.
func TestWrite(t *testing.T) {
	added := time.Date(2024, 2, 29, 23, 59, 59, 0, time.FixedZone("", -5*3600))
	items := []library.ImportItem{
		{URL: `https://example.org/?a=1&b="2"`, Title: `Fish & <chips> "salt"`, AddedAt: added},
		{URL: "https://example.org/in", Title: "红烧肉", Folder: []string{"Bookmarks bar", "A/B", "<C>"}, AddedAt: added, Tags: []string{"x", "y z"}, Note: "mine & yours"},
		{URL: "https://example.org/undated", Title: "", Folder: []string{"Bookmarks bar", "A/B", "<C>"}},
		{URL: "https://example.org/last", Title: "Last", Folder: []string{"Other"}, AddedAt: added},
	}
	for _, c := range []struct{ name, format string }{{"out.html", FormatNetscape}, {"out", FormatNetscape}, {"out.JSONL", FormatJSONLines}} {
		t.Run(c.name, func(t *testing.T) {
			want := library.ImportFile{Format: c.format, Links: len(items), Items: items, Skipped: map[string]int{}}
			if c.format == FormatJSONLines {
				want.Items = append([]library.ImportItem{}, items...)
				want.Items[1].Text, want.Items[1].Lang = "第一行\nline two", "zh"
			}
			var b bytes.Buffer
			if err := Write(&b, c.name, want.Items); err != nil {
				t.Fatal(err)
			}
			got, err := Read(c.name, &b)
			if err != nil {
				t.Fatal(err)
			}
			if describe(got) != describe(want) {
				t.Errorf("got:\n%s\nwant:\n%s", describe(got), describe(want))
			}
		})
	}
	for _, name := range []string{"a.html", "a.jsonl"} {
		if err := Write(fullDisk{}, name, items); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("%s on a full disk: %v", name, err)
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func FuzzRead(f *testing.F) {
	for _, name := range fixtures(f) {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add(mozLZ4(f, testdata(f, "firefox.json")))
	f.Add([]byte(`{"roots":{"roots":{"children":[{"roots":1}]}}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := Read("f", bytes.NewReader(b))
		if err != nil {
			if library.KindOf(err) == library.Internal || len(file.Items) > 0 {
				t.Fatalf("%v, %d items", err, len(file.Items))
			}
			return
		}
		for _, i := range file.Items {
			if _, _, ok := library.PageKey(i.URL); !ok || i.Title != tidy(i.Title) || len(i.Folder) > maxDepth {
				t.Fatalf("item %+v", i)
			}
		}
		var out bytes.Buffer
		if err := Write(&out, "x.jsonl", file.Items); err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(out.Bytes(), []byte("\n")); n != len(file.Items) || n > 0 && !json.Valid(bytes.SplitN(out.Bytes(), []byte("\n"), 2)[0]) {
			t.Fatalf("%d lines for %d items", n, len(file.Items))
		}
	})
}
