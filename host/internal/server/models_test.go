package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"aibookmark/host/internal/browsertest"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

// The progress of a download comes before its result, in order.
func TestPullTellsItsProgress(t *testing.T) {
	h := open(t, &fake{})
	var r protocol.ModelParams
	h.call(protocol.MethodModelsPull, protocol.PullParams{Name: "qwen3:4b"}, &r)
	var phases []string
	answered := false
	for _, m := range h.Messages() {
		switch {
		case m.Method == protocol.NotifyModelsEvent:
			var e protocol.ModelEvent
			if err := json.Unmarshal(m.Params, &e); err != nil || e.Name != "qwen3:4b" || e.Total != 2 {
				t.Errorf("event %+v, %v", e, err)
			}
			if phases = append(phases, e.Phase); answered {
				t.Error("an event after the result")
			}
		case m.Method == "":
			answered = len(phases) > 0
		}
	}
	if !slices.Equal(phases, []string{"downloading", "done"}) || r.Name != "qwen3:4b" {
		t.Errorf("phases %v, result %+v", phases, r)
	}
}

// Cancelling the call stops the download.
func TestPullCanBeCancelled(t *testing.T) {
	stopped := make(chan struct{})
	h := open(t, &fake{pull: func(ctx context.Context, name string, force bool, tell func(library.PullProgress)) (string, error) {
		if !force {
			t.Error("the wish to do it anyway got lost")
		}
		tell(library.PullProgress{Name: name, Phase: library.PullStarting})
		<-ctx.Done()
		close(stopped)
		return "", library.Errorf(library.Cancelled, "pull_cancelled", name, ctx.Err())
	}})
	p := h.begin(protocol.MethodModelsPull, protocol.PullParams{Name: "big", Force: true})
	if _, err := h.Event(t.Context(), protocol.NotifyModelsEvent); err != nil {
		t.Fatal(err)
	}
	if err := h.Notify(protocol.MethodCancel, []any{p.ID}); err != nil {
		t.Fatal(err)
	}
	var e *browsertest.Error
	if err := p.Wait(t.Context(), nil); !errors.As(err, &e) || e.Data.Kind != protocol.KindCancelled {
		t.Errorf("%v", err)
	}
	<-stopped
}

func TestPullChecksItsParameters(t *testing.T) {
	h := open(t, &fake{})
	for want, p := range map[protocol.ErrorKind]protocol.PullParams{
		protocol.KindInvalidParams: {}, protocol.KindNotFound: {Name: "qwen3:4b", Join: true},
	} {
		var e *browsertest.Error
		if err := h.Call(t.Context(), protocol.MethodModelsPull, p, nil); !errors.As(err, &e) || e.Data.Kind != want {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

func TestStartAndWarm(t *testing.T) {
	f := &fake{}
	h := open(t, f)
	var r protocol.OllamaState
	if h.call(protocol.MethodModelsStart, nil, &r); r.Ollama != "ready" {
		t.Errorf("%+v", r)
	}
	if h.call(protocol.MethodModelsWarm, nil, nil); f.warmed.Load() != 1 {
		t.Errorf("warmed %d times", f.warmed.Load())
	}
}
