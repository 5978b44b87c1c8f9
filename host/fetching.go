package main

import (
	"bytes"
	"context"
	"errors"
	"os"

	"aibookmark/host/internal/extract"
	"aibookmark/host/internal/fetch"
	"aibookmark/host/internal/keeping"
	"aibookmark/host/internal/library"
)

// fetchOptions are those of the fetcher, beside what openServices sets, and
// fetchRests tells when it waits. The tests of the whole program set them, to
// have a web of their own and to run on the battery; nothing else does.
var (
	fetchOptions fetch.Options
	fetchRests   = onBattery
)

// fetchOn tells whether pages are read in the background.
func (s *services) fetchOn(ctx context.Context) (bool, error) {
	set, err := s.keeper.Settings(ctx)
	return set.Fetch, err
}

// acceptLanguage is the person's language as servers are told it.
func (s *services) acceptLanguage() string {
	locale := localeFromEnv(os.Getenv)
	if set, err := s.keeper.Settings(context.Background()); err == nil && set.Language != "" {
		locale = set.Language
	}
	if locale == "zh-CN" {
		return "zh-CN,zh;q=0.9,en;q=0.8"
	}
	return "en-US,en;q=0.9"
}

// readFetched turns what was fetched into text.
func readFetched(ctx context.Context, p library.Fetched) (title, text, lang string, err error) {
	switch p.Type {
	case "application/pdf":
		r, err := readPDF(ctx, p.Body)
		return r.Title, r.Text, r.Lang, err
	case "text/plain":
		return "", extract.Text(string(bytes.TrimPrefix(p.Body, []byte("\uFEFF")))), "", nil
	}
	r, err := extract.HTML(p.Body, p.URL)
	return r.Title, r.Text, r.Lang, err
}

// readPDF reads a PDF file in a process of its own.
func readPDF(ctx context.Context, file []byte) (extract.Result, error) {
	reader, err := pdfs()
	if err != nil {
		return extract.Result{}, err
	}
	r, err := reader.Read(ctx, file)
	switch {
	case errors.Is(err, extract.ErrUnsupported):
		err = &library.FetchError{Cause: library.Unsupported, Detail: library.Detail("fetch_pdf"), Err: err}
	case errors.Is(err, extract.ErrTooLarge):
		err = &library.FetchError{Cause: library.PageTooLarge, Detail: library.Detail("fetch_pdf"), Err: err}
	}
	return r, err
}

// examineFetch says how reading pages in the background stands.
func (s *services) examineFetch(ctx context.Context, locale string) []keeping.Check {
	c := keeping.Check{Name: "fetch", OK: true, Detail: library.Text(locale, "doctor_fetch_off")}
	on, err := s.fetchOn(ctx)
	if err != nil || !on {
		return []keeping.Check{c}
	}
	pending, failures, err := s.store.PendingFetches(ctx)
	if err != nil {
		return nil // the check of the library says so
	}
	c.Detail = library.Text(locale, "doctor_fetch", pending, failures)
	if s.fetcher.Proxied() {
		c.Detail += " " + library.Text(locale, "doctor_fetch_proxy")
	}
	return []keeping.Check{c}
}
