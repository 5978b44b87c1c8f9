package answer

import (
	"regexp"
	"strings"
	"unicode"
)

// isHidden tells whether a character is invisible and can carry a message or
// turn text around: zero-width, bidirectional and tag characters, variation
// selectors (they can spell bytes after any character), fillers, soft hyphens,
// control characters.
func isHidden(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < 0x20 || r >= 0x7F && r < 0xA0 || r == 0xAD || r == 0x34F:
		return true
	case r < 0x61C:
		return false
	case r == 0x61C, r == 0x115F, r == 0x1160, r == 0x17B4, r == 0x17B5, r >= 0x180B && r <= 0x180F, r == 0x3164, r == 0xFFA0:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F, r >= 0xFE00 && r <= 0xFE0F, r == 0xFEFF:
		return true
	case r >= 0xFFF9 && r <= 0xFFFB, r >= 0x1BCA0 && r <= 0x1BCA3, r >= 0x1D173 && r <= 0x1D17A, r >= 0xE0000 && r <= 0xE0FFF:
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
// speaks, thinks, calls a tool or shows an image: those of ChatML, Qwen, Phi,
// Llama 2, 3 and 4, Gemma, Mistral, DeepSeek and Hunyuan (which use full-width
// bars), GLM, Kimi, Command R, gpt-oss, EXAONE, MiniCPM, MiniMax, Seed, T5 and
// those that fill in the middle of code.
var controlTokens = lazily(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)<\|[^<>|\n]{0,60}\|>|<｜[^<>｜\n]{0,60}｜>|\[\|[^\[\]|\n]{0,40}\|\]|` +
		`\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT|ARGS|CALL_ID|THINK|MODEL_SETTINGS|` +
		`IMG|IMG_BREAK|IMG_END|AUDIO|BEGIN_AUDIO|PREFIX|SUFFIX|MIDDLE|gMASK|sMASK|MASK|CLS|SEP|PAD|UNK|BOS|EOS)\]|` +
		`<</?SYS>>|<[se]op>|\]~!?b[\[\]]|\[e~\[|</?seed:[a-z_]{1,30}>|</?minimax:[a-z_]{1,30}>|` +
		`<(?:unused|reserved_|extra_id_|SPECIAL_|fim_|pad_)[a-z0-9_]{0,20}>|<(?:用户|AI|BOS_TOKEN|EOS_TOKEN|PAD|MASK|audio_soft_token|image_soft_token|endoftext)>|` +
		`</?(?:start_of_turn|end_of_turn|start_of_image|end_of_image|bos|eos|s|pad|unk|mask|cls|sep|think|thinking|thought|reasoning|` +
		`tool_calls?|tool_code|tool_response|tool_result|tools|function_calls?|system|user|human|assistant|im_start|im_end)>`)
})

// isControlToken tells whether a text is one of them and nothing else.
func isControlToken(s string) bool { return controlTokens().FindString(s) == s }

// footnote is a number in square brackets, as encyclopedias have them: in a
// passage it would look like a citation of ours.
var footnote = lazily(func() *regexp.Regexp { return regexp.MustCompile(`\[\d{1,3}\]|【\d{1,3}】`) })

// clean makes text of a page fit for a prompt. What is taken out leaves a
// space, so that nothing new comes together from its two sides. fence is the
// mark of this prompt.
func clean(s, fence string) string {
	s = visible(s)
	for strings.ContainsAny(s, "<[]【") {
		// Again and again: what is left of two tokens, one inside the other,
		// could be one.
		before := s
		s = controlTokens().ReplaceAllString(s, " ")
		s = footnote().ReplaceAllString(s, " ")
		if len(s) == len(before) {
			break
		}
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
