package lexicon

import (
	"strings"
	"testing"
)

// BenchmarkQuestion takes a question in each language apart.
func BenchmarkQuestion(b *testing.B) {
	b.ReportAllocs()
	words := strings.Fields("where was the page about fixing a leaking tap in the kitchen without calling a plumber")
	for b.Loop() {
		for i := 0; i < len(words); {
			n, _ := Longest(words, i)
			i += max(n, 1)
		}
		FindChinese("那篇讲怎么自己修理厨房漏水的水龙头不用请水管工的文章")
	}
}
