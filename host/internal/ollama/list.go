package ollama

import (
	"context"
	"slices"
	"strings"

	"github.com/ollama/ollama/api"
	"github.com/ollama/ollama/types/model"
	"golang.org/x/sync/errgroup"

	"aibookmark/host/internal/library"
)

// modelKey names one state of a model; a new download has a new digest.
type modelKey struct{ address, name, digest string }

// profile is what the server tells of a model.
type profile struct {
	library.Model
	family   string
	digest   string
	thinking bool
	// cloud: the server only passes the words on to somebody else's.
	cloud bool
}

// List returns the models that are installed and run here, sorted by name:
// what each can do comes from the model itself (/api/show), never from its
// name. A model that neither embeds nor chats is left out.
func (c *Client) List(ctx context.Context) ([]library.Model, error) {
	profiles, err := c.profiles(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]library.Model, 0, len(profiles))
	for _, p := range profiles {
		out = append(out, p.Model)
	}
	return out, nil
}

// profiles returns what is known of every usable model, sorted by name.
func (c *Client) profiles(ctx context.Context) ([]profile, error) {
	e, err := c.endpoint(ctx)
	if err != nil {
		return nil, err
	}
	caller := ctx
	ctx, cancel := context.WithTimeout(ctx, c.options.Ask)
	defer cancel()
	list, err := e.api.List(ctx)
	if err != nil {
		return nil, e.explain(caller, "", err)
	}
	found := make([]profile, len(list.Models))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(4)
	for i, m := range list.Models {
		group.Go(func() error {
			p, err := c.profile(ctx, e, m)
			if status, ok := statusOf(err); ok && status != 0 {
				// Deleted since it was listed, or damaged: no model for us.
				return nil
			}
			found[i] = p
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, e.explain(caller, "", err)
	}
	found = slices.DeleteFunc(found, func(p profile) bool { return p.Kind == "" || p.cloud && !e.remote })
	slices.SortFunc(found, func(a, b profile) int { return strings.Compare(a.Name, b.Name) })
	return found, nil
}

// profile asks what a listed model can do, once per digest.
func (c *Client) profile(ctx context.Context, e *endpoint, m api.ListModelResponse) (profile, error) {
	key := modelKey{e.address, m.Name, m.Digest}
	c.mu.Lock()
	p, ok := c.known[key]
	c.mu.Unlock()
	if ok {
		return p, nil
	}
	show, err := e.api.Show(ctx, &api.ShowRequest{Model: m.Name})
	if err != nil {
		return profile{}, err
	}
	p = readProfile(m, show)
	c.mu.Lock()
	c.known[key] = p
	c.mu.Unlock()
	return p, nil
}

// readProfile reads dimensions and context from the keys of the GGUF file
// ("<architecture>.embedding_length", "<architecture>.context_length").
func readProfile(m api.ListModelResponse, show *api.ShowResponse) profile {
	arch, _ := show.ModelInfo["general.architecture"].(string)
	number := func(key string) int {
		v, _ := show.ModelInfo[arch+"."+key].(float64)
		if v < 0 || v > 1<<30 {
			return 0
		}
		return int(v)
	}
	p := profile{
		Model:    library.Model{Name: m.Name, Bytes: m.Size, Context: number("context_length")},
		family:   arch,
		digest:   m.Digest,
		thinking: slices.Contains(show.Capabilities, model.CapabilityThinking),
		cloud:    show.RemoteHost != "" || m.RemoteHost != "",
	}
	if p.family == "" {
		p.family = show.Details.Family
	}
	switch {
	case slices.Contains(show.Capabilities, model.CapabilityEmbedding):
		p.Kind, p.Dims = "embed", number("embedding_length")
	case slices.Contains(show.Capabilities, model.CapabilityCompletion):
		p.Kind = "chat"
	}
	return p
}
