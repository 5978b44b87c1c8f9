package answer

// markup.go: what screen does about addresses and what stands in angle
// brackets.

import (
	"strings"
	"unicode/utf8"
)

// word lets a word through unless it begins an address.
func (s *screen) word(rest string, final bool) step {
	end := 1
	for end < len(rest) && isSchemeByte(rest[end]) && end < longestWord {
		end++
	}
	if end == len(rest) && !final {
		return step{} // a word that is full waits, too, for what follows
	}
	word, after := strings.ToLower(rest[:end]), rest[end:]
	if strings.HasPrefix(word, "www.") && len(word) > len("www.") {
		s.inAddress = true
		return step{n: end}
	}
	if !strings.HasPrefix(after, ":") {
		return step{n: end, out: rest[:end]}
	}
	if len(after) < len("://") && !final {
		if len(after) == 1 || after[1] == '/' {
			return step{}
		}
	}
	r, _ := utf8.DecodeRuneInString(after[1:])
	scheme := word[strings.LastIndexAny(word, ".-+")+1:]
	if strings.HasPrefix(after, "://") || schemes[scheme] && len(after) > 1 && !endsAddress(r) {
		s.inAddress = true
		return step{n: end + 1}
	}
	return step{n: end, out: rest[:end]}
}

func isSchemeByte(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'
}

// schemes are those that make an address without "//".
var schemes = map[string]bool{
	"http": true, "https": true, "javascript": true, "vbscript": true, "data": true, "blob": true, "file": true,
	"mailto": true, "tel": true, "sms": true, "ftp": true, "ws": true, "wss": true, "intent": true,
}

// angle judges what begins with "<": a fence of the prompt, a control token,
// a comment, a tag, an autolink, or a sign for "less than".
func (s *screen) angle(rest string, final bool) step {
	for _, kind := range []struct {
		open, close string
		limit       int
	}{{"<<<", ">>>", longestToken}, {"<|", "|>", longestToken}, {"<｜", "｜>", longestToken}, {"<!--", "-->", longestTag}} {
		if !final && len(rest) < len(kind.open) && strings.HasPrefix(kind.open, rest) {
			return step{}
		}
		if !strings.HasPrefix(rest, kind.open) {
			continue
		}
		if i := strings.Index(rest, kind.close); i >= 0 && i+len(kind.close) <= kind.limit {
			return step{n: i + len(kind.close)}
		}
		if !final && len(rest) < kind.limit {
			return step{}
		}
		return step{n: len(kind.open)}
	}
	return s.tag(rest, final)
}

func (s *screen) tag(rest string, final bool) step {
	if len(rest) == 1 {
		return step{n: 1, out: "<"}
	}
	if c := rest[1]; !(c|0x20 >= 'a' && c|0x20 <= 'z') && c != '/' && c != '!' && c != '?' {
		return step{n: 1, out: "<"}
	}
	name := tagName(rest[1:])
	paragraph, _, ends := strings.Cut(rest, "\n\n")
	end := strings.IndexByte(paragraph, '>')
	if end < 0 || end >= longestTag {
		if end < 0 && !final && len(rest) < longestTag && !ends {
			return step{}
		}
		if elements()[name] {
			return step{n: 1 + len(name)}
		}
		// What comes much later, or after a blank line, must not make it a tag.
		return step{n: 1, out: "< "}
	}
	if elements()[name] || strings.ContainsAny(rest[1:end], "=/!?:@") || isControlToken(rest[:end+1]) {
		return step{n: end + 1}
	}
	return step{n: 1, out: "<"}
}

// tagName is the lower-cased name at the beginning of a tag.
func tagName(s string) string {
	end := 0
	for end < len(s) && (s[end]|0x20 >= 'a' && s[end]|0x20 <= 'z' || end > 0 && (s[end] >= '0' && s[end] <= '9' || s[end] == '-' || s[end] == '_')) {
		end++
	}
	return strings.ToLower(s[:end])
}

// elements are the names of HTML, SVG and MathML that a browser acts on or
// lays out; Vec<T> and List<String> are none of them.
var elements = lazily(func() map[string]bool {
	names := map[string]bool{}
	for _, name := range strings.Fields(`a abbr address animate applet area article aside audio b base bdi bdo bgsound big blink blockquote
body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed
fieldset figcaption figure font footer foreignobject form frame frameset g h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image
img input ins isindex kbd keygen label layer legend li link listing main map mark marquee math menu meta meter nav nobr noembed
noframes noscript object ol optgroup option output p param path picture plaintext portal pre progress q rp rt ruby s samp script search
section select slot small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead
time title tr track tt u ul use var video wbr xmp xml xss
think thinking tool_call`) {
		names[name] = true
	}
	return names
})
