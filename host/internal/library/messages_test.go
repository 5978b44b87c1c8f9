package library

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

var verb = regexp.MustCompile(`%(\[\d+\])?[a-z]`)

// Both languages are complete and take the same arguments.
func TestEveryMessageIsInBothLanguages(t *testing.T) {
	for code, m := range messages {
		if m.en == "" || m.zh == "" {
			t.Errorf("%s: a language is missing", code)
		}
		if !strings.ContainsFunc(m.zh, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%s: %q is not Chinese", code, m.zh)
		}
		en, zh := verb.FindAllString(m.en, -1), verb.FindAllString(m.zh, -1)
		slices.Sort(en)
		slices.Sort(zh)
		if len(en) != len(zh) {
			t.Errorf("%s: %v in English, %v in Chinese", code, en, zh)
		}
		if base, ok := strings.CutSuffix(code, ".hint"); ok {
			if _, there := messages[base]; !there {
				t.Errorf("%s: a hint about nothing", code)
			}
		}
	}
}

func TestErrorSpeaksTheLocale(t *testing.T) {
	e := Errorf(ProtocolMismatch, "protocol_mismatch", 2, 1)
	if got := e.Message("zh-CN"); !strings.Contains(got, "扩展使用协议 2") {
		t.Errorf("Chinese message %q", got)
	}
	if got := e.Message("fr"); !strings.Contains(got, "speaks protocol 2") {
		t.Errorf("message for an unknown locale %q", got)
	}
	if e.Hint("en") == "" || e.Hint("zh-TW") == "" {
		t.Error("no hint")
	}
}
