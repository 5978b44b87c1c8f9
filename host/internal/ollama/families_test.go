package ollama

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"aibookmark/host/internal/library"
)

func TestFamilyByName(t *testing.T) {
	for name, want := range map[string]string{
		"embeddinggemma:latest":                       "embeddinggemma",
		"embeddinggemma:300m-qat-q8_0":                "embeddinggemma",
		"hf.co/unsloth/embeddinggemma-300m-GGUF:Q8_0": "embeddinggemma",
		"qwen3-embedding:8b":                          "qwen3-embedding",
		"dengcao/Qwen3-Embedding-0.6B:Q8_0":           "qwen3-embedding",
		"hf.co/Qwen/Qwen3-Embedding-0.6B-GGUF:Q8_0":   "qwen3-embedding",
		"bge-m3":                   "bge-m3",
		"granite-embedding:278m":   "granite-embedding-278m",
		"granite-embedding:latest": "granite-embedding",
		"granite-embedding:30m":    "granite-embedding",
		"hf.co/x/granite-embedding-311m-multilingual-r2-GGUF":  "granite-embedding-311m",
		"nomic-embed-text:latest":                              "nomic-embed-text",
		"nomic-embed-text:v1.5":                                "nomic-embed-text-v1.5",
		"nomic-embed-text:v1":                                  "nomic-embed-text-v1",
		"nomic-embed-text-v2-moe:latest":                       "nomic-embed-text-v2",
		"snowflake-arctic-embed2:568m":                         "snowflake-arctic-embed2",
		"snowflake-arctic-embed:335m":                          "snowflake-arctic-embed",
		"mxbai-embed-large:latest":                             "mxbai-embed-large",
		"all-minilm:33m":                                       "all-minilm",
		"paraphrase-multilingual:latest":                       "paraphrase-multilingual",
		"bge-large:335m":                                       "bge-large",
		"quentinz/bge-large-zh-v1.5:latest":                    "bge-large-zh",
		"jeffh/intfloat-multilingual-e5-large-instruct:latest": "multilingual-e5-large-instruct",
		"jeffh/intfloat-multilingual-e5-large:f16":             "multilingual-e5",
		"something-else:latest":                                "",
		"all-minilm/odd":                                       "",
	} {
		got := ""
		if f := embedFamilyOf(name); len(f.names) > 0 {
			got = f.names[0]
		}
		if got != want {
			t.Errorf("%s is of family %q, want %q", name, got, want)
		}
	}
}

// No entry may be hidden by one before it.
func TestEveryFamilyIsFound(t *testing.T) {
	for _, f := range embedFamilies {
		for _, name := range f.names {
			if got := embedFamilyOf(name); got.names[0] != f.names[0] {
				t.Errorf("%s is found as %s", name, got.names[0])
			}
		}
		if f.rate < 1 || f.rate > 10 || f.context < 128 || f.cut != 0 && (f.cut < 256 || f.cut > 512) {
			t.Errorf("%s: %+v", f.names[0], f)
		}
	}
}

// The prompts as the model cards have them, to the character.
func TestPrompts(t *testing.T) {
	const instruct = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"
	for _, c := range []struct{ model, question, passage, untitled string }{
		{"embeddinggemma", "task: search result | query: q", "title: t | text: p", "title: none | text: p"},
		{"qwen3-embedding:0.6b", instruct + "q", "t\np", "p"},
		{"bge-m3", "q", "t\np", "p"},
		{"granite-embedding:278m", "q", "t\np", "p"},
		{"snowflake-arctic-embed2", "query: q", "t\np", "p"},
		{"nomic-embed-text", "search_query: q", "search_document: t\np", "search_document: p"},
		{"nomic-embed-text-v2-moe", "search_query: q", "search_document: t\np", "search_document: p"},
		{"x/multilingual-e5-large-instruct", instruct + " q", "t\np", "p"},
		{"x/multilingual-e5-base", "query: q", "passage: t\np", "passage: p"},
		{"paraphrase-multilingual", "q", "t\np", "p"},
		{"x/bge-large-zh-v1.5", "为这个句子生成表示以用于检索相关文章：q", "t\np", "p"},
		{"mxbai-embed-large", "Represent this sentence for searching relevant passages: q", "t\np", "p"},
		{"bge-large", "Represent this sentence for searching relevant passages: q", "t\np", "p"},
		{"snowflake-arctic-embed", "Represent this sentence for searching relevant passages: q", "t\np", "p"},
		{"all-minilm", "q", "t\np", "p"},
		{"unheard-of", "q", "t\np", "p"},
	} {
		f := embedFamilyOf(c.model)
		for want, got := range map[string]string{
			c.question: f.render(library.EmbedQuestion, library.EmbedInput{Text: "q"}, 500),
			c.passage:  f.render(library.EmbedPassage, library.EmbedInput{Title: "t", Text: "p"}, 500),
			c.untitled: f.render(library.EmbedPassage, library.EmbedInput{Text: "p"}, 500),
		} {
			if got != want {
				t.Errorf("%s: %q, want %q", c.model, got, want)
			}
		}
	}
}

func TestRender(t *testing.T) {
	gemma := embedFamilyOf("embeddinggemma")
	long := strings.Repeat("文字", 2000)
	for _, c := range []struct {
		name string
		in   library.EmbedInput
		want string
	}{
		{"nothing", library.EmbedInput{}, ""},
		{"blank", library.EmbedInput{Title: " ", Text: "\n\u00a0"}, ""},
		{"only a title", library.EmbedInput{Title: "Soup"}, "title: none | text: Soup"},
		{"a title twice", library.EmbedInput{Title: "Soup", Text: "Soup "}, "title: none | text: Soup"},
		{"broken characters", library.EmbedInput{Title: "a\x00b", Text: "c\xffd\x1be"}, "title: ab | text: cde"},
		{"braces of a page", library.EmbedInput{Title: "{title}", Text: "x"}, "title: {title} | text: x"},
	} {
		if got := gemma.render(library.EmbedPassage, c.in, 500); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for _, limit := range []int{24, 120, 504, 1792} {
		got := gemma.render(library.EmbedPassage, library.EmbedInput{Title: long, Text: long}, limit)
		if n := tokens(got); n > limit || n < limit-2 || !utf8.ValidString(got) {
			t.Errorf("limit %d: %d tokens", limit, n)
		}
		if text := got[strings.Index(got, "text: ")+6:]; tokens(text) < limit/4 {
			t.Errorf("limit %d: the title leaves the text only %d tokens", limit, tokens(text))
		}
	}
}

// The estimate is not below what tokenizers usually make of a text, and not
// far above.
func TestTokens(t *testing.T) {
	for text, bounds := range map[string][2]int{
		"":         {0, 0},
		"book":     {1, 2},
		"北京大学图书馆":  {5, 7},
		"12345":    {5, 5},
		"🙂":        {1, 4},
		"a, b; c.": {4, 6},
		"The quick brown fox jumps over the lazy dog.": {10, 14},
	} {
		if n := tokens(text); n < bounds[0] || n > bounds[1] {
			t.Errorf("%q: %d tokens, want %v", text, n, bounds)
		}
	}
	if got := shorten("文", 0); got != "文" {
		t.Errorf("nothing is left of something: %q", got)
	}
}

func TestVector(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	plain, centred := embedFamily{}, embedFamily{centre: true}
	for _, c := range []struct {
		name   string
		family embedFamily
		raw    []float32
		dims   int
		want   []float32
	}{
		{"whole", plain, []float32{3, 0, 4}, 3, []float32{.6, 0, .8}},
		{"cut", plain, []float32{0, 2, 7}, 2, []float32{0, 1}},
		{"the mean taken out first", centred, []float32{1, 3, 5}, 2, []float32{-1, 0}},
		{"large", plain, []float32{3e37, 0, 4e37}, 3, []float32{.6, 0, .8}},
		{"zero", plain, []float32{0, 0, 0}, 3, nil},
		{"zero after the cut", plain, []float32{0, 0, 1}, 2, nil},
		{"all the same", centred, []float32{1, 1, 1}, 3, nil},
		{"NaN", plain, []float32{1, nan, 1}, 3, nil},
		{"NaN in what is cut off", plain, []float32{1, 1, nan}, 2, nil},
		{"infinite", plain, []float32{1, inf, 1}, 3, nil},
		{"short", plain, []float32{1, 1}, 2, nil},
		{"long", plain, []float32{1, 1, 1, 1}, 3, nil},
		{"none", plain, nil, 3, nil},
	} {
		got, err := c.family.vector(c.raw, 3, c.dims)
		if (err == nil) != (c.want != nil) || len(got) != len(c.want) {
			t.Errorf("%s: %v, %v; want %v", c.name, got, err, c.want)
			continue
		}
		for i := range got {
			if math.Abs(float64(got[i]-c.want[i])) > 1e-6 {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
		}
	}
}
