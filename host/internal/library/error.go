package library

import (
	"errors"
	"fmt"
)

// Kind is the kind of an Error; the values are those of PROTOCOL section 2.
type Kind string

// The closed, append-only set of kinds.
const (
	InvalidParams     Kind = "invalid_params"
	NotFound          Kind = "not_found"
	TooLarge          Kind = "too_large"
	ProtocolMismatch  Kind = "protocol_mismatch"
	NotAllowed        Kind = "not_allowed"
	Busy              Kind = "busy"
	Cancelled         Kind = "cancelled"
	ModelMissing      Kind = "model_missing"
	ModelFailed       Kind = "model_failed"
	OllamaUnreachable Kind = "ollama_unreachable"
	StorageFull       Kind = "storage_full"
	StorageDamaged    Kind = "storage_damaged"
	ReadOnly          Kind = "read_only"
	Internal          Kind = "internal"
)

// Error is an error that a person reads. Code names a pair of message and
// hint in the catalogue (messages.go), Args fill it; Err is for the log only.
type Error struct {
	Kind Kind
	Code string
	Args []any
	Err  error
}

// Errorf returns an Error of kind whose text is the catalogue's code, filled
// with args. An error among args becomes the cause and is not shown.
func Errorf(kind Kind, code string, args ...any) *Error {
	e := &Error{Kind: kind, Code: code}
	for _, a := range args {
		if err, ok := a.(error); ok {
			e.Err = err
			continue
		}
		e.Args = append(e.Args, a)
	}
	return e
}

// Error is the English text with the cause, for the log.
func (e *Error) Error() string {
	s := e.Message("en")
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", s, e.Err)
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Message is what happened, in the locale: "zh…" is Chinese, all else English.
func (e *Error) Message(locale string) string { return text(locale, e.Code, e.Args) }

// Hint is what the person can do, in the locale; empty when there is nothing.
func (e *Error) Hint(locale string) string { return text(locale, e.Code+".hint", e.Args) }

// KindOf is the kind of err: that of the first Error in its chain, else
// Internal. It is "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}
