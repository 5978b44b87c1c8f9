package modelgen

import (
	"math/bits"
	"strings"
)

// script is an answer that the chat model knows by heart.
type script struct {
	// tag chooses it, from anywhere in the prompt. One tag a prompt: of
	// several, none wins.
	tag string
	// words are its tokens, divided by "|".
	words string
	// endless: after the last word comes the first.
	endless bool
}

// scripts has the answer to a prompt without a tag first. They cite and refuse
// as the product asks of a model.
var scripts = []script{
	{words: "Your| bookmarks| say| so| [1]|,| and| another| page| agrees| [2]|.|\n\n|网页|里|有|这个|答案|[1]|。"},
	{tag: "<<none>>", words: "[0]| The| passages| do| not| answer| this|."},
	{tag: "<<zh>>", words: "根据|收藏|的|网页|，|答案|在|这里|[1]|。"},
	{tag: "<<think>>", words: "<think>|Let| me| see|.|</think>|\n\n|It| is| so| [1]|."},
	{tag: "<<empty>>"},
	{tag: "<<long>>", words: "And| so| it| goes| on|.|\n\n|没完没了|。|\n\n", endless: true},
}

// Shape of the chat model. Its width is the number of states it can be in.
const (
	chatWidth   = 256
	chatHead    = 32
	chatHidden  = 32 // of the feed-forward part, which does nothing
	chatContext = 32768
)

// How strongly something calls for a token. The client samples at a low
// temperature, so what is stronger by a few wins always.
const (
	pullNext    = 120 // the next word of a script
	pullTag     = 60  // a tag for the first word of its script; times √2 when it counts
	pullDefault = 30  // for the script without a tag: more than nothing, less than a tag
	pullEnd     = 40  // the end, when nothing else calls
)

// pullInJSON is what comes next where a grammar forbids the script: strings
// close at once, objects and arrays as soon as the grammar lets them.
var pullInJSON = map[byte]float32{'"': 30, '}': 24, ']': 20, '{': 18, '[': 16, ':': 14, 't': 12, '1': 10, ',': 8}

// recital is the chat model in the making: a vocabulary, a state for each
// token that something follows from, and what follows.
//
// The network is a chain: the token just said puts it into a state, and the
// state calls for the next token. States are rows of a Hadamard matrix, hence
// orthogonal: each is recognised without a trace of the others.
type recital struct {
	tokens []string
	types  []int32
	states map[int]int // token -> row; row 0 is in every token
	pulls  []pull
	tags   []int // rows
}

// pull: in state (row) from, token to is called for.
type pull struct {
	from, to int
	strength float32
}

// Tokens of the vocabulary that are no bytes. The 256 before them are.
const (
	tokenText  = 256 + iota // <|endoftext|>
	tokenBegin              // <|im_start|>
	tokenEnd                // <|im_end|>
)

func newRecital() *recital {
	r := &recital{states: map[int]int{}}
	for b := range 256 {
		r.token(string([]byte{byte(b)}), tokenNormal)
	}
	for _, special := range []string{"<|endoftext|>", "<|im_start|>", "<|im_end|>"} {
		r.token(special, tokenControl)
	}
	for _, s := range scripts {
		r.learn(s)
	}
	// In JSON every string is "ok".
	ok := r.token("ok", tokenNormal)
	r.follow('"', ok, pullNext)
	r.follow(ok, '"', pullNext)
	return r
}

// token adds a token. Each word of each script is a token of its own, also
// where their texts are the same, since the token alone says what follows.
func (r *recital) token(text string, kind int32) int {
	if kind != tokenControl && kind != tokenUserDefined {
		text = byteLevel(text)
	}
	r.tokens = append(r.tokens, text)
	r.types = append(r.types, kind)
	return len(r.tokens) - 1
}

// state is the row of a token.
func (r *recital) state(token int) int {
	row, ok := r.states[token]
	if !ok {
		row = len(r.states) + 1
		if row >= chatWidth {
			panic("modelgen: more words in the scripts than states")
		}
		r.states[token] = row
	}
	return row
}

func (r *recital) follow(token, next int, strength float32) {
	r.pulls = append(r.pulls, pull{r.state(token), next, strength})
}

// learn adds a script: from the line break at the end of every prompt to its
// first word, from word to word, and to the end or back to the start.
func (r *recital) learn(s script) {
	first, last := tokenEnd, -1
	if s.words != "" {
		for word := range strings.SplitSeq(s.words, "|") {
			token := r.token(word, tokenNormal)
			if last < 0 {
				first = token
			} else {
				r.follow(last, token, pullNext)
			}
			last = token
		}
		next := tokenEnd
		if s.endless {
			next = first
		}
		r.follow(last, next, pullNext)
	}
	strength := float32(pullNext)
	if first == tokenEnd {
		strength -= pullEnd // which the end has anyway
	}
	if s.tag == "" {
		strength += pullDefault
	} else {
		tag := r.token(s.tag, tokenUserDefined)
		r.tags = append(r.tags, r.state(tag))
		r.follow(tag, first, pullTag)
	}
	r.follow('\n', first, strength)
}

// hadamard is a row of the Hadamard matrix of Walsh: ones and minus ones,
// orthogonal to every other row.
func hadamard(row int) []float32 {
	out := repeated(1, chatWidth)
	for i := range out {
		if bits.OnesCount(uint(row&i))%2 == 1 {
			out[i] = -1
		}
	}
	return out
}

// chatScript is a qwen3 of one layer with one head.
func chatScript() *gguf {
	r := newRecital()
	g := &gguf{}
	g.set("general.architecture", "qwen3")
	g.set("general.name", "chat-script")
	g.set("general.file_type", uint32(0)) // all full floats
	g.set("qwen3.block_count", uint32(1))
	g.set("qwen3.context_length", uint32(chatContext))
	g.set("qwen3.embedding_length", uint32(chatWidth))
	g.set("qwen3.feed_forward_length", uint32(chatHidden))
	g.set("qwen3.attention.head_count", uint32(1))
	g.set("qwen3.attention.head_count_kv", uint32(1))
	g.set("qwen3.attention.key_length", uint32(chatHead))
	g.set("qwen3.attention.value_length", uint32(chatHead))
	g.set("qwen3.attention.layer_norm_rms_epsilon", float32(1e-6))
	// So slow a rotation that a tag is seen from any distance.
	g.set("qwen3.rope.freq_base", float32(1e12))
	g.set("tokenizer.ggml.model", "gpt2")
	g.set("tokenizer.ggml.pre", "qwen2")
	g.set("tokenizer.ggml.tokens", r.tokens)
	g.set("tokenizer.ggml.token_type", r.types)
	// There must be merges; the result of this one is no token, so that text
	// stays bytes.
	g.set("tokenizer.ggml.merges", []string{byteLevel(" ") + " " + byteLevel(" ")})
	g.set("tokenizer.ggml.bos_token_id", uint32(tokenText))
	g.set("tokenizer.ggml.eos_token_id", uint32(tokenEnd))
	g.set("tokenizer.ggml.add_bos_token", false)
	r.addChain(g)
	r.addAttention(g)
	return g
}

// addChain adds the way in, a token becoming its state, and the way out, the
// states calling for tokens.
func (r *recital) addChain(g *gguf) {
	in := repeated(1, chatWidth*len(r.tokens))
	for token, row := range r.states {
		for i, x := range hadamard(row) {
			in[token*chatWidth+i] += x
		}
	}
	out := make([]float32, chatWidth*len(r.tokens))
	call := func(token, row int, strength float32) {
		for i, x := range hadamard(row) {
			out[token*chatWidth+i] += x * (strength / chatWidth) // exact: the width is a power of two
		}
	}
	call(tokenEnd, 0, pullEnd)
	for token, strength := range pullInJSON {
		call(int(token), 0, strength)
	}
	for _, p := range r.pulls {
		call(p.to, p.from, p.strength)
	}
	g.add("token_embd.weight", float32s, in, chatWidth, len(r.tokens))
	g.add("output.weight", float32s, out, chatWidth, len(r.tokens))
	g.add("output_norm.weight", float32s, repeated(1, chatWidth), chatWidth)
}

// addAttention adds the layer, whose head looks for a tag. Every token asks
// along one axis of the head; a tag's key points along it and every other key
// along another axis, so that a tag gets all the attention there is, and is
// added to the state. Without a tag what is found says nothing.
func (r *recital) addAttention(g *gguf) {
	query, key := make([]float32, chatHead*chatWidth), make([]float32, chatHead*chatWidth)
	value, output := make([]float32, chatHead*chatWidth), make([]float32, chatHead*chatWidth)
	// The two axes that turn least with the distance between tokens.
	const tagAxis, otherAxis = chatHead/2 - 1, chatHead/2 - 2
	for i := range chatWidth {
		query[tagAxis*chatWidth+i] = 1.0 / chatWidth
		key[otherAxis*chatWidth+i] = 1.0 / chatWidth
	}
	for n, row := range r.tags {
		for i, x := range hadamard(row) {
			key[tagAxis*chatWidth+i] += 100 * x / chatWidth
			value[n*chatWidth+i] = x / chatWidth
			output[i*chatHead+n] = 2 * x
		}
	}
	const layer = "blk.0."
	g.add(layer+"attn_norm.weight", float32s, repeated(1, chatWidth), chatWidth)
	g.add(layer+"attn_q.weight", float32s, query, chatWidth, chatHead)
	g.add(layer+"attn_k.weight", float32s, key, chatWidth, chatHead)
	g.add(layer+"attn_v.weight", float32s, value, chatWidth, chatHead)
	g.add(layer+"attn_output.weight", float32s, output, chatHead, chatWidth)
	// Three times three: sharp enough for one tag among thousands of tokens.
	g.add(layer+"attn_q_norm.weight", float32s, repeated(3, chatHead), chatHead)
	g.add(layer+"attn_k_norm.weight", float32s, repeated(3, chatHead), chatHead)
	g.add(layer+"ffn_norm.weight", float32s, repeated(1, chatWidth), chatWidth)
	g.add(layer+"ffn_gate.weight", float32s, repeated(0, chatHidden*chatWidth), chatWidth, chatHidden)
	g.add(layer+"ffn_up.weight", float32s, repeated(0, chatHidden*chatWidth), chatWidth, chatHidden)
	g.add(layer+"ffn_down.weight", float32s, repeated(0, chatHidden*chatWidth), chatHidden, chatWidth)
}

// byteLevel writes bytes as the vocabularies of this family do: a character
// for each, none of them a blank or a control character.
func byteLevel(s string) string {
	var out strings.Builder
	for _, b := range []byte(s) {
		switch {
		case b <= ' ':
			out.WriteRune(0x100 + rune(b))
		case b >= 0x7f && b <= 0xa0:
			out.WriteRune(0x121 + rune(b-0x7f))
		case b == 0xad:
			out.WriteRune(0x143)
		default:
			out.WriteRune(rune(b))
		}
	}
	return out.String()
}
