package ollama

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"aibookmark/host/internal/library"
)

// Context windows to ask for. A window costs memory for as long as the model
// is loaded (about 0.15 MB a token for a model of four billion weights), and
// a longer prompt costs seconds on a processor without help; eight thousand
// tokens hold a dozen passages with room for the answer.
const (
	contextTokens      = 8192
	contextTokensSmall = 4096
	// smallMemory is where a machine counts as small: 12 GiB.
	smallMemory = 12 << 30
)

// ChatModel names the model that answers and the context window to ask of it:
// the chosen one, else the best that is installed. It is a ModelMissing error
// when there is none or the chosen one is not installed, OllamaUnreachable
// when nobody answers, NotAllowed when the chosen one runs elsewhere.
func (c *Client) ChatModel(ctx context.Context) (name string, window int, err error) {
	set, err := c.options.Settings(ctx)
	if err != nil {
		return "", 0, err
	}
	profiles, err := c.profiles(ctx)
	if err != nil {
		return "", 0, err
	}
	p, err := c.choose(set, profiles)
	if err != nil {
		return "", 0, err
	}
	return p.Name, c.window(p), nil
}

func (c *Client) choose(set library.Settings, profiles []profile) (profile, error) {
	if set.ChatModel != "" {
		for _, p := range profiles {
			if p.Kind == "chat" && sameModel(p.Name, set.ChatModel) {
				return p, nil
			}
		}
		if c.isCloud(set.ChatModel) {
			return profile{}, library.Errorf(library.NotAllowed, "model_cloud", set.ChatModel)
		}
		return profile{}, library.Errorf(library.ModelMissing, "model_missing", set.ChatModel)
	}
	chat := slices.DeleteFunc(slices.Clone(profiles), func(p profile) bool { return p.Kind != "chat" || p.cloud })
	if len(chat) == 0 {
		return profile{}, library.Errorf(library.ModelMissing, "model_none")
	}
	return slices.MaxFunc(chat, func(a, b profile) int {
		return cmp.Or(cmp.Compare(c.suits(a), c.suits(b)), strings.Compare(b.Name, a.Name))
	}), nil
}

// isCloud tells whether a model that was asked about runs elsewhere.
func (c *Client) isCloud(name string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, p := range c.known {
		if p.cloud && sameModel(key.name, name) {
			return true
		}
	}
	return false
}

// sameModel compares names as Ollama does: no tag means ":latest".
func sameModel(a, b string) bool {
	full := func(s string) string {
		if !strings.Contains(s[strings.LastIndexByte(s, '/')+1:], ":") {
			s += ":latest"
		}
		return strings.ToLower(s)
	}
	return full(a) == full(b)
}

// families rates model families by how well they answer from passages in
// Chinese and English, ten being best. Matched as a prefix of the
// architecture that the model file names; an unknown one counts four.
var families = []struct {
	prefix string
	rate   int
}{
	{"qwen3", 10}, {"qwen2", 9}, {"qwen", 9}, {"gemma3", 8}, {"gemma4", 9}, {"glm", 8}, {"chatglm", 7}, {"internlm", 7},
	{"deepseek", 7}, {"minicpm", 6}, {"gptoss", 7}, {"gpt-oss", 7}, {"mistral", 6}, {"gemma", 5}, {"llama", 5},
	{"granite", 5}, {"phi", 4},
}

// specialists are names of models that chat but were made for another task.
var specialists = []string{"coder", "code", "math", "vision", "-vl", "vl:", "ocr", "guard", "rerank", "base", "translate", "sql"}

// suits rates a model for answering, larger is better: family first, then
// size, where more is better until it no longer fits beside everything else.
func (c *Client) suits(p profile) float64 {
	rate := 4.0
	for _, f := range families {
		if strings.HasPrefix(strings.ToLower(p.family), f.prefix) {
			rate = float64(f.rate)
			break
		}
	}
	for _, word := range specialists {
		if strings.Contains(strings.ToLower(p.Name), word) {
			rate -= 4
			break
		}
	}
	if strings.Contains(strings.ToLower(p.Name), "instruct") {
		// Of a family with both, the one that answers without thinking first.
		rate += 0.5
	}
	budget := float64(6 << 30)
	if c.options.MemoryBytes > 0 {
		budget = float64(c.options.MemoryBytes) * 0.45
	}
	size := float64(p.Bytes) / budget
	switch {
	case size > 1:
		// It would push everything else out of memory, or not load at all.
		rate -= 6 * min(size, 10)
	case p.Bytes < 400<<20:
		// Below about half a billion weights a model rarely keeps to rules.
		rate -= 5
	default:
		rate += 4 * size
	}
	return rate
}

// window is the context to ask of a model; the same at every call, since
// another one makes Ollama load the model again.
func (c *Client) window(p profile) int {
	window := contextTokens
	if c.options.MemoryBytes > 0 && c.options.MemoryBytes < smallMemory {
		window = contextTokensSmall
	}
	if p.Context > 0 {
		window = min(window, p.Context)
	}
	return window
}
