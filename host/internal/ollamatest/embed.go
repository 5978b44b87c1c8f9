package ollamatest

import (
	"encoding/json"
	"hash/fnv"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Embed is a request to embed as it reached the server.
type Embed struct {
	Model      string         `json:"model"`
	Input      []string       `json:"input"`
	Truncate   *bool          `json:"truncate"`
	Dimensions int            `json:"dimensions"`
	Options    map[string]any `json:"options"`
	KeepAlive  any            `json:"keep_alive"`
}

// Has tells whether a text of the request contains part.
func (e Embed) Has(part string) bool {
	return slices.ContainsFunc(e.Input, func(s string) bool { return strings.Contains(s, part) })
}

// Fault is what goes wrong with a request to embed; the zero Fault is nothing.
type Fault struct {
	// Status, when set, is the whole answer, with Message.
	Status  int
	Message string
	// Body is sent instead of the answer, for what JSON cannot be made of.
	Body string
	// Die closes the connection after half of the answer; Hang never answers.
	Die, Hang bool
	// Wait is how long the answer takes, be it a good one.
	Wait time.Duration
	// Bend changes the vectors.
	Bend func([][]float32) [][]float32
}

func (f Fault) isOne() bool {
	return f.Status != 0 || f.Body != "" || f.Die || f.Hang || f.Wait > 0 || f.Bend != nil
}

// FailEmbeds sets what goes wrong with each request to embed from now on; nil
// means nothing. The function is not called concurrently.
func (s *Server) FailEmbeds(faults func(Embed) Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = faults
}

// Embeds returns the requests to embed so far.
func (s *Server) Embeds() []Embed {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.embeds)
}

// embed answers as the real server does: with a vector a text, or, for one
// text that is longer than the context, with no vector at all.
func (s *Server) embed(w http.ResponseWriter, r *http.Request, body []byte) {
	var req Embed
	if err := json.Unmarshal(body, &req); err != nil {
		reply(w, http.StatusBadRequest, map[string]string{"error": "invalid input type"})
		return
	}
	fault, model := s.beginEmbed(req)
	if !pause(r.Context(), fault.Wait) {
		return
	}
	switch {
	case fault.Hang:
		<-r.Context().Done()
		return
	case fault.Status != 0:
		reply(w, fault.Status, map[string]string{"error": fault.Message})
		return
	case fault.Body != "":
		_, _ = w.Write([]byte(fault.Body))
		return
	}
	vectors := [][]float32{}
	for _, text := range req.Input {
		if model.Context > 0 && Tokens(text) > model.Context && req.Truncate != nil && !*req.Truncate {
			reply(w, http.StatusBadRequest, map[string]string{"error": "the input length exceeds the context length"})
			return
		}
		vectors = append(vectors, Vector(text, model.Dims))
	}
	if fault.Bend != nil {
		vectors = fault.Bend(vectors)
	}
	answer, _ := json.Marshal(map[string]any{"model": req.Model, "embeddings": vectors})
	if fault.Die {
		_, _ = w.Write(answer[:len(answer)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(answer)
}

// beginEmbed notes a request and returns what to do with it.
func (s *Server) beginEmbed(req Embed) (Fault, Model) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.embeds = append(s.embeds, req)
	i := slices.IndexFunc(s.models, func(m Model) bool { return m.Name == req.Model })
	switch {
	case i < 0:
		return Fault{Status: http.StatusNotFound, Message: "model \"" + req.Model + "\" not found, try pulling it first"}, Model{}
	case s.faults != nil:
		if fault := s.faults(req); fault.isOne() {
			return fault, s.models[i]
		}
	}
	if !slices.Contains(s.models[i].Capabilities, "embedding") {
		return Fault{Status: http.StatusNotImplemented, Message: "this model does not support embeddings"}, Model{}
	}
	return Fault{}, s.models[i]
}

// Tokens is how many tokens the server counts in a text: words, and Han
// characters one by one.
func Tokens(text string) int { return len(pieces(text)) }

// Vector is the unit vector of a text: texts that share words are near.
func Vector(text string, dims int) []float32 {
	v := make([]float32, max(dims, 1))
	v[0] = 0.01 // Of no text it is a vector too.
	for _, piece := range pieces(text) {
		for k := range 8 {
			h := fnv.New64a()
			_, _ = h.Write([]byte{byte(k)})
			_, _ = h.Write([]byte(piece))
			sum := h.Sum64()
			v[sum>>1%uint64(len(v))] += float32(sum&1)*2 - 1
		}
	}
	square := 0.0
	for _, x := range v {
		square += float64(x) * float64(x)
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(square))
	}
	return v
}

func pieces(text string) (out []string) {
	word := strings.Builder{}
	end := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
	for _, r := range strings.ToLower(text) {
		switch {
		case unicode.Is(unicode.Han, r):
			end()
			out = append(out, string(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word.WriteRune(r)
		default:
			end()
		}
	}
	end()
	return out
}
