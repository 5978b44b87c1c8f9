package keeping

import (
	"context"
	"errors"
	"fmt"

	"aibookmark/host/internal/library"
)

// Check is one finding of the health check. Detail and Fix hold no title,
// address of a page, or text, so that a report can be shown to others.
type Check struct {
	Name   string
	OK     bool
	Detail string
	Fix    string
}

// Examine is one examination of doctor, in words of the locale.
type Examine func(ctx context.Context, locale string) []Check

// Doctor examines the library and whatever else it is given.
func (k *Keeper) Doctor(ctx context.Context, locale string, more ...Examine) []Check {
	checks := []Check{k.examineLibrary(ctx, locale)}
	for _, examine := range more {
		checks = append(checks, examine(ctx, locale)...)
	}
	return checks
}

func (k *Keeper) examineLibrary(ctx context.Context, locale string) Check {
	c, err := k.store.Counts(ctx)
	if err != nil {
		var e *library.Error
		var hint string
		if errors.As(err, &e) {
			hint = e.Hint(locale)
		}
		return Check{Name: "library", Detail: library.Text(locale, "doctor_library_fails"), Fix: hint}
	}
	return Check{Name: "library", OK: true, Detail: library.Text(locale, "doctor_library",
		c.Bookmarks, c.Pages, c.Captured, fmt.Sprintf("%.1f MB", float64(c.DataBytes)/1e6))}
}
