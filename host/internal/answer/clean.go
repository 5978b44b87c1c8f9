package answer

import (
	"regexp"
	"strings"
	"unicode"
)

// isHidden tells whether a character is invisible and can carry a message or
// turn text around: zero-width, bidirectional and tag characters, variation
// selectors that no font shows, soft hyphens, control characters.
func isHidden(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < 0x20 || r >= 0x7F && r < 0xA0 || r == 0xAD:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F, r == 0xFEFF, r == 0x061C, r == 0x180E:
		return true
	case r >= 0xFFF9 && r <= 0xFFFB, r >= 0xE0000 && r <= 0xE0FFF:
		return true
	}
	return false
}

// visible is s without hidden characters.
func visible(s string) string {
	if strings.IndexFunc(s, isHidden) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isHidden(r) {
			return -1
		}
		return r
	}, s)
}

// controlTokens are the marks with which chat templates tell the model who
// speaks: those of ChatML, Llama 2 and 3, Gemma, Mistral, GLM, DeepSeek (which
// uses full-width bars), gpt-oss and the thinking and tool tags of many.
var controlTokens = lazily(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)<\|[^<>|\n]{0,60}\|>|<｜[^<>｜\n]{0,60}｜>|` +
		`\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|gMASK|sMASK)\]|<</?SYS>>|<sop>|` +
		`</?(?:start_of_turn|end_of_turn|start_of_image|end_of_image|bos|eos|s|pad|unk|think|thinking|tool_call|tool_response|tools|system|user|assistant|im_start|im_end)>`)
})

// footnote is a number in square brackets, as encyclopedias have them: in a
// passage it would look like a citation of ours.
var footnote = lazily(func() *regexp.Regexp { return regexp.MustCompile(`\[\d{1,3}\]`) })

// clean makes text of a page fit for a prompt. What is taken out leaves a
// space, so that nothing new comes together from its two sides. fence is the
// mark of this prompt.
func clean(s, fence string) string {
	s = visible(s)
	if strings.ContainsAny(s, "<[") {
		s = controlTokens().ReplaceAllString(s, " ")
		s = footnote().ReplaceAllString(s, " ")
	}
	if fence != "" {
		s = strings.ReplaceAll(s, fence, " ")
	}
	return s
}

// cleanLine is clean for what stands on one line and is of bounded length.
func cleanLine(s, fence string, limit int) string {
	s = strings.Join(strings.FieldsFunc(clean(s, fence), func(r rune) bool { return unicode.IsSpace(r) || r == 0x2028 || r == 0x2029 }), " ")
	if rs := []rune(s); len(rs) > limit {
		return string(rs[:limit]) + "…"
	}
	return s
}
