package server

import (
	"context"
	"math"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

func (c *conn) modelMethods(t map[string]method) {
	if c.s.services.Models == nil {
		return
	}
	t[protocol.MethodModelsList] = on(c.modelsList).within(c.s.limits.read)
	t[protocol.MethodModelsChoose] = on(c.modelsChoose).inOrder()
	t[protocol.MethodModelsPull] = on(c.modelsPull).within(c.s.limits.pull)
	t[protocol.MethodModelsStart] = on(c.modelsStart).within(c.s.limits.heavy)
	t[protocol.MethodModelsWarm] = on(c.modelsWarm).within(c.s.limits.read)
}

func (c *conn) modelsList(ctx context.Context, _ protocol.Empty) (r protocol.ModelsList, err error) {
	inv, err := c.s.services.Models.Inventory(ctx, c.language())
	if err != nil {
		return r, err
	}
	return ModelsList(inv), nil
}

// modelsChoose changes the models in use and tells what that costs.
func (c *conn) modelsChoose(ctx context.Context, p protocol.ChooseParams) (r protocol.ModelsChosen, err error) {
	for _, name := range []*string{p.Embed, p.Chat} {
		if name != nil && len(*name) > maxName {
			return r, invalid("a model's name is longer than %d bytes", maxName)
		}
	}
	cost, err := c.s.services.Models.Choose(ctx, p.Embed, p.Chat, p.DryRun)
	return ModelsChosen(cost), err
}

// ModelsChosen is what a change of models costs, as a wire type.
func ModelsChosen(cost library.ReembedCost) protocol.ModelsChosen {
	return protocol.ModelsChosen{Reembed: protocol.Reembed{Passages: cost.Passages, Seconds: int(math.Ceil(cost.Time.Seconds()))}}
}

// modelsPull downloads a model. Its progress is told like the events of a
// question: in order, and none after the result.
func (c *conn) modelsPull(ctx context.Context, p protocol.PullParams) (r protocol.ModelParams, err error) {
	if p.Name == "" || len(p.Name) > maxName {
		return r, invalid("name: expected the name of a model, at most %d bytes", maxName)
	}
	k := callOf(ctx)
	tell := func(p library.PullProgress) {
		k.event(func() { c.notify(c.ctx, protocol.NotifyModelsEvent, modelEvent(p)) })
	}
	if p.Join {
		r.Name, err = c.s.services.Models.Join(ctx, p.Name, tell)
		return r, err
	}
	r.Name, err = c.s.services.Models.Pull(ctx, p.Name, p.Force, tell)
	return r, err
}

func modelEvent(p library.PullProgress) protocol.ModelEvent {
	return protocol.ModelEvent{Name: p.Name, Phase: string(p.Phase), Completed: p.Completed, Total: p.Total}
}

func (c *conn) modelsStart(ctx context.Context, _ protocol.Empty) (protocol.OllamaState, error) {
	state, err := c.s.services.Models.StartOllama(ctx)
	return OllamaState(state), err
}

func (c *conn) modelsWarm(context.Context, protocol.Empty) (protocol.Empty, error) {
	c.s.services.Models.Warm()
	return protocol.Empty{}, nil
}
