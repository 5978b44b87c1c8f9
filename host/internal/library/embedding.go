package library

import "time"

// EmbeddingModel is a model that turns text into vectors, in one version:
// vectors of models that differ in anything here cannot be compared.
type EmbeddingModel struct {
	// ID is the model's row in the index; 0 until it has one.
	ID int64
	// Name is Ollama's name of the model, or BuiltinModel.
	Name string
	// Digest is the version: Ollama's digest of the model, or that of the
	// trained built-in one.
	Digest string
	// Dims is the length of the stored vectors, after any cut.
	Dims int
}

// BuiltinModel names the embedder that is learnt from the library itself and
// needs no download.
const BuiltinModel = "builtin"

// Same tells whether vectors of both can be compared.
func (m EmbeddingModel) Same(other EmbeddingModel) bool {
	return m.Name == other.Name && m.Digest == other.Digest && m.Dims == other.Dims
}

// IndexModels are the models that the index has vectors of: the one that
// answers, and the one that is made beside it and will take its place. Both
// are nil where there is none.
type IndexModels struct {
	Current, Building *IndexModel
}

// Wanted is the model that passages get vectors of: the one being made, else
// the one that answers; nil when there is none.
func (m IndexModels) Wanted() *IndexModel {
	if m.Building != nil {
		return m.Building
	}
	return m.Current
}

// IndexModel is a model with its place in the index.
type IndexModel struct {
	EmbeddingModel
	// Docs is how many pages a built-in model was learnt from.
	Docs int
}

// EmbedKind says what a text is, since many models want the two told apart.
type EmbedKind int

// The kinds of texts to embed.
const (
	EmbedPassage EmbedKind = iota
	EmbedQuestion
)

// EmbedInput is one text to embed. Title is the title of the page a passage
// is from; empty for questions. Models with a place for titles put it there,
// for others it stands before the text.
type EmbedInput struct{ Title, Text string }

// Embedding is the outcome for one text: a vector of unit length, or the
// reason why this text, and not the model as a whole, failed.
type Embedding struct {
	Vector []float32
	Err    error
}

// PassageTask is a passage that waits for its vector.
type PassageTask struct {
	Passage
	// Attempts is how often it failed.
	Attempts int
}

// PassageVector is the vector of a passage, of unit length.
type PassageVector struct {
	PassageID int64
	// Hash is that of the passage when it was read: a passage that changed
	// meanwhile does not take the vector.
	Hash   string
	Vector []float32
}

// PassageFailure sets a passage aside until Next.
type PassageFailure struct {
	PassageID int64
	// Hash is that of the passage when it was read.
	Hash string
	// Reason is a short word without any of the text.
	Reason string
	Next   time.Time
}

// VectorRow is a stored vector as the scan wants it: element i of the vector
// is about Scale times Code[i].
type VectorRow struct {
	// Seq rises with every vector stored.
	Seq               int64
	PassageID, PageID int64
	Scale             float32
	Code              []int8
}

// PassageRef is a passage found by meaning.
type PassageRef struct {
	PassageID, PageID int64
	// Score is the cosine of passage and question, at most 1.
	Score float32
}
