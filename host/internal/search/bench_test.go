package search_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"aibookmark/host/internal/search"
)

// benchPages are the pages of testdata, each a few times with the text of
// others after its own: scripts/bench measures a library of natural size.
func benchPages(b *testing.B) []page {
	base := testPages(b)
	var out []page
	for i := range 600 {
		p := base[i%len(base)]
		p.URL = fmt.Sprintf("%s/%d", p.URL, i)
		p.Title = fmt.Sprintf("%s, part %d", p.Title, i)
		var text strings.Builder
		for n := range 12 {
			text.WriteString(base[(i*7+n*(n+i%5))%len(base)].Text + "\n\n")
		}
		p.Text += text.String()
		out = append(out, p)
	}
	return out
}

func BenchmarkSearch(b *testing.B) {
	st, _ := newStore(b, benchPages(b))
	s := search.New(st, search.Options{})
	for _, bm := range []struct {
		name   string
		typing bool
		text   string
	}{
		{"question", false, "how do I get my deposit back from the landlord"},
		{"chinese", false, "数据库索引为什么会失效"},
		{"filtered", false, "bread site:slowbread.example"},
		{"keystroke", true, "choosing a fir"},
		{"first keystroke", true, "c"},
	} {
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				res, err := s.Search(context.Background(), search.Query{Text: bm.text, Typing: bm.typing, Now: today})
				if err != nil || len(res.Hits) == 0 {
					b.Fatal(len(res.Hits), err)
				}
			}
		})
	}
}
