package extract

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// largePage is a page of about 100 KB as sites have them: the body of every
// test page, in the frame of a site, with the scripts and styles that make up
// half of most pages.
func largePage(tb testing.TB) []byte {
	tb.Helper()
	names, err := filepath.Glob("testdata/*.html")
	if err != nil || len(names) == 0 {
		tb.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><html lang=en><head><title>All of it</title><style>" + strings.Repeat(".a-b > .c { margin: 0 auto; color: #333 }\n", 300) + "</style></head><body><div id=page>")
	for i := 0; b.Len() < 88<<10; i = (i + 1) % len(names) {
		page, err := os.ReadFile(names[i])
		if err != nil {
			tb.Fatal(err)
		}
		_, body, ok := strings.Cut(string(page), "<body")
		if !ok || strings.Contains(body, "<pre") {
			continue
		}
		_, body, _ = strings.Cut(body, ">")
		body, _, _ = strings.Cut(body, "</body>")
		fmt.Fprintf(&b, "<section class='part p%d'>%s</section>", i, body[:min(len(body), 6<<10)])
	}
	b.WriteString("</div><script>" + strings.Repeat("function f(a,b){return a<b&&b>a}\n", 300) + "</script></body></html>")
	return []byte(b.String())
}

// The budget is 60 pages a second on two cores: 33 ms of processor time each.
func BenchmarkHTML(b *testing.B) {
	page := largePage(b)
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if _, err := HTML(page, "https://example.org/a"); err != nil {
			b.Fatal(err)
		}
	}
}
