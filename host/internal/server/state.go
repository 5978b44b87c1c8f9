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
