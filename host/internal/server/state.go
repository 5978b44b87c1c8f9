package server

import (
	"context"

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
	}
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
