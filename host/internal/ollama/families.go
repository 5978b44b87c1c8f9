package ollama

import (
	"cmp"
	"errors"
	"math"
	"strings"
	"unicode"

	"aibookmark/host/internal/library"
)

// embedFamily is what must be known of a family of embedding models to get
// out of it what its makers measured, and what no server tells. A model that
// is in no family works too: without prompts, in its full length.
type embedFamily struct {
	// names: a model is of the family when its name contains one of them; see
	// embedFamilyOf. A name, since the architecture ("bert") tells nothing.
	names []string
	// rate is how well it finds passages in Chinese and English, ten is best.
	rate int
	// question and passage stand before the text. "{title}" in passage is the
	// family's own place for the title, or "none"; in others the title makes
	// a line of its own before the text.
	question, passage string
	// context is how many tokens the family was made to read. The server may
	// say more, because the file allows it, or less.
	context int
	// cut is the length to which vectors may be cut because the family was
	// trained for it (Matryoshka); 0 means that every part is needed.
	cut int
	// centre: the makers take the mean out of a vector before they cut it.
	centre bool
}

const (
	webSearch = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"
	represent = "Represent this sentence for searching relevant passages: "
	// unknownRate is above the families that know English only: an unknown
	// model was chosen by somebody for a reason.
	unknownRate = 3
)

// embedFamilies, from the model cards; where names contain each other the
// longer comes first. Lengths to cut to are ones that the cards give numbers
// for, nearest to 384-512. Vectors made before a prompt changes cannot be
// compared with those made after: a change here needs a way to make the old
// ones stale, which today only another digest or length does.
var embedFamilies = []embedFamily{
	{names: []string{"embeddinggemma", "embedding-gemma"}, rate: 10, question: "task: search result | query: ", passage: "title: {title} | text: ", context: 2048, cut: 512},
	{names: []string{"qwen3-embedding"}, rate: 9, question: webSearch, context: 32768, cut: 512},
	{names: []string{"bge-m3"}, rate: 8, context: 8192},
	{names: []string{"granite-embedding-311m"}, rate: 8, context: 32768, cut: 512},
	{names: []string{"granite-embedding-97m"}, rate: 7, context: 32768},
	{names: []string{"snowflake-arctic-embed2", "snowflake-arctic-embed-l-v2", "snowflake-arctic-embed-m-v2"}, rate: 7, question: "query: ", context: 8192, cut: 256},
	{names: []string{"nomic-embed-text-v2"}, rate: 7, question: "search_query: ", passage: "search_document: ", context: 512, cut: 256},
	{names: []string{"multilingual-e5-large-instruct"}, rate: 7, question: webSearch + " ", context: 512},
	{names: []string{"multilingual-e5"}, rate: 7, question: "query: ", passage: "passage: ", context: 512},
	{names: []string{"granite-embedding-278m", "granite-embedding-107m"}, rate: 6, context: 512},
	{names: []string{"paraphrase-multilingual"}, rate: 5, context: 128},
	{names: []string{"bge-large-zh", "bge-base-zh", "bge-small-zh"}, rate: 5, question: "为这个句子生成表示以用于检索相关文章：", context: 512},
	{names: []string{"nomic-embed-text-v1.5"}, rate: 2, question: "search_query: ", passage: "search_document: ", context: 2048, cut: 512, centre: true},
	{names: []string{"nomic-embed-text-v1"}, rate: 2, question: "search_query: ", passage: "search_document: ", context: 2048},
	{names: []string{"nomic-embed-text"}, rate: 2, question: "search_query: ", passage: "search_document: ", context: 2048, cut: 512, centre: true},
	{names: []string{"mxbai-embed-large"}, rate: 2, question: represent, context: 512, cut: 512},
	{names: []string{"bge-large", "bge-base", "bge-small"}, rate: 2, question: represent, context: 512},
	{names: []string{"snowflake-arctic-embed"}, rate: 2, question: represent, context: 512},
	{names: []string{"granite-embedding"}, rate: 1, context: 512},
	{names: []string{"all-minilm"}, rate: 1, context: 256},
}

// embedFamilyOf finds the family of a model, also of one from elsewhere than
// Ollama's own library ("hf.co/Qwen/Qwen3-Embedding-0.6B-GGUF:Q8_0").
func embedFamilyOf(name string) embedFamily {
	name = name[strings.LastIndexByte(name, '/')+1:]
	name = strings.NewReplacer("_", "-", ":", "-").Replace(strings.ToLower(name))
	for _, f := range embedFamilies {
		for _, known := range f.names {
			if strings.Contains(name, known) {
				return f
			}
		}
	}
	return embedFamily{rate: unknownRate}
}

// dims is the length of the vectors that are kept of native ones.
func (f embedFamily) dims(native int) int {
	if f.cut > 0 && f.cut < native {
		return f.cut
	}
	return native
}

// render is what the model is given for a text: the prompts of its family,
// and the title and text cut so that all of it takes about limit tokens. It
// is empty when there is nothing to embed. A passage without text, as the
// titles of pages are, is its title.
func (f embedFamily) render(kind library.EmbedKind, in library.EmbedInput, limit int) string {
	title, text := clean(in.Title), clean(in.Text)
	if text == "" || text == title {
		title, text = "", title
	}
	if text == "" {
		return ""
	}
	prefix := f.question
	if kind == library.EmbedPassage {
		title = shorten(title, limit/4)
		placed := strings.Contains(f.passage, "{title}")
		prefix = strings.Replace(f.passage, "{title}", cmp.Or(title, "none"), 1)
		if title != "" && !placed {
			prefix += title + "\n"
		}
	}
	return prefix + shorten(text, max(limit-tokens(prefix), 1))
}

// clean makes a text fit to be sent: control characters end a text in some
// models' tokenizers, and JSON has no broken UTF-8.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// Costs of a character in twelfths of a token, rather too high than too low:
// what exceeds a model's context is refused and has to be sent again. English
// words have 1.3 tokens or so and are taken for 1.6, Chinese characters less
// than one and are taken for one, as the English vocabularies of BERT do.
const (
	token      = 12
	costLetter = 4
	costOther  = 8
	costRare   = 36
)

func cost(r rune) int {
	switch {
	case r >= 0x10000:
		return costRare
	case unicode.IsSpace(r):
		return 0
	case r < 0x80 && unicode.IsLetter(r):
		return costLetter
	case r < 0x2E80 && unicode.IsLetter(r):
		return costOther
	}
	return token
}

// tokens estimates how many tokens a text takes.
func tokens(s string) int {
	sum := 0
	for _, r := range s {
		sum += cost(r)
	}
	return (sum + token - 1) / token
}

// shorten returns the beginning of s that takes at most limit tokens by the
// same estimate, though never nothing of a text that is something.
func shorten(s string, limit int) string {
	sum := 0
	for i, r := range s {
		if sum += cost(r); sum > limit*token && i > 0 {
			return strings.TrimSpace(s[:i])
		}
	}
	return s
}

var (
	errLength = errors.New("the vector has another length than the model's")
	errVector = errors.New("the vector is not one: zero, NaN or infinite")
)

// vector makes what is stored of a model's answer: cut to dims where the
// family allows it, of length one. Cutting is done here, not by the server,
// which ignores a length that it does not like without a word.
func (f embedFamily) vector(raw []float32, native, dims int) ([]float32, error) {
	if len(raw) != native || dims > native {
		return nil, errLength
	}
	mean := 0.0
	for _, x := range raw {
		mean += float64(x) / float64(native)
	}
	if math.IsNaN(mean) || math.IsInf(mean, 0) {
		return nil, errVector // One element is enough to make the mean so.
	}
	if !f.centre {
		mean = 0
	}
	square := 0.0
	for _, x := range raw[:dims] {
		square += (float64(x) - mean) * (float64(x) - mean)
	}
	norm := math.Sqrt(square)
	// Ollama's own vectors are of length one before the cut.
	if norm < 1e-6 {
		return nil, errVector
	}
	out := make([]float32, dims)
	for i, x := range raw[:dims] {
		out[i] = float32((float64(x) - mean) / norm)
	}
	return out, nil
}
