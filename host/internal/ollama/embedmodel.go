package ollama

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"aibookmark/host/internal/library"
)

// embedMost is the size from which an embedding model is too slow to read a
// whole library with, however much memory there is.
const embedMost = 1500 << 20

// EmbeddingModel names the embedding model to use: the chosen one, else the
// best that is installed. Dims is the length that its vectors have here, after
// any cut; Digest is that of the download, so that a model that was pulled
// again under the same name is another one. It is a ModelMissing error when
// there is none or the chosen one is not installed, OllamaUnreachable when
// nobody answers, NotAllowed when the chosen one runs elsewhere.
func (c *Client) EmbeddingModel(ctx context.Context) (library.EmbeddingModel, error) {
	set, err := c.options.Settings(ctx)
	if err != nil {
		return library.EmbeddingModel{}, err
	}
	if set.EmbedModel != "" {
		return c.EmbeddingModelNamed(ctx, set.EmbedModel)
	}
	profiles, err := c.profiles(ctx)
	if err != nil {
		return library.EmbeddingModel{}, err
	}
	fit := slices.DeleteFunc(slices.Clone(profiles), func(p profile) bool { return p.Kind != "embed" || p.Dims == 0 || p.cloud })
	if len(fit) == 0 {
		return library.EmbeddingModel{}, library.Errorf(library.ModelMissing, "model_none_embed")
	}
	return slices.MaxFunc(fit, func(a, b profile) int {
		return cmp.Or(cmp.Compare(c.suitsEmbedding(a), c.suitsEmbedding(b)), strings.Compare(b.Name, a.Name))
	}).embeddingModel(), nil
}

// EmbeddingModelNamed is EmbeddingModel for the one of that name, for a model
// that is still in use while another one is built. The name comes back as the
// server writes it.
func (c *Client) EmbeddingModelNamed(ctx context.Context, name string) (library.EmbeddingModel, error) {
	p, err := c.embedder(ctx, name)
	if err != nil {
		return library.EmbeddingModel{}, err
	}
	return p.embeddingModel(), nil
}

// embedder finds an installed embedding model by name.
func (c *Client) embedder(ctx context.Context, name string) (profile, error) {
	profiles, err := c.profiles(ctx)
	if err != nil {
		return profile{}, err
	}
	i := slices.IndexFunc(profiles, func(p profile) bool { return sameModel(p.Name, name) })
	switch {
	case i < 0 && c.isCloud(name):
		return profile{}, library.Errorf(library.NotAllowed, "model_cloud", name)
	case i < 0:
		return profile{}, library.Errorf(library.ModelMissing, "model_missing", name)
	case profiles[i].Kind != "embed" || profiles[i].Dims == 0:
		return profile{}, library.Errorf(library.ModelMissing, "model_no_embed", name)
	}
	return profiles[i], nil
}

func (p profile) embeddingModel() library.EmbeddingModel {
	return library.EmbeddingModel{Name: p.Name, Digest: p.digest, Dims: embedFamilyOf(p.Name).dims(p.Dims)}
}

// suitsEmbedding rates a model for reading the library, larger is better: its
// family, less what it is too large.
func (c *Client) suitsEmbedding(p profile) float64 {
	most := int64(embedMost)
	if c.options.MemoryBytes > 0 {
		// Beside a chat model, a browser and everything else.
		most = min(most, c.options.MemoryBytes/6)
	}
	rate := float64(embedFamilyOf(p.Name).rate)
	if over := float64(p.Bytes) / float64(most); over > 1 {
		rate -= 2 * min(over, 4)
	}
	return rate
}
