package answer

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"aibookmark/host/internal/library"
)

func TestClaims(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []claim
	}{
		{"inside the sentence", "One thing [1]. Another [2].", []claim{{"One thing  .", []int{1}}, {"Another  .", []int{2}}}},
		{"after the sentence", "One thing. [1] Another. [2]", []claim{{"One thing.", []int{1}}, {"Another.", []int{2}}}},
		{"without a space", "One thing.[1]Another.[2]", []claim{{"One thing.", []int{1}}, {"Another.", []int{2}}}},
		{"before a small letter", "One thing. [1] and another.[2] [1] so Dr. [2] X.", []claim{{"One thing.", []int{1}}, {"and another.", []int{2, 1}}, {"so Dr.   X.", []int{2}}}},
		{"Chinese", "第一点。[1]第二点[2]。", []claim{{"第一点。", []int{1}}, {"第二点 。", []int{2}}}},
		{"several", "Both say so [1][3].", []claim{{"Both say so   .", []int{1, 3}}}},
		{"list", "- One thing [1]\n- Another [2]", []claim{{"- One thing", []int{1}}, {"- Another", []int{2}}}},
		{"at the start of a line", "Intro.\n[2] says so.", []claim{{"Intro.", nil}, {"says so.", []int{2}}}},
		{"none", "No citation here.", []claim{{"No citation here.", nil}}},
		{"nothing but a citation", "[1]", []claim{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := claims(c.in)
			if len(got) != len(c.want) {
				t.Fatalf("%+v, want %+v", got, c.want)
			}
			for i := range got {
				if got[i].text != c.want[i].text || !slices.Equal(got[i].cites, c.want[i].cites) {
					t.Errorf("%+v, want %+v", got[i], c.want[i])
				}
			}
		})
	}
}

// What a passage supports, and which of its sentences is quoted for it.
func TestSupport(t *testing.T) {
	const en = "Redis keeps data in memory. It can write a snapshot to disk every 60 seconds with RDB. " +
		"AOF logs every write and does not lose more than one second of data. Cluster mode needs at least three masters."
	const zh = "Redis 把数据保存在内存中。RDB 每 60 秒向磁盘写一次快照。AOF 记录每次写操作，最多丢失一秒的数据。集群模式至少需要三个主节点。不支持跨槽事务。"
	for _, c := range []struct {
		name, passage, claim, quote string
		supported                   bool
	}{
		{"word for word", en, "Redis keeps data in memory.", "Redis keeps data in memory.", true},
		{"shortened", en, "Data is kept in memory by Redis.", "Redis keeps data in memory.", true},
		{"reworded", en, "With RDB a snapshot is written to disk every 60 seconds.", "It can write a snapshot to disk every 60 seconds with RDB.", true},
		{"another number", en, "With RDB a snapshot is written to disk every 90 seconds.", "It can write a snapshot to disk every 60 seconds with RDB.", false},
		{"another name", en, "As for Memcached, it keeps data in memory.", "Redis keeps data in memory.", false},
		{"negated", en, "Redis does not keep data in memory.", "Redis keeps data in memory.", false},
		{"negation kept", en, "AOF logs every write and does not lose more than one second of data.", "AOF logs every write and does not lose more than one second of data.", true},
		{"negation dropped", en, "AOF logs every write and can lose more than one second of data.", "AOF logs every write and does not lose more than one second of data.", false},
		{"invented", en, "Sharding is configured through the graphical interface.", "", false},
		{"half of it", en, "Cluster mode needs at least three masters and two sentinels behind a proxy balancer.", "Cluster mode needs at least three masters.", false},
		{"Chinese, word for word", zh, "Redis 把数据保存在内存中。", "Redis 把数据保存在内存中。", true},
		{"Chinese, without spaces", zh, "RDB每60秒向磁盘写快照。", "RDB 每 60 秒向磁盘写一次快照。", true},
		{"Chinese, reworded", zh, "使用 AOF 最多会丢失一秒的数据", "AOF 记录每次写操作，最多丢失一秒的数据。", true},
		{"Chinese, another number", zh, "RDB 每 90 秒向磁盘写一次快照。", "RDB 每 60 秒向磁盘写一次快照。", false},
		{"Chinese, another name", zh, "Memcached 把数据保存在内存中。", "Redis 把数据保存在内存中。", false},
		{"Chinese, negated", zh, "Redis 不把数据保存在内存中。", "Redis 把数据保存在内存中。", false},
		{"Chinese, negation dropped", zh, "支持跨槽事务。", "不支持跨槽事务。", false},
		{"Chinese, invented", zh, "图形界面可以配置分片策略。", "", false},
		{"the other language decides nothing", en, "数据保存在内存中。", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newCutPassage(passage{Evidence: library.Evidence{Title: "Notes on Redis", Text: c.passage, End: len(c.passage)}})
			at, supported := p.support(c.claim)
			if supported != c.supported {
				t.Errorf("supported %v by %q", supported, c.passage[at.start:at.end])
			}
			if quote := c.passage[at.start:at.end]; c.quote != "" && quote != c.quote {
				t.Errorf("quoted %q, want %q", quote, c.quote)
			}
		})
	}
}

func TestContentTerms(t *testing.T) {
	for in, want := range map[string]string{
		"Why?": "", "还有呢？": "", "And what about this one?": "", "为什么": "", "What is it?": "",
		"How do I install Docker?": "instal", "如何部署Docker容器": "容器", "C++ templates": "c++",
	} {
		got := contentTerms(in)
		if want == "" && len(got) > 0 || want != "" && !slices.Contains(got, want) && !slices.Contains(got, want+"l") {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestIsChinese(t *testing.T) {
	for in, want := range map[string]bool{
		"怎么部署 Docker": true, "What does 三国 mean in this book": false, "hello": false, "": false,
		"これは何ですか": false, "向量数据库 HNSW 原理": true, "12345": false,
	} {
		if isChinese(in) != want {
			t.Errorf("%q: %v", in, !want)
		}
	}
}

// slowModel takes its time before the first word.
type slowModel struct {
	wait time.Duration
	cold bool
	// load is how long it is thought to load.
	load time.Duration
}

func (slowModel) ChatModel(context.Context) (string, int, error) { return "slow", 4096, nil }
func (m slowModel) Chat(ctx context.Context, _ library.ChatRequest, said func(library.ChatChunk) error) error {
	if err := said(library.ChatChunk{Loading: m.cold, LoadTime: m.load}); err != nil {
		return err
	}
	select {
	case <-time.After(m.wait):
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := said(library.ChatChunk{Text: "Redis keeps data "}); err != nil {
		return err
	}
	time.Sleep(20 * time.Second) // silence in the middle is no news
	return said(library.ChatChunk{Text: "in memory [1].", Done: true})
}

// The reader is told what a silent model is busy with, with seconds.
func TestSlowModelIsAnnounced(t *testing.T) {
	for _, c := range []struct {
		name    string
		model   slowModel
		code    string
		seconds []int
	}{
		{"loading", slowModel{12 * time.Second, true, 0}, "loading_model", []int{1, 6, 11}},
		{"loading, known", slowModel{12 * time.Second, true, 7400 * time.Millisecond}, "loading_model", []int{8, 8, 11}},
		{"reading", slowModel{3 * time.Second, false, 0}, "warming", []int{1}},
		{"quick", slowModel{500 * time.Millisecond, true, time.Second}, "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				got := ask(t.Context(), New(database(), c.model, &diary{}, Options{}), Question{Text: "autovacuum"})
				var seconds []int
				for _, e := range got.events {
					if e.Kind == library.AskNotice {
						seconds = append(seconds, e.Seconds)
						if e.Code != c.code || !strings.Contains(e.Message, "slow") {
							t.Errorf("notice %+v", e)
						}
					}
				}
				if !slices.Equal(seconds, c.seconds) {
					t.Errorf("told %v seconds, want %v", seconds, c.seconds)
				}
			})
		})
	}
}
