package answer

import (
	"context"
	"fmt"
	"time"

	"aibookmark/host/internal/library"
)

const (
	// modelPatience bounds the question which model there is: a server that
	// hangs must not keep the reader from the quoted answer.
	modelPatience = 2 * time.Second
	// hungPatience is that for a server that hung within the last hungFor.
	hungPatience = 300 * time.Millisecond
	hungFor      = time.Minute
	// deafness is what a call gets to return after its context has ended.
	deafness = 200 * time.Millisecond
	// together is how long the whole is waited for before what words find is
	// shown, so that what is quick anyway is shown once and does not move.
	together = 25 * time.Millisecond
)

// chatModel is the answer to the question which model there is, which is
// asked while pages are looked for.
type chatModel struct {
	done     chan struct{}
	patience time.Duration
	name     string
	window   int
	err      error
}

func (r *run) askForModel() *chatModel {
	m := &chatModel{done: make(chan struct{}), patience: modelPatience}
	if time.Since(time.UnixMilli(r.hung.Load())) < hungFor {
		m.patience = hungPatience
	}
	if r.model == nil {
		m.err = library.Errorf(library.ModelMissing, "model_none")
		close(m.done)
		return m
	}
	go func() {
		defer close(m.done)
		defer func() {
			if p := recover(); p != nil {
				m.err = fmt.Errorf("panic in the model client: %v", p)
			}
		}()
		ctx, cancel := context.WithTimeout(r.ctx, m.patience)
		defer cancel()
		m.name, m.window, m.err = r.model.ChatModel(ctx)
		switch ctx.Err() {
		case nil:
			r.hung.Store(0)
		case context.DeadlineExceeded:
			r.hung.Store(time.Now().UnixMilli())
		}
	}()
	return m
}

// wait returns the model and its window.
func (m *chatModel) wait(ctx context.Context) (name string, window int, err error) {
	late := time.NewTimer(m.patience + deafness)
	defer late.Stop()
	select {
	case <-m.done:
		return m.name, m.window, m.err
	case <-late.C: // it does not heed its context
		return "", 0, library.Errorf(library.OllamaUnreachable, "ollama_unreachable", modelPatience)
	case <-ctx.Done():
		return "", 0, ctx.Err()
	}
}

// finding is a look-up under way.
type finding struct {
	library.Findings
	err error
}

func (r *run) find(l library.Lookup) <-chan finding {
	out := make(chan finding, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				out <- finding{err: fmt.Errorf("panic while looking for pages: %v", p)}
			}
		}()
		f, err := r.pages.Evidence(r.ctx, l)
		out <- finding{f, err}
	}()
	return out
}

func (r *run) lookup(i intent) library.Lookup {
	return library.Lookup{Text: i.search, Filters: i.filters, Pages: i.pages, Now: r.question.Now, Locale: r.question.Locale}
}

// retrieve finds the pages and tells the sources: what words find at once, and
// what all find when that is there.
func (r *run) retrieve(model *chatModel) error {
	whole := r.lookup(r.intent)
	words := whole
	words.WordsOnly = true
	better := r.rewrite(model)
	all := r.find(whole)
	f, ok, err := r.quickest(words, all)
	if err != nil {
		return err
	}
	if ok && better == nil {
		r.settle(r.intent, f)
		return nil
	}
	r.tell(library.AskEvent{Kind: library.AskSources, Hits: f.Hits})
	if !ok {
		if f, err = r.await(all); err != nil {
			return err
		}
	}
	if better == nil {
		r.settle(r.intent, f)
		return nil
	}
	return r.improve(better, f)
}

// quickest returns the whole, with ok, where that is there in a moment, else
// what words find, which are looked for only then: without a model of meaning
// the two are the same search.
func (r *run) quickest(words library.Lookup, all <-chan finding) (f library.Findings, ok bool, err error) {
	moment := time.NewTimer(together)
	defer moment.Stop()
	select {
	case a := <-all:
		return a.Findings, true, a.err
	case <-moment.C:
	case <-r.ctx.Done():
		return f, false, r.ctx.Err()
	}
	select {
	case a := <-all:
		return a.Findings, true, a.err
	case w := <-r.find(words):
		return w.Findings, false, w.err
	case <-r.ctx.Done():
		return f, false, r.ctx.Err()
	}
}

func (r *run) await(all <-chan finding) (library.Findings, error) {
	select {
	case a := <-all:
		return a.Findings, a.err
	case <-r.ctx.Done():
		return library.Findings{}, r.ctx.Err()
	}
}

// improve looks for what a model made of a follow-up; where it made nothing of
// it, or nothing is found like that, f stands, which the rules found.
func (r *run) improve(better <-chan intent, f library.Findings) error {
	var said intent
	select {
	case said = <-better:
	case <-r.ctx.Done():
		return r.ctx.Err()
	}
	if said.search != "" {
		again, err := r.await(r.find(r.lookup(said)))
		if err != nil {
			return err
		}
		if len(again.Evidence) > 0 {
			r.settle(said, again)
			return nil
		}
	}
	r.settle(r.intent, f)
	return nil
}

// settle tells the final sources: those the answer is made from.
func (r *run) settle(i intent, f library.Findings) {
	r.intent, r.terms = i, contentTerms(i.search)
	r.hits, r.evidence, r.filters = f.Hits, f.Evidence, f.Filters
	r.tell(library.AskEvent{Kind: library.AskSources, Hits: f.Hits, Final: true})
}
