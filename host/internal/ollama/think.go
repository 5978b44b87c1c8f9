package ollama

import "strings"

// Tags that thinking models put around what is not for the reader. The server
// takes them out where it knows the model; this is for where it does not.
const (
	thinkOpen  = "<think>"
	thinkClose = "</think>"
)

// thinkSplitter tells thinking from text in a stream that is cut anywhere,
// also in the middle of a tag.
type thinkSplitter struct {
	inside bool
	held   string
}

// next takes a piece of the stream and returns what is decided of it.
func (t *thinkSplitter) next(piece string) (thinking, text string) {
	t.held += piece
	var think, said strings.Builder
	for {
		tag, out := thinkOpen, &said
		if t.inside {
			tag, out = thinkClose, &think
		}
		i := strings.Index(t.held, tag)
		if !t.inside {
			// A closing tag whose opening one was in the prompt.
			if j := strings.Index(t.held, thinkClose); j >= 0 && (i < 0 || j < i) {
				out.WriteString(t.held[:j])
				t.held = t.held[j+len(thinkClose):]
				continue
			}
		}
		if i < 0 {
			keep := max(partial(t.held, thinkOpen), partial(t.held, thinkClose))
			out.WriteString(t.held[:len(t.held)-keep])
			t.held = t.held[len(t.held)-keep:]
			return think.String(), said.String()
		}
		out.WriteString(t.held[:i])
		t.held = t.held[i+len(tag):]
		t.inside = !t.inside
	}
}

// end returns what was held back at the end of the stream.
func (t *thinkSplitter) end() (thinking, text string) {
	held := t.held
	t.held = ""
	if t.inside {
		return held, ""
	}
	return "", held
}

// partial is the length of the longest end of s that tag begins with.
func partial(s, tag string) int {
	for n := min(len(s), len(tag)-1); n > 0; n-- {
		if strings.HasSuffix(s, tag[:n]) {
			return n
		}
	}
	return 0
}
