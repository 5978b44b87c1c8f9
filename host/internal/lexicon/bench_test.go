package lexicon

import (
	"runtime"
	"strings"
	"testing"
	"time"
)

// BenchmarkLoad is what the first question of a process pays.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if len(load().lines) == 0 {
			b.Fatal("no groups")
		}
	}
}

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

// The bounds of the package's promise, with room for a busy machine.
func TestLoadIsCheap(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	x := load()
	runtime.GC()
	runtime.ReadMemStats(&after)
	if kept := int64(after.HeapAlloc) - int64(before.HeapAlloc); kept > 6<<20 {
		t.Errorf("the index keeps %d bytes", kept)
	}
	fastest := time.Hour
	for range 5 {
		start := time.Now()
		load()
		fastest = min(fastest, time.Since(start))
	}
	t.Logf("%d groups, %d terms with repetitions in %v", len(x.lines), len(x.places), fastest)
	if fastest > 250*time.Millisecond {
		t.Errorf("loading takes %v", fastest)
	}
	runtime.KeepAlive(x)
}
