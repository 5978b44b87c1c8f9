package dates

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// monday23 is a Monday.
var monday23 = time.Date(2026, 11, 23, 15, 4, 5, 0, time.UTC)

// localeOf: tests ask Chinese questions with a Chinese locale.
func localeOf(text string) string {
	for _, r := range text {
		if r > 0x2e80 && r < 0xff00 {
			return "zh-CN"
		}
	}
	return "en"
}

// told writes what Find found: what remains of the question, then each range
// with its label, "?" after a weak one.
func told(text string, now time.Time, locale string) string {
	found := Find(text, now, locale)
	rest, at := "", 0
	for _, f := range found {
		rest += text[at:f.Start] + " "
		at = f.End
	}
	rest = strings.Join(strings.Fields(rest+text[at:]), " ")
	var b strings.Builder
	b.WriteString(rest)
	for _, f := range found {
		fmt.Fprintf(&b, " [%s %s) %s", day10(f.From), day10(f.To), f.Label)
		if f.Weak {
			b.WriteString("?")
		}
	}
	return strings.TrimSpace(b.String())
}

func day10(t time.Time) string {
	if t.IsZero() {
		return "…"
	}
	return t.Format(time.DateOnly)
}

// expect runs a table whose lines are a question, " => ", and what is told of
// it.
func expect(t *testing.T, table string, atLeast int) {
	t.Helper()
	n := 0
	for line := range strings.Lines(table) {
		text, want, ok := strings.Cut(strings.TrimSpace(line), " => ")
		if !ok {
			continue
		}
		n++
		if got := told(text, monday23, localeOf(text)); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
	if n < atLeast {
		t.Errorf("%d phrases, want at least %d", n, atLeast)
	}
}

func TestEnglishPhrases(t *testing.T) { expect(t, englishPhrases, 170) }

func TestChinesePhrases(t *testing.T) { expect(t, chinesePhrases, 170) }

func TestWhatOnlyLooksLikeADate(t *testing.T) {
	n := 0
	for line := range strings.Lines(nonDates) {
		text := strings.TrimSpace(line)
		if text == "" {
			continue
		}
		n++
		for _, f := range Find(text, monday23, "en") {
			t.Errorf("%s: %q is taken for %s", text, text[f.Start:f.End], f.Label)
		}
	}
	if n < 60 {
		t.Errorf("%d phrases, want at least 60", n)
	}
}

// check tells what is wrong with what Find finds in text.
func check(text string, now time.Time) error {
	at := 0
	found := Find(text, now, "en")
	for _, f := range found {
		switch {
		case f.Start < at || f.End <= f.Start || f.End > len(text):
			return fmt.Errorf("%q: [%d, %d) after %d", text, f.Start, f.End, at)
		case utf8.ValidString(text) && !utf8.ValidString(text[f.Start:f.End]):
			return fmt.Errorf("%q: [%d, %d) cuts a character", text, f.Start, f.End)
		case f.From.IsZero() && f.To.IsZero():
			return fmt.Errorf("%q: %s is unbounded", text, f.Label)
		case !f.To.IsZero() && !f.From.Before(f.To):
			return fmt.Errorf("%q: %s is from %v to %v", text, f.Label, f.From, f.To)
		case f.From.After(now):
			return fmt.Errorf("%q: %s is in the future: %v", text, f.Label, f.From)
		case f.Label == "":
			return fmt.Errorf("%q: no label", text)
		}
		at = f.End
	}
	if again := Find(text, now, "en"); fmt.Sprint(again) != fmt.Sprint(found) {
		return fmt.Errorf("%q: %v, then %v", text, found, again)
	}
	return nil
}

func FuzzFind(f *testing.F) {
	for line := range strings.Lines(englishPhrases + chinesePhrases + nonDates) {
		text, _, _ := strings.Cut(strings.TrimSpace(line), " => ")
		f.Add(text, int64(0))
	}
	for _, s := range []string{"2023-", "-2023", "到", "from to", "99999999999999999999年", "last 999 years", "一一一一年", "\xff2023\x80年", "31 february", "2月30日", "between 2021 and", "大前", "’s", "200 years ago"} {
		f.Add(s, int64(86400*100))
	}
	f.Fuzz(func(t *testing.T, text string, shift int64) {
		now := monday23.Add(time.Duration(shift%(86400*4000)) * time.Second)
		if err := check(text, now); err != nil {
			t.Error(err)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	for _, text := range []string{
		"that pasta recipe with lemon and ricotta I saved about two years ago",
		"how do I set up wireguard on a raspberry pi behind a nat",
		"去年夏天在知乎上看过的关于杭州徒步路线的文章",
	} {
		b.Run(strings.Fields(text)[0], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Find(text, monday23, "en")
			}
		})
	}
}
