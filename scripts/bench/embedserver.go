package main

// embedserver.go: a server that speaks as much of Ollama as the program asks
// of an embedding model, and answers at once. What is left of the time is the
// program's own.

import (
	"encoding/json"
	"hash/fnv"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
)

const (
	// embedModel is of a family with vectors of 384 dimensions.
	embedModel = "all-minilm:latest"
	embedDims  = 384
	// shades are how many different numbers a vector is made of: writing them
	// out each time would take longer than all the rest.
	shades = 1 << 12
)

// embedServer gives every text a vector of its own, without clusters: the
// time of a search does not depend on them, and its recall is measured
// elsewhere (vectors.go).
type embedServer struct {
	http.Server
	// url is where it listens.
	url    string
	shades [shades][]byte
}

// startEmbedServer starts a server on a local port. Close ends it.
func startEmbedServer(r *rand.Rand) (*embedServer, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &embedServer{url: "http://" + listener.Addr().String()}
	for i := range s.shades {
		s.shades[i] = strconv.AppendFloat(nil, r.NormFloat64()/20, 'f', 6, 32)
	}
	mux := http.NewServeMux()
	for path, answer := range map[string]any{
		"/api/version": map[string]any{"version": "0.17.4"},
		"/api/tags":    map[string]any{"models": []any{map[string]any{"name": embedModel, "model": embedModel, "size": 46 << 20, "digest": "bench"}}},
		"/api/ps":      map[string]any{"models": []any{}},
	} {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(answer) })
	}
	mux.HandleFunc("/api/show", func(w http.ResponseWriter, _ *http.Request) { s.show(w) })
	mux.HandleFunc("/api/embed", s.embed)
	s.Handler = mux
	go s.Serve(listener)
	return s, nil
}

// show tells what the model is.
func (s *embedServer) show(w http.ResponseWriter) {
	_ = json.NewEncoder(w).Encode(map[string]any{
		"capabilities": []string{"embedding"}, "details": map[string]any{"family": "bert"},
		"model_info": map[string]any{"general.architecture": "bert", "bert.context_length": 512, "bert.embedding_length": embedDims},
	})
}

func (s *embedServer) embed(w http.ResponseWriter, r *http.Request) {
	var request struct{ Input []string }
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		http.Error(w, `{"error":"not understood"}`, http.StatusBadRequest)
		return
	}
	answer := []byte(`{"model":"` + embedModel + `","embeddings":[`)
	for i, text := range request.Input {
		if i > 0 {
			answer = append(answer, ',')
		}
		answer = s.vector(answer, text)
	}
	_, _ = w.Write(append(answer, "]}"...))
}

// vector appends the vector of a text, as JSON.
func (s *embedServer) vector(to []byte, text string) []byte {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text))
	r := rand.NewPCG(h.Sum64(), 0)
	for i := range embedDims {
		separator := byte(',')
		if i == 0 {
			separator = '['
		}
		to = append(append(to, separator), s.shades[r.Uint64()%shades]...)
	}
	return append(to, ']')
}
