package server_test

import (
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/browsertest"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

func failure(id int64, cause library.Cause, detail string) library.Failure {
	at := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	return library.Failure{
		PageID: id, URL: "https://a.example/", Title: "A",
		FetchRecord: library.FetchRecord{Cause: cause, Detail: detail, At: at, Attempts: 2, NextTry: at.Add(time.Hour)},
	}
}

func TestCaptures(t *testing.T) {
	f := &fake{failures: []library.Failure{
		failure(9, library.LoginWall, library.Detail("fetch_login")), failure(8, library.ServerError, library.Detail("fetch_status", "503")), failure(7, library.LoginWall, ""),
	}}
	h := serve(t, f.services())
	if _, err := h.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	var r protocol.CaptureList
	if err := h.Call(t.Context(), protocol.MethodCapturesList, protocol.CaptureListParams{Limit: 2}, &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Items) != 2 || r.Next == "" || !r.Items[0].OpenOnce || r.Items[1].OpenOnce || r.Items[1].Detail != "The site answered with status 503." ||
		r.Items[1].NextTry == nil || len(r.Causes) != 2 || r.Causes[0] != (protocol.CauseCount{Cause: "login_wall", Count: 2}) {
		t.Errorf("first page %+v", r)
	}
	var rest protocol.CaptureList
	if err := h.Call(t.Context(), protocol.MethodCapturesList, protocol.CaptureListParams{Limit: 2, Cursor: r.Next}, &rest); err != nil {
		t.Fatal(err)
	}
	if len(rest.Items) != 1 || rest.Items[0].PageID != 7 || rest.Next != "" || rest.Causes != nil {
		t.Errorf("second page %+v", rest)
	}
	var retried protocol.CaptureRetryResult
	if err := h.Call(t.Context(), protocol.MethodCapturesRetry, protocol.CaptureRetryParams{Cause: "captcha"}, &retried); err != nil || retried.Queued != 2 || f.target.Cause != library.Captcha {
		t.Errorf("retry %+v of %+v, %v", retried, f.target, err)
	}
	var ignored protocol.CaptureIgnoreResult
	if err := h.Call(t.Context(), protocol.MethodCapturesIgnore, protocol.CaptureIgnoreParams{PageID: 7, Undo: true}, &ignored); err != nil || ignored.Ignored != 3 || f.target.PageID != 7 || !f.undo {
		t.Errorf("ignore %+v of %+v, %v", ignored, f.target, err)
	}
	var page protocol.PageResult
	if err := h.Call(t.Context(), protocol.MethodPagesGet, protocol.PageParams{PageID: 8}, &page); err != nil || len(page.Captures) != 1 || page.Captures[0].Cause != "server_error" {
		t.Errorf("captures of a page: %+v, %v", page.Captures, err)
	}
	for _, params := range []any{
		map[string]any{}, map[string]any{"pageId": 1, "cause": "captcha"}, map[string]any{"cause": "nonsense"},
	} {
		for _, method := range []string{protocol.MethodCapturesRetry, protocol.MethodCapturesIgnore} {
			if err := h.Call(t.Context(), method, params, nil); browsertest.KindOf(err) != protocol.KindInvalidParams {
				t.Errorf("%s %v: %v", method, params, err)
			}
		}
	}
	if err := h.Call(t.Context(), protocol.MethodCapturesList, map[string]any{"cause": "nonsense"}, nil); browsertest.KindOf(err) != protocol.KindInvalidParams {
		t.Errorf("list: %v", err)
	}
}

// Addresses may be long: what does not fit in a frame comes with the next page.
func TestCapturesStayBelowTheFrame(t *testing.T) {
	f := &fake{}
	for i := range int64(60) {
		x := failure(60-i, library.Captcha, "")
		x.PageID += 100 // marks of one length
		x.URL += strings.Repeat("x", 60<<10)
		f.failures = append(f.failures, x)
	}
	h := serve(t, f.services())
	if _, err := h.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen, cursor := 0, ""
	for {
		var r protocol.CaptureList
		if err := h.Call(t.Context(), protocol.MethodCapturesList, protocol.CaptureListParams{Limit: 200, Cursor: cursor}, &r); err != nil {
			t.Fatal(err)
		}
		if seen += len(r.Items); len(r.Items) == 0 || r.Next == "" {
			break
		}
		cursor = r.Next
	}
	if seen != 60 {
		t.Errorf("%d failures of 60", seen)
	}
}
