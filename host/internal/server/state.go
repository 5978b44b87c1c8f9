package server

import (
	"context"
	"math"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

func (c *conn) stateMethods(t map[string]method) {
	s := c.s.services
	if s.Status != nil {
		t[protocol.MethodStatus] = on(c.statusCall).beforeInitialize().within(c.s.limits.read)
	}
	if s.Doctor != nil {
		t[protocol.MethodDoctor] = on(c.doctor).beforeInitialize().within(c.s.limits.heavy)
	}
	if s.Models != nil {
		t[protocol.MethodModelsList] = on(c.modelsList).within(c.s.limits.read)
		t[protocol.MethodModelsChoose] = on(c.modelsChoose).inOrder()
	}
	if s.Work != nil {
		t[protocol.MethodWorkPause] = on(c.workPause).inOrder()
		t[protocol.MethodWorkResume] = on(c.workResume).inOrder()
	}
}

func (c *conn) workPause(ctx context.Context, _ protocol.Empty) (protocol.Status, error) {
	c.s.services.Work.Pause()
	return c.statusNow(ctx)
}

func (c *conn) workResume(ctx context.Context, _ protocol.Empty) (protocol.Status, error) {
	c.s.services.Work.Resume()
	return c.statusNow(ctx)
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

func (c *conn) statusCall(ctx context.Context, _ protocol.Empty) (protocol.Status, error) {
	return c.statusNow(ctx)
}

// statusNow is the state of the host as a wire type.
func (c *conn) statusNow(ctx context.Context) (protocol.Status, error) {
	if c.s.services.Status == nil {
		return statusOut(library.Status{}, c.s.o.Version), nil
	}
	st, err := c.s.services.Status.Status(ctx)
	return statusOut(st, c.s.o.Version), err
}

func (c *conn) doctor(ctx context.Context, _ protocol.Empty) (r protocol.DoctorResult, err error) {
	return Doctor(c.s.services.Doctor(ctx, c.language())), ctx.Err()
}

func (c *conn) modelsList(ctx context.Context, _ protocol.Empty) (r protocol.ModelsList, err error) {
	inv, err := c.s.services.Models.Inventory(ctx, c.language())
	if err != nil {
		return r, err
	}
	return ModelsList(inv), nil
}
