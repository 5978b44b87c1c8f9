package server

// results.go: results as the wire shapes them, for the command line, which is
// the second client of the same services and prints the same JSON.

import (
	"context"
	"errors"

	"aibookmark/host/internal/keeping"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
	"aibookmark/host/internal/search"
)

// ErrorObject is err as a client sees it, in its locale. What is not meant
// for a person is kind "internal", without details.
func ErrorObject(err error, locale string) protocol.Error {
	e := publicError(err)
	kind := protocol.ErrorKind(e.Kind)
	return protocol.Error{
		Code: protocol.CodeOf(kind), Message: e.Message(locale),
		Data: protocol.ErrorData{Kind: kind, Hint: e.Hint(locale)},
	}
}

// publicError is the error in err's chain that is meant for a person, or one
// that stands for it.
func publicError(err error) *library.Error {
	var e *library.Error
	switch {
	case errors.As(err, &e):
		return e
	case errors.Is(err, context.Canceled):
		return library.Errorf(library.Cancelled, "cancelled", err)
	}
	return library.Errorf(library.Internal, "internal", err)
}

// SearchResult is the result of method search.
func SearchResult(res search.Result) protocol.SearchResult {
	r := protocol.SearchResult{
		Query: res.Query, Hits: fitting(hitsOut(res.Hits), resultBudget), Filters: filtersOut(res.Filters),
		Mode: res.Mode, Total: res.Total, TookMs: milliseconds(res.Took), Partial: res.Partial,
		Nearest: fitting(hitsOut(res.Nearest), resultBudget/4),
	}
	if res.CorrectedTo != "" {
		r.Corrected = &protocol.Correction{From: res.CorrectedFrom, To: res.CorrectedTo}
	}
	return r
}

// Answer is the result of method ask.
func Answer(a library.Answer) protocol.Answer { return answerOut(a, resultBudget) }

// Related is the result of method pages.related.
func Related(hits []library.Hit) protocol.RelatedResult {
	return protocol.RelatedResult{Hits: fitting(hitsOut(hits), resultBudget)}
}

// Receipt is the result of method pages.forget.
func Receipt(r library.Receipt) protocol.ForgetResult { return protocol.ForgetResult(r) }

// Status is the result of method status.
func Status(st library.Status, version string) protocol.Status { return statusOut(st, version) }

// Doctor is the result of method doctor.
func Doctor(checks []keeping.Check) protocol.DoctorResult {
	return protocol.DoctorResult{Checks: each(checks, func(c keeping.Check) protocol.Check { return protocol.Check(c) })}
}

// ModelsList is the result of method models.list.
func ModelsList(inv library.ModelInventory) protocol.ModelsList {
	out := protocol.ModelsList{
		Ollama: inv.Ollama, Version: inv.Version, MemoryBytes: inv.MemoryBytes,
		Installed: each(inv.Installed, func(m library.Model) protocol.InstalledModel {
			return protocol.InstalledModel{Name: m.Name, Kind: m.Kind, Bytes: m.Bytes, Dims: m.Dims, Context: m.Context}
		}),
		Recommended: each(inv.Recommended, func(m library.Model) protocol.RecommendedModel {
			return protocol.RecommendedModel{Name: m.Name, Kind: m.Kind, Bytes: m.Bytes, Why: m.Why}
		}),
		Chosen: protocol.ChosenModels{Embed: inv.ChosenEmbed, Chat: inv.ChosenChat},
	}
	for _, p := range inv.Pulling {
		out.Pulling = append(out.Pulling, modelEvent(p))
	}
	return out
}

// OllamaState is the result of method models.start.
func OllamaState(state string) protocol.OllamaState { return protocol.OllamaState{Ollama: state} }

// DataResult is the result of the methods data.*.
func DataResult(r library.FileReceipt) protocol.DataResult {
	out := protocol.DataResult{Path: r.Path, Bytes: r.Bytes, Pages: r.Pages, Kept: r.Kept}
	if !r.MadeAt.IsZero() {
		at := encodable(r.MadeAt)
		out.MadeAt = &at
	}
	return out
}

// DocumentPage is one page of the library as "pages --json" lists it.
func DocumentPage(d library.Document) protocol.Page {
	return protocol.Page{
		PageID: d.PageID, URL: d.URL, Title: cutText(d.Title(), maxTitle), Site: d.Site, Lang: d.Lang, Captured: d.Captured,
	}
}
