package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"aibookmark/host/internal/answer"
	"aibookmark/host/internal/library"
)

// longestLine bounds a question typed or pasted, in bytes.
const longestLine = 1 << 20

// typed is what a person types: lines until the input ends, then why it did.
type typed struct {
	lines <-chan string
	err   error // of reading, once lines is closed
}

func readTyped(in io.Reader) *typed {
	lines := make(chan string)
	t := &typed{lines: lines}
	go func() {
		defer close(lines)
		scanner := bufio.NewScanner(in)
		scanner.Buffer(nil, longestLine)
		for scanner.Scan() {
			lines <- scanner.Text()
		}
		t.err = scanner.Err()
	}()
	return t
}

// errLeft ends a conversation.
var errLeft = errors.New("the person left")

// converse answers question after question until the input ends. Ctrl-C stops
// the answer that is being written; where none is, it ends the conversation.
func (a *app) converse(s *services, q answer.Question) error {
	interrupts := make(chan os.Signal, 2)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	input := readTyped(a.stdin)
	a.printf("%s\n", library.Text(a.locale, "cli_converse"))
	for {
		line, err := a.prompt(input, interrupts)
		if err == nil {
			err = a.turn(s, &q, line, interrupts)
		}
		switch {
		case errors.Is(err, errLeft):
			return nil
		case a.lasting.Err() != nil:
			return a.lasting.Err()
		case err != nil:
			return err
		}
	}
}

// prompt waits for a line.
func (a *app) prompt(input *typed, interrupts <-chan os.Signal) (string, error) {
	a.printf("\n> ")
	select {
	case line, more := <-input.lines:
		if more {
			return strings.TrimSpace(strings.ToValidUTF8(line, "")), nil
		}
		a.printf("\n")
		if input.err != nil {
			return "", fmt.Errorf("read the question: %w", input.err)
		}
	case <-interrupts:
		a.printf("\n")
	case <-a.lasting.Done():
	}
	return "", errLeft
}

// turn does what a line asks for. q is the last question, and keeps the
// conversation.
func (a *app) turn(s *services, q *answer.Question, line string, interrupts <-chan os.Signal) error {
	q.Filters = nil
	switch line {
	case "":
		return nil
	case "/quit", "/exit", "/q":
		return errLeft
	case "/help", "/?":
		a.printf("%s\n", library.Text(a.locale, "cli_converse"))
		return nil
	case "/new":
		q.ConversationID, q.Text = "", ""
		return nil
	case "/all":
		if q.Text == "" {
			return nil
		}
		q.Filters = []library.Filter{}
	default:
		q.Text = line
	}
	a.printf("\n")
	ctx, stop := context.WithCancel(a.lasting)
	defer stop()
	done := make(chan struct{})
	defer close(done)
	go func() {
		select {
		case <-interrupts:
			stop()
		case <-done:
		}
	}()
	ans, err := a.ask(ctx, s, *q)
	q.ConversationID = ans.ConversationID
	switch {
	case err != nil && ctx.Err() != nil && a.lasting.Err() == nil:
		a.printf("\n%s\n", library.Text(a.locale, "cli_stopped"))
	case err != nil && a.lasting.Err() == nil:
		a.fail(err)
	}
	return nil
}
