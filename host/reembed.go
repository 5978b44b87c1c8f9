package main

import (
	"context"
	"time"

	"aibookmark/host/internal/library"
)

// reembedCost is what another embedding model would cost: every passage gets a
// new vector. The time is measured on a few passages, after the model was
// loaded; it is 0 when that cannot be done. embed is the name, "" the best
// installed; nil or the one in use costs nothing.
func (s *services) reembedCost(ctx context.Context, embed *string) (library.ReembedCost, error) {
	if embed == nil {
		return library.ReembedCost{}, nil
	}
	have, err := s.store.EmbeddingModels(ctx)
	if err != nil {
		return library.ReembedCost{}, err
	}
	if *embed == library.BuiltinModel {
		if w := have.Wanted(); w != nil && w.Name == library.BuiltinModel {
			return library.ReembedCost{}, nil
		}
		return s.passagesCost(ctx, 0)
	}
	m, err := s.modelToEmbed(ctx, *embed)
	if *embed == "" && err != nil {
		// Whatever will be best once there is a server: no reason to refuse.
		return library.ReembedCost{}, ctx.Err()
	}
	if err != nil {
		return library.ReembedCost{}, err
	}
	if w := have.Wanted(); w != nil && w.Same(m) {
		return library.ReembedCost{}, nil
	}
	return s.passagesCost(ctx, s.timeOf(ctx, m))
}

func (s *services) modelToEmbed(ctx context.Context, name string) (library.EmbeddingModel, error) {
	if name == "" {
		return s.ollama.EmbeddingModel(ctx)
	}
	return s.ollama.EmbeddingModelNamed(ctx, name)
}

func (s *services) passagesCost(ctx context.Context, each time.Duration) (library.ReembedCost, error) {
	c, err := s.store.Counts(ctx)
	return library.ReembedCost{Passages: c.Passages, Time: each * time.Duration(c.Passages)}, err
}

// A trial of a model: texts of the length of passages, and how long a person
// waits for the number.
const (
	trialTexts = 4
	trialTime  = 20 * time.Second
)

// timeOf is how long a model takes for a passage; 0 when it does not answer.
func (s *services) timeOf(ctx context.Context, m library.EmbeddingModel) time.Duration {
	ctx, cancel := context.WithTimeout(ctx, trialTime)
	defer cancel()
	in := make([]library.EmbedInput, trialTexts)
	for i := range in {
		in[i] = library.EmbedInput{Title: library.TrialTitle, Text: library.TrialText}
	}
	// The first call loads the model.
	if _, err := s.ollama.Embed(ctx, m, library.EmbedPassage, in[:1]); err != nil {
		return 0
	}
	start := time.Now()
	if _, err := s.ollama.Embed(ctx, m, library.EmbedPassage, in); err != nil {
		return 0
	}
	return time.Since(start) / trialTexts
}
