package answer

import (
	"context"
	"sync"
	"time"

	"aibookmark/host/internal/library"
)

// live is an answer under way: what has been said of it so far, for everybody
// who follows it, and the way to stop it.
type live struct {
	conversation string
	question     string
	began        time.Time
	stop         context.CancelFunc
	// keeping is held while the turn is put into the history, so that whoever
	// reads a conversation sees it there or under way, never both or neither.
	keeping sync.Mutex
	over    bool // guarded by keeping

	mu      sync.Mutex
	sources library.AskEvent
	notice  library.AskEvent
	// rounds count the events of sources and notice, which replace each other.
	rounds   [2]int
	thinking []byte
	text     []byte
	// changed is closed at every change, and made anew.
	changed chan struct{}
	// ended is closed at the end, when answer and err are there.
	ended  chan struct{}
	answer library.Answer
	err    error
}

// seen is how much of a live answer a follower has heard.
type seen struct {
	rounds         [2]int
	thinking, text int
}

// tell notes an event.
func (l *live) tell(e library.AskEvent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch e.Kind {
	case library.AskSources:
		l.sources = e
		l.rounds[0]++
	case library.AskNotice:
		l.notice = e
		l.rounds[1]++
	case library.AskThinking:
		l.thinking = append(l.thinking, e.Text...)
	case library.AskText:
		l.text = append(l.text, e.Text...)
	}
	l.announce()
}

// finish notes how it ended.
func (l *live) finish(ans library.Answer, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answer, l.err = ans, err
	close(l.ended)
	l.announce()
}

func (l *live) announce() {
	close(l.changed)
	l.changed = make(chan struct{})
}

// since returns what was said since s, which it brings up to date, and a
// channel that is closed when there is more or it has ended.
func (l *live) since(s *seen) (events []library.AskEvent, changed <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s.rounds[0] != l.rounds[0] {
		events = append(events, l.sources)
	}
	if s.rounds[1] != l.rounds[1] {
		events = append(events, l.notice)
	}
	if more := l.thinking[s.thinking:]; len(more) > 0 {
		events = append(events, library.AskEvent{ConversationID: l.conversation, Kind: library.AskThinking, Text: string(more)})
	}
	if more := l.text[s.text:]; len(more) > 0 {
		events = append(events, library.AskEvent{ConversationID: l.conversation, Kind: library.AskText, Text: string(more)})
	}
	*s = seen{rounds: l.rounds, thinking: len(l.thinking), text: len(l.text)}
	return events, l.changed
}

// soFar is the answer as far as it has come.
func (l *live) soFar() library.Answer {
	l.mu.Lock()
	defer l.mu.Unlock()
	return library.Answer{
		Text: string(l.text), Found: true, Citations: []library.Citation{}, Sources: l.sources.Hits,
		ConversationID: l.conversation, Took: time.Since(l.began),
	}
}

// begin makes an answer of a conversation known and stops the one before it
// there. The context ends when somebody stops it.
func (a *Answerer) begin(ctx context.Context, conversation, question string) (context.Context, *live) {
	ctx, stop := context.WithCancel(ctx)
	l := &live{conversation: conversation, question: question, began: time.Now(), stop: stop, changed: make(chan struct{}), ended: make(chan struct{})}
	a.mu.Lock()
	defer a.mu.Unlock()
	if before := a.live[conversation]; before != nil {
		before.stop()
	}
	a.live[conversation] = l
	return ctx, l
}

// end takes an answer out of those under way; with keep it is first put into
// the history.
func (a *Answerer) end(l *live, ans library.Answer, err error, keep func()) {
	l.keeping.Lock()
	if err == nil {
		keep()
	}
	l.over = true
	a.mu.Lock()
	if a.live[l.conversation] == l {
		delete(a.live, l.conversation)
	}
	a.mu.Unlock()
	l.keeping.Unlock()
	l.finish(ans, err)
	l.stop()
}

func (a *Answerer) underway(conversation string) *live {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.live[conversation]
}

// Follow joins the answer that is under way in a conversation, whoever asked:
// emit gets what was said so far, in one piece of each kind, and then what
// comes. It returns what Ask does. When ctx ends it stops the answer, for
// everyone. Where nothing is under way it returns the conversation's last
// answer at once; a conversation that is not there is a NotFound error.
func (a *Answerer) Follow(ctx context.Context, conversation string, emit func(library.AskEvent)) (library.Answer, error) {
	l := a.underway(conversation)
	if l == nil {
		return a.lastAnswer(ctx, conversation)
	}
	for heard := (seen{}); ; {
		ended := l.isOver()
		events, changed := l.since(&heard)
		for _, e := range events {
			emit(e)
		}
		if ended {
			return l.answer, l.err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			l.stop()
			return library.Answer{}, library.Errorf(library.Cancelled, "cancelled", ctx.Err())
		}
	}
}

func (a *Answerer) lastAnswer(ctx context.Context, conversation string) (library.Answer, error) {
	turns, err := a.history.Conversation(ctx, conversation)
	if err != nil {
		return library.Answer{}, err
	}
	return ReadAnswer(turns[len(turns)-1].Answer)
}

// Running is a question whose answer is under way, as far as it has come.
type Running struct {
	Question string
	Answer   library.Answer
	At       time.Time
}

// Conversation returns the turns of a conversation, oldest first, and the one
// that is being answered, nil when none is. One that is not there is a
// NotFound error.
func (a *Answerer) Conversation(ctx context.Context, id string) ([]library.Turn, *Running, error) {
	l := a.underway(id)
	if l == nil {
		turns, err := a.history.Conversation(ctx, id)
		return turns, nil, err
	}
	l.keeping.Lock()
	defer l.keeping.Unlock()
	turns, err := a.history.Conversation(ctx, id)
	if l.over {
		return turns, nil, err
	}
	if library.KindOf(err) == library.NotFound {
		turns, err = []library.Turn{}, nil
	}
	return turns, &Running{Question: l.question, Answer: l.soFar(), At: l.began}, err
}

// Stop stops what is being answered in a conversation, or everywhere for "",
// and waits until it is not kept any more; it counts what it stopped.
func (a *Answerer) Stop(id string) int {
	a.mu.Lock()
	var stopped []*live
	for conversation, l := range a.live {
		if id == "" || conversation == id {
			stopped = append(stopped, l)
		}
	}
	a.mu.Unlock()
	for _, l := range stopped {
		l.stop()
		<-l.ended
	}
	return len(stopped)
}

// isOver tells whether all has been said.
func (l *live) isOver() bool {
	select {
	case <-l.ended:
		return true
	default:
		return false
	}
}
