package modelgen

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Shape of the embedding model. 128 dimensions keep unrelated words apart
// (their cosine is about ±0.09); the context is that of the usual BERT, so
// that overlong texts are easy to make.
const (
	embedDims    = 128
	embedContext = 512
	embedHidden  = 16 // of the feed-forward part, which does nothing
)

// How much a piece of a word counts in the sum that a text becomes.
const (
	weightConcept  = 1.4  // a word of concepts.txt
	weightWord     = 1.0  // the beginning of any other word, three letters long; a Chinese character
	weightShort    = 0.8  // a word's beginning of two letters
	weightRest     = 0.4  // two letters further on
	weightLetter   = 0.3  // one letter
	weightStop     = 0.05 // words that say nothing of a text's subject
	weightMark     = 0.02 // punctuation
	weightStart    = 0.1  // [CLS], in every text: never is a text without any direction
	weightNothing  = 0
	embeddingScale = 0.01
)

// stopWords count next to nothing. Chinese ones are single characters.
const stopWords = "the a an of to in on at is are was were be been it its this that these those and or but if for with as by from " +
	"i you we he she they me us them my your his her our their do does did what which who whom how when where why " +
	"have has had not no can will would should could may about into than then there here so some any all more most very " +
	"的 了 是 在 和 与 或 吗 呢 吧 啊 我 你 他 她 它 们 这 那 有 就 也 都 还 很 什 么 怎 哪 为 之 及 个 把 被 让 给 对 从 到 用"

// Unembeddable is a word that makes the vector of its text none (NaN), as some
// texts do with some real models. The server answers with an error then, for
// every text of the request.
const Unembeddable = "unembeddable"

// wordStart marks a piece that begins a word, as GGUF files have it; pieces
// further on in a word are bare.
const wordStart = "▁"

// special are the pieces with a meaning of their own, by number.
var special = []piece{
	{text: "[PAD]", weight: weightNothing}, {text: "[UNK]", weight: weightStop}, {text: "[CLS]", weight: weightStart},
	{text: "[SEP]", weight: weightNothing}, {text: "[MASK]", weight: weightNothing},
}

// piece is one entry of the vocabulary.
type piece struct {
	text   string
	weight float32
	means  []int // concepts
}

// vocabulary collects pieces; what was added first stays.
type vocabulary struct {
	pieces []piece
	seen   map[string]bool
}

func (v *vocabulary) add(text string, weight float32, means ...int) {
	if !v.seen[text] {
		v.seen[text] = true
		v.pieces = append(v.pieces, piece{text, weight, means})
	}
}

// embedVocabulary has whole words where they matter (stop words, concepts) and
// beginnings and rests of words for everything else: the tokenizer takes the
// longest piece that fits, so that words with a common beginning are alike.
func embedVocabulary() []piece {
	v := &vocabulary{pieces: slices.Clone(special), seen: map[string]bool{}}
	v.add(wordStart+Unembeddable, float32(math.Inf(1)))
	for _, word := range strings.Fields(stopWords) {
		v.add(wordStart+word, weightStop)
	}
	known := concepts()
	for _, word := range slices.Sorted(maps.Keys(known)) {
		weight := float32(weightConcept)
		if len(known[word]) == 0 {
			weight = weightWord
		}
		v.add(wordStart+word, weight, known[word]...)
	}
	v.addLatin()
	for _, script := range []struct{ first, last rune }{
		{0xdf, 0x17f}, {0x370, 0x3ff}, {0x400, 0x45f}, {0x3040, 0x30ff}, // accents, Greek, Cyrillic, kana
	} {
		for r := script.first; r <= script.last; r++ {
			v.add(wordStart+string(r), weightRest)
			v.add(string(r), weightRest)
		}
	}
	for r := rune(0x4e00); r <= 0x9fff; r++ { // Chinese: each character is a word
		v.add(wordStart+string(r), weightWord)
	}
	// The tokenizer cuts full-width punctuation in the middle of a character;
	// lower-cased, the halves become this. Without it the word that follows a
	// "，" without a space would be unknown.
	v.add(wordStart+"\uFFFD", weightMark)
	v.add("\uFFFD", weightMark)
	return v.pieces
}

func (v *vocabulary) addLatin() {
	for r := '!'; r <= '~'; r++ {
		if r >= 'A' && r <= 'Z' {
			continue // texts are lower-cased first
		}
		weight := float32(weightMark)
		if strings.ContainsRune(alphanumeric, r) {
			weight = weightLetter
		}
		v.add(wordStart+string(r), weight)
		v.add(string(r), weight)
	}
	for _, a := range alphanumeric {
		for _, b := range alphanumeric {
			v.add(wordStart+string(a)+string(b), weightShort)
			v.add(string(a)+string(b), weightRest)
		}
	}
	letters := alphanumeric[:26]
	for _, a := range letters {
		for _, b := range letters {
			for _, c := range letters {
				v.add(wordStart+string(a)+string(b)+string(c), weightWord)
			}
		}
	}
}

const alphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789"

// vector is where a piece points. Words of one concept share most of their
// direction (their cosine is about 0.8) and keep some of their own, so that
// the very word of a question beats its synonym.
func (p piece) vector() []float32 {
	out := signs(p.text, embedDims)
	if len(p.means) > 0 {
		shared := make([]float32, embedDims)
		for _, concept := range p.means {
			for i, x := range signs(fmt.Sprint("concept ", concept), embedDims) {
				shared[i] += x
			}
		}
		scale := float32(0.9 / math.Sqrt(float64(len(p.means))))
		for i := range out {
			// The conversions forbid a fused multiply-add, which some
			// processors have and which rounds differently.
			out[i] = float32(scale*shared[i]) + float32(0.44*out[i])
		}
	}
	for i := range out {
		out[i] *= p.weight * embeddingScale
	}
	return out
}

// embedLexical is a BERT of one layer that adds up the vectors of a text's
// pieces. Attention, feed-forward part, positions and types are all zero, so
// that what comes in goes out; the mean over the text makes the sum. Between
// them stand three normalisations that would give every piece the same length:
// an epsilon far above any variance makes each a division by one.
func embedLexical() *gguf {
	vocabulary := embedVocabulary()
	g := &gguf{}
	g.set("general.architecture", "bert")
	g.set("general.name", "embed-lexical")
	g.set("general.file_type", uint32(1)) // mostly halves
	g.set("bert.block_count", uint32(1))
	g.set("bert.context_length", uint32(embedContext))
	g.set("bert.embedding_length", uint32(embedDims))
	g.set("bert.feed_forward_length", uint32(embedHidden))
	g.set("bert.attention.head_count", uint32(2))
	g.set("bert.attention.layer_norm_epsilon", float32(1))
	g.set("bert.attention.causal", false)
	g.set("bert.pooling_type", uint32(1)) // mean; having this field makes it an embedding model
	setWordPieces(g, vocabulary)
	table := make([]float32, 0, embedDims*len(vocabulary))
	for _, p := range vocabulary {
		table = append(table, p.vector()...)
	}
	g.add("token_embd.weight", float16s, table, embedDims, len(vocabulary))
	g.add("position_embd.weight", float32s, repeated(0, embedDims*embedContext), embedDims, embedContext)
	g.add("token_types.weight", float32s, repeated(0, embedDims*2), embedDims, 2)
	addNorm(g, "token_embd_norm")
	addIdleLayer(g)
	return g
}

func setWordPieces(g *gguf, vocabulary []piece) {
	n := len(vocabulary)
	texts, types, scores := make([]string, n), make([]int32, n), repeated(-1000, n)
	for i, p := range vocabulary {
		texts[i], types[i] = p.text, tokenNormal
		if i < len(special) {
			types[i] = tokenControl
		}
	}
	g.set("tokenizer.ggml.model", "bert")
	g.set("tokenizer.ggml.pre", "default")
	g.set("tokenizer.ggml.token_type_count", uint32(2))
	g.set("tokenizer.ggml.tokens", texts)
	g.set("tokenizer.ggml.scores", scores)
	g.set("tokenizer.ggml.token_type", types)
	for id, name := range []string{"padding", "unknown", "cls", "seperator", "mask"} { // sic: so spelt in the format
		g.set("tokenizer.ggml."+name+"_token_id", uint32(id))
	}
	g.set("tokenizer.ggml.bos_token_id", uint32(2))
	g.set("tokenizer.ggml.eos_token_id", uint32(3))
}

// Types of tokens, by their numbers in the format.
const (
	tokenNormal      = 1
	tokenControl     = 3
	tokenUserDefined = 4
)

// addNorm adds a normalisation that changes nothing but the length.
func addNorm(g *gguf, name string) {
	g.add(name+".weight", float32s, repeated(1, embedDims), embedDims)
	g.add(name+".bias", float32s, repeated(0, embedDims), embedDims)
}

// addIdleLayer adds a layer that hands on what it is given.
func addIdleLayer(g *gguf) {
	for _, part := range []struct {
		name    string
		in, out int
	}{
		{"attn_q", embedDims, embedDims}, {"attn_k", embedDims, embedDims}, {"attn_v", embedDims, embedDims}, {"attn_output", embedDims, embedDims},
		{"ffn_up", embedDims, embedHidden}, {"ffn_down", embedHidden, embedDims},
	} {
		g.add("blk.0."+part.name+".weight", float32s, repeated(0, part.in*part.out), part.in, part.out)
		g.add("blk.0."+part.name+".bias", float32s, repeated(0, part.out), part.out)
	}
	addNorm(g, "blk.0.attn_output_norm")
	addNorm(g, "blk.0.layer_output_norm")
}
