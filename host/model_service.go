package main

import (
	"context"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/models"
)

// modelService lists models, gets them and changes which are in use.
type modelService struct {
	*models.Models
	*models.Downloads
	s *services
}

// StartOllama starts an installed Ollama; what it has is in use when it
// returns.
func (m modelService) StartOllama(ctx context.Context) (string, error) {
	err := m.s.ollama.StartServer(ctx)
	if err != nil {
		return "", err
	}
	m.s.modelInstalled(ctx)
	return m.State(ctx).Ollama, nil
}

// Choose names the models to use, "" for the best installed; nil leaves one as
// it is. With dryRun it only tells what it would cost.
func (m modelService) Choose(ctx context.Context, embed, chat *string, dryRun bool) (library.ReembedCost, error) {
	cost, err := m.s.reembedCost(ctx, embed)
	if err != nil || dryRun {
		return cost, err
	}
	_, err = settings{m.s}.SetSettings(ctx, func(set *library.Settings) {
		if embed != nil {
			set.EmbedModel = *embed
		}
		if chat != nil {
			set.ChatModel = *chat
		}
	})
	return cost, err
}
