package server

import (
	"math"
	"slices"
	"strings"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

// Bounds of what one hit shows, in bytes. They keep one page with an absurd
// title or address from pushing the others out of the frame.
const (
	maxPassage  = 4 << 10
	maxFolders  = 20
	maxFolder   = 32 // names on one path
	maxCitation = 8 << 10
)

// each converts a list; the result is never nil, because [] is not null.
func each[A, B any](in []A, convert func(A) B) []B {
	out := make([]B, len(in))
	for i, a := range in {
		out[i] = convert(a)
	}
	return out
}

// cutText is the head of s of at most max bytes, whole characters only.
func cutText(s string, max int) string {
	if len(s) <= max {
		return s
	}
	for max > 0 && s[max]&0xC0 == 0x80 {
		max--
	}
	return s[:max]
}

// timeOut is a time that may be unknown.
func timeOut(t time.Time) *time.Time {
	if t.IsZero() || encodable(t) != t {
		return nil
	}
	return &t
}

// encodable is t, or the zero time where RFC 3339 has no name for its year.
func encodable(t time.Time) time.Time {
	if y := t.Year(); y < 1 || y > 9999 {
		return time.Time{}
	}
	return t
}

func hitsOut(hits []library.Hit) []protocol.Hit { return each(hits, hitOut) }

func hitOut(h library.Hit) protocol.Hit {
	title := cutText(h.Document.Title(), maxTitle)
	text := cutText(h.Passage.Text, maxPassage)
	score := h.Score
	if math.IsNaN(score) || math.IsInf(score, 0) { // JSON has no such numbers
		score = 0
	}
	return protocol.Hit{
		PageID: h.Document.PageID, URL: h.Document.URL, Title: title, Site: h.Document.Site,
		Folders: foldersOut(h.Document.Folders), AddedAt: timeOut(h.Document.AddedAt), Score: score,
		Passage: protocol.HitPassage{
			Text: text, Highlights: rangesOut(h.Passage.Highlights, text),
			Truncated: h.Passage.Truncated || len(text) < len(h.Passage.Text),
		},
		TitleHighlights: rangesOut(h.TitleHighlights, title),
		Matched:         each(h.Matched, func(m library.Matched) string { return string(m) }),
		Captured:        h.Document.Captured, Dead: h.Document.Dead, Similar: h.Similar, Alike: each(h.Alike, alikeOut), Explain: cutText(h.Explain, maxPassage),
	}
}

func alikeOut(d library.Document) protocol.Alike {
	return protocol.Alike{
		PageID: d.PageID, URL: d.URL, Title: cutText(d.Title(), maxTitle), Site: d.Site,
		Folders: foldersOut(d.Folders), AddedAt: timeOut(d.AddedAt),
	}
}

func foldersOut(folders [][]string) [][]string {
	return each(folders[:min(len(folders), maxFolders)], folderOut)
}

func folderOut(path []string) []string {
	return each(path[:min(len(path), maxFolder)], func(name string) string { return cutText(name, maxTitle/8) })
}

// rangesOut leaves out ranges that are not within text.
func rangesOut(ranges []library.Range, text string) []protocol.Range {
	out := []protocol.Range{}
	length := library.UTF16Len(text)
	for _, r := range ranges {
		if 0 <= r[0] && r[0] < r[1] && r[1] <= length {
			out = append(out, protocol.Range(r))
		}
	}
	return out
}

var filterKinds = []library.FilterKind{
	library.FilterTime, library.FilterSite, library.FilterFolder, library.FilterLang,
	library.FilterType, library.FilterWithout, library.FilterPhrase,
}

// filtersIn keeps nil (read the question) apart from an empty list (none).
func filtersIn(in []protocol.Filter) ([]library.Filter, error) {
	if in == nil {
		return nil, nil
	}
	if len(in) > maxFilters {
		return nil, invalid("filters: at most %d", maxFilters)
	}
	out := make([]library.Filter, len(in))
	for i, f := range in {
		if !slices.Contains(filterKinds, library.FilterKind(f.Kind)) {
			return nil, invalid("filters[%d].kind: unknown", i)
		}
		out[i] = library.Filter{
			Kind: library.FilterKind(f.Kind), Label: cutText(f.Label, maxName), Value: cutText(f.Value, maxTitle),
			From: timeIn(f.From), To: timeIn(f.To), User: f.Source == "user",
		}
	}
	return out, nil
}

func filtersOut(in []library.Filter) []protocol.Filter {
	return each(in, func(f library.Filter) protocol.Filter {
		source := "query"
		if f.User {
			source = "user"
		}
		return protocol.Filter{
			Kind: string(f.Kind), Label: f.Label, Value: f.Value,
			From: timeOut(f.From), To: timeOut(f.To), Source: source,
		}
	})
}

// answerOut keeps an answer within a budget of bytes of JSON: the last
// sources go first, then the last citations, then the end of the text.
func answerOut(a library.Answer, budget int) protocol.Answer {
	out := protocol.Answer{
		Answer: fittingText(a.Text, budget/3), Found: a.Found, Model: a.Model,
		Used:           protocol.Used{Passages: a.Used, Of: a.Of},
		ConversationID: a.ConversationID, TookMs: milliseconds(a.Took), Meant: cutText(strings.ReplaceAll(a.Meant, "\n", " · "), maxQuestion),
	}
	if len(a.Filters) > 0 {
		out.Filters = filtersOut(a.Filters[:min(len(a.Filters), maxFilters)])
	}
	out.Citations = fitting(each(a.Citations, func(c library.Citation) protocol.Citation {
		return protocol.Citation{
			N: c.N, PageID: c.PageID, URL: c.URL, Title: cutText(c.Title, maxTitle),
			Quote: cutText(c.Quote, maxCitation), Supported: c.Supported, Start: c.Start, End: c.End,
		}
	}), budget/3)
	out.Sources = fitting(hitsOut(a.Sources), budget/3)
	return out
}

func statusOut(st library.Status, version string) protocol.Status {
	n := st.Counts
	out := protocol.Status{
		Rung: max(st.Rung, 1), Bookmarks: n.Bookmarks, Pages: n.Pages, Captured: n.Captured,
		Passages: n.Passages, Embedded: n.Embedded, Failed: n.Failed, FailedCaptures: n.FailedCaptures, Fetch: st.Fetch,
		Pending: protocol.Pending{Capture: n.PendingCapture, Index: n.PendingIndex, Embed: n.PendingEmbed},
		Model:   protocol.ModelStatus{Embed: st.EmbedModel, Chat: st.ChatModel, State: orAbsent(st.ModelState)},
		Ollama:  orAbsent(st.Ollama), Paused: st.Paused, DataBytes: n.DataBytes, Version: version,
	}
	if st.ETA > 0 {
		seconds := int(math.Ceil(st.ETA.Seconds()))
		out.EtaSeconds = &seconds
	}
	return out
}

func orAbsent(state string) string {
	if state == "" {
		return "absent"
	}
	return state
}

// capturedBy is how a text came, as the protocol says it: a selection is
// chosen in the menu.
func capturedBy(by string) string {
	if by == library.BySelection {
		return library.ByMenu
	}
	return by
}

func pageOut(p library.Page) protocol.Page {
	return protocol.Page{
		PageID: p.ID, URL: p.URL, Title: cutText(p.Title, maxTitle), Site: library.SiteOf(p.URL), Lang: p.Lang,
		Captured: p.Text != "", CapturedAt: timeOut(p.CapturedAt), CapturedBy: capturedBy(p.CapturedBy), Saved: p.Saved, Dead: p.Dead,
	}
}

func bookmarksOut(in []library.Bookmark) []protocol.Bookmark {
	return each(in, func(b library.Bookmark) protocol.Bookmark {
		return protocol.Bookmark{
			SourceID: b.SourceID, ID: b.ID, Title: cutText(b.Title, maxTitle), URL: b.URL,
			Folder: folderOut(b.Folder), AddedAt: timeOut(b.AddedAt),
		}
	})
}

// sortedSources are sources by ascending id, which is what cursors count on.
func sortedSources(in []library.Source) []library.Source {
	return slices.SortedFunc(slices.Values(in), func(a, b library.Source) int { return int(a.ID - b.ID) })
}

func settingsOut(s library.Settings) protocol.Settings {
	return protocol.Settings{
		OllamaURL: s.OllamaURL, OllamaRemote: s.OllamaRemote, EmbedModel: s.EmbedModel, ChatModel: s.ChatModel,
		IndexEngine: s.IndexEngine, Fetch: s.Fetch, CaptureVisits: s.CaptureVisits, Language: s.Language,
		Rules: each(s.Rules, func(r library.Rule) protocol.Rule {
			action := "block"
			if r.Allow {
				action = "allow"
			}
			return protocol.Rule{Action: action, Site: r.Site, Path: r.Path, Folder: r.Folder}
		}),
	}
}
