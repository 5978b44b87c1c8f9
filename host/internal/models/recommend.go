package models

import (
	"strings"

	"aibookmark/host/internal/library"
)

// offer is a model worth having, for machines of at least memory bytes (and
// less than below, when set).
type offer struct {
	name, kind    string
	bytes         int64
	dims, context int
	memory, below int64
	why           string
}

const (
	mb = 1000 * 1000
	gb = 1 << 30
)

// offers are the models that this program knows to answer well in Chinese and
// English, the first of a kind being the one to take. Sizes are those of the
// default quantisation in Ollama's library, in its decimal megabytes. Machines
// report somewhat less memory than they are sold with, hence 7 for 8 and so on.
// Of qwen3:4b it is the variant that does not think: what goes by the plain
// name cannot be kept from it (ollama/ollama#12917) and is minutes late.
var offers = []offer{
	{"embeddinggemma", "embed", 622 * mb, 768, 2048, 0, 0, "recommend_embed_gemma"},
	{"qwen3-embedding:0.6b", "embed", 639 * mb, 1024, 32768, 7 * gb, 0, "recommend_embed_qwen"},
	{"bge-m3", "embed", 1200 * mb, 1024, 8192, 7 * gb, 0, "recommend_embed_bge"},
	{"qwen3:14b", "chat", 9300 * mb, 0, 40960, 30 * gb, 0, "recommend_chat_large"},
	{"qwen3:8b", "chat", 5200 * mb, 0, 40960, 15 * gb, 0, "recommend_chat_medium"},
	{"qwen3:4b-instruct", "chat", 2500 * mb, 0, 262144, 7 * gb, 0, "recommend_chat_small"},
	{"gemma3:4b", "chat", 3300 * mb, 0, 131072, 7 * gb, 0, "recommend_chat_gemma"},
	{"qwen3:1.7b", "chat", 1400 * mb, 0, 40960, 0, 15 * gb, "recommend_chat_tiny"},
	{"qwen3:0.6b", "chat", 523 * mb, 0, 40960, 0, 7 * gb, "recommend_chat_tiny"},
	{"gemma3:12b", "chat", 8100 * mb, 0, 131072, 30 * gb, 0, "recommend_chat_gemma"},
}

// perKind is how many models of a kind are recommended: a choice, not a list.
const perKind = 3

// recommend picks the offers that suit a machine and are not installed, best
// first in each kind. A machine of unknown memory is taken for one of 8 GB.
func recommend(memory int64, installed []library.Model, locale string) []library.Model {
	if memory <= 0 {
		memory = 8 * gb
	}
	have := map[string]bool{}
	for _, m := range installed {
		have[strings.TrimSuffix(m.Name, ":latest")] = true
	}
	out := []library.Model{}
	count := map[string]int{}
	for _, o := range offers {
		if memory < o.memory || o.below > 0 && memory >= o.below || count[o.kind] == perKind {
			continue
		}
		count[o.kind]++
		if have[o.name] {
			continue
		}
		out = append(out, library.Model{
			Name: o.name, Kind: o.kind, Bytes: o.bytes, Dims: o.dims, Context: o.context,
			Why: library.Text(locale, o.why),
		})
	}
	return out
}
