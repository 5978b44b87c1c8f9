package modelgen

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// A model is the same to the byte everywhere and always: what a test measured
// with it holds. Whoever changes a model changes these.
func TestModelsAreDeterministic(t *testing.T) {
	for name, m := range map[string]struct {
		make func() *gguf
		want string
	}{
		"embed-lexical": {embedLexical, "81f56bbc848c976467d06f66d63bb81a0e90f4181f1f2fbf374454e78543ca2c"},
		"chat-script":   {chatScript, "6cbfbeb2fa9db9d73559ac5366cb32ba94b4f2f5e8222db1831834702a1c92e6"},
	} {
		file := m.make().bytes()
		if sum := sha256.Sum256(file); hex.EncodeToString(sum[:]) != m.want {
			t.Errorf("%s: %d bytes with SHA-256 %x, want %s", name, len(file), sum, m.want)
		}
		if !bytes.Equal(file, m.make().bytes()) {
			t.Errorf("%s differs from one time to the next", name)
		}
	}
}

// Read back by another reader, a file has what was put in.
func TestFilesAreGGUF(t *testing.T) {
	for name, m := range map[string]struct {
		file []byte
		arch string
		dims int
	}{
		"embed-lexical": {file: EmbedLexical(), arch: "bert", dims: embedDims},
		"chat-script":   {file: ChatScript(), arch: "qwen3", dims: chatWidth},
	} {
		r := read(t, m.file)
		if r.fields["general.architecture"] != m.arch || r.fields["general.name"] != name {
			t.Errorf("%s: architecture %v, name %v", name, r.fields["general.architecture"], r.fields["general.name"])
		}
		if got := r.fields[m.arch+".embedding_length"]; got != uint32(m.dims) {
			t.Errorf("%s: %v dimensions", name, got)
		}
		tokens := r.fields["tokenizer.ggml.tokens"].([]any)
		if shape := r.tensors["token_embd.weight"]; !slices.Equal(shape, []int{m.dims, len(tokens)}) {
			t.Errorf("%s: embeddings of shape %v for %d tokens", name, shape, len(tokens))
		}
		if types := r.fields["tokenizer.ggml.token_type"].([]any); len(types) != len(tokens) {
			t.Errorf("%s: %d types for %d tokens", name, len(types), len(tokens))
		}
	}
	// What makes the server take it for an embedding model.
	if r := read(t, EmbedLexical()); r.fields["bert.pooling_type"] != uint32(1) {
		t.Error("no pooling")
	}
}

func TestHalf(t *testing.T) {
	for x, want := range map[float32]uint16{
		0: 0, 1: 0x3c00, -2: 0xc000, 0.1: 0x2e66, 65504: 0x7bff, 1e6: 0x7c00, 1e-9: 0,
		1 + 1.0/2048: 0x3c00, 1 + 3.0/2048: 0x3c02, // ties go to even
		2047.9: 0x6800, // carries into the exponent
	} {
		if got := half(x); got != want {
			t.Errorf("half(%v) = %#x, want %#x", x, got, want)
		}
	}
}

// Words of one line lie near each other, in both languages; others do not.
func TestConcepts(t *testing.T) {
	vectors := map[string][]float32{}
	for _, p := range embedVocabulary() {
		vectors[p.text] = p.vector()
	}
	for _, pair := range [][2]string{{"cat", "kitten"}, {"cat", "猫"}, {"encryption", "密"}, {"recipe", "烹"}, {"天", "weather"}} {
		if got := cosine(vectors[wordStart+pair[0]], vectors[wordStart+pair[1]]); got < 0.4 {
			t.Errorf("%v: cosine %.2f", pair, got)
		}
	}
	for _, pair := range [][2]string{{"cat", "cargo"}, {"car", "cargo"}, {"猫", "犬"}, {"bank", "river"}, {"rus", "rust"}} {
		if got := cosine(vectors[wordStart+pair[0]], vectors[wordStart+pair[1]]); math.Abs(got) > 0.35 {
			t.Errorf("%v: cosine %.2f", pair, got)
		}
	}
}

// Nothing in the list is lost on the way: twice in a line, a blank of another
// kind, capitals that the tokenizer will have lower-cased, a stop word.
func TestConceptListIsClean(t *testing.T) {
	lines, stops := 0, strings.Fields(stopWords)
	for line := range strings.SplitSeq(conceptList, "\n") {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		if len(words) > 1 {
			lines++
		}
		if sorted := slices.Sorted(slices.Values(words)); len(slices.Compact(sorted)) != len(words) {
			t.Errorf("%q says a word twice", line)
		}
		if strings.ContainsFunc(line, unicode.IsUpper) || strings.ContainsRune(line, '　') {
			t.Errorf("%q has capitals or a full-width blank", line)
		}
		for _, word := range words {
			if slices.Contains(stops, word) {
				t.Errorf("%q is a stop word", word)
			}
		}
	}
	if lines < 100 {
		t.Errorf("%d concepts", lines)
	}
}

func TestHadamardRowsAreOrthogonal(t *testing.T) {
	for a := range 20 {
		for b := range chatWidth {
			if got := cosine(hadamard(a), hadamard(b)); got != map[bool]float64{true: 1}[a == b] {
				t.Fatalf("rows %d and %d: %v", a, b, got)
			}
		}
	}
}

func cosine(a, b []float32) float64 {
	var ab, aa, bb float64
	for i := range a {
		ab += float64(a[i]) * float64(b[i])
		aa += float64(a[i]) * float64(a[i])
		bb += float64(b[i]) * float64(b[i])
	}
	return ab / math.Sqrt(aa*bb)
}

// reader reads a GGUF file as its specification says, and knows nothing of the
// writer.
type reader struct {
	t       *testing.T
	file    []byte
	at      int
	fields  map[string]any
	tensors map[string][]int
}

func read(t *testing.T, file []byte) *reader {
	t.Helper()
	r := &reader{t: t, file: file, fields: map[string]any{}, tensors: map[string][]int{}}
	if magic := string(r.take(4)); magic != "GGUF" || r.uint32() != 3 {
		t.Fatalf("begins with %q", magic)
	}
	tensors, fields := r.uint64(), r.uint64()
	for range fields {
		key := r.text()
		if _, twice := r.fields[key]; twice {
			t.Errorf("field %s twice", key)
		}
		r.fields[key] = r.value(r.uint32())
	}
	end := 0
	for range tensors {
		end = r.tensor(end)
	}
	if start := (r.at + 31) / 32 * 32; start+end != len(file) {
		t.Errorf("%d bytes, want %d of head and %d of data", len(file), start, end)
	}
	return r
}

// tensor reads an entry of the table, whose data must begin at start, and
// returns where the next must.
func (r *reader) tensor(start int) (end int) {
	name := r.text()
	size := 4
	for range r.uint32() {
		n := int(r.uint64())
		r.tensors[name] = append(r.tensors[name], n)
		size *= n
	}
	if r.uint32() == 1 {
		size /= 2
	}
	if offset := int(r.uint64()); offset != start {
		r.t.Errorf("tensor %s begins at %d, want %d", name, offset, start)
	}
	return (start + size + 31) / 32 * 32
}

func (r *reader) take(n int) []byte {
	if n < 0 || r.at+n > len(r.file) {
		r.t.Fatalf("ends before its head does, at %d", r.at)
	}
	r.at += n
	return r.file[r.at-n : r.at]
}

func (r *reader) uint32() uint32 { return binary.LittleEndian.Uint32(r.take(4)) }
func (r *reader) uint64() uint64 { return binary.LittleEndian.Uint64(r.take(8)) }
func (r *reader) text() string   { return string(r.take(int(r.uint64()))) }

func (r *reader) value(kind uint32) any {
	switch kind {
	case 4:
		return r.uint32()
	case 5:
		return int32(r.uint32())
	case 6:
		return math.Float32frombits(r.uint32())
	case 7:
		return r.take(1)[0] == 1
	case 8:
		return r.text()
	case 9:
		of, n := r.uint32(), r.uint64()
		out := make([]any, n)
		for i := range out {
			out[i] = r.value(of)
		}
		return out
	}
	r.t.Fatalf("a field of type %d", kind)
	return nil
}
