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

// EmbeddingPlan says which model the index is to have vectors of; none, when
// Model has no name.
type EmbeddingPlan struct {
	Model EmbeddingModel
	// Docs and Data are those of a built-in model: how many pages it was
	// learnt from, and the model itself.
	Docs int
	Data []byte
}

// ReembedCost is what a change of the embedding model costs: how many passages
// get new vectors, and about how long that takes; 0 when unknown.
type ReembedCost struct {
	Passages int
	Time     time.Duration
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
type EmbedInput struct {
	Title, Text string
	// Words is the text for a model that only counts words: all titles and
	// folders for a title passage. Empty means Title and Text.
	Words string
}

// Embedding is the outcome for one text: a vector of unit length, or the
// reason why this text, and not the model as a whole, failed. Neither means
// that the text says nothing to the model: there is nothing to look for.
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

// PassageVector is the vector of a passage, of unit length; nil for a passage
// that says nothing to the model and need not wait any longer.
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
	// Title: it is that of a title passage.
	Title bool
	Scale float32
	Code  []int8
}

// VectorState says what the vectors of the index are: two equal ones mean that
// nothing has changed.
type VectorState struct {
	// Epoch names the index; it is another one after it was made anew.
	Epoch string
	// Model is the id of the model that answers; 0 when there is none.
	Model int64
	// FirstVector and LastVector are the first and the last number of the
	// vectors stored, LastGone is the last of the log of those that went.
	FirstVector, LastVector, LastGone int64
	// Noise is how near, as a cosine, the passages of this library come to a
	// question about something else, for this model; 0 while that is not known.
	Noise float32
}

// PassageRef is a passage found by meaning.
type PassageRef struct {
	PassageID, PageID int64
	// Score is the cosine of passage and question, at most 1.
	Score float32
}

// TrialTitle and TrialText are a passage of ordinary length, to measure with
// how long a model takes for one.
const (
	TrialTitle = "How a lighthouse works"
	TrialText  = "A lamp in the lantern room shines through a lens that turns. The lens gathers the light of the lamp into a few strong beams, " +
		"which a ship sees as flashes. Each lighthouse has its own rhythm, written down on the chart, so that a sailor can tell at night which " +
		"one it is. 灯塔的灯光经过旋转的透镜聚成几道强光，船上的人看到的就是闪光。每座灯塔都有自己的节奏，标在海图上，夜里也能认出是哪一座。" +
		"The light was once kept burning by people who lived in the tower. They trimmed the wick, polished the glass and wound the clockwork " +
		"that turned the lens. Today a small electric lamp does the same, and a sensor switches it on at dusk."
)
