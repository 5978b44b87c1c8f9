package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"aibookmark/host/internal/answer"
	"aibookmark/host/internal/browsertest"
	"aibookmark/host/internal/ingest"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
	"aibookmark/host/internal/search"
	"aibookmark/host/internal/server"
)

func TestInitialize(t *testing.T) {
	h := serve(t, (&fake{status: library.Status{Rung: 3, Counts: library.Counts{Pages: 5}}}).services())
	r, err := h.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r.Protocol != protocol.Version || r.Host.Version != "1.2.3" || r.SourceID != 7 || r.Rung != 3 || r.Status.Pages != 5 {
		t.Errorf("result = %+v", r)
	}
}

func TestAnotherProtocolIsRefusedInTheClientsLanguage(t *testing.T) {
	h := serve(t, (&fake{}).services())
	err := h.Call(t.Context(), protocol.MethodInitialize, protocol.InitializeParams{Protocol: 99, Locale: "zh-CN"}, nil)
	var e *browsertest.Error
	if !errors.As(err, &e) || e.Data.Kind != protocol.KindProtocolMismatch || e.Data.Hint != "请把两者都更新到最新版本。" {
		t.Errorf("error = %+v", e)
	}
	if err := h.Call(t.Context(), protocol.MethodSearch, nil, nil); browsertest.KindOf(err) != protocol.KindNotAllowed {
		t.Errorf("search afterwards: %v, want not_allowed", err)
	}
}

func TestBeforeInitializeOnlyAFewMethodsAnswer(t *testing.T) {
	h := serve(t, (&fake{}).services())
	for method, want := range map[string]protocol.ErrorKind{
		protocol.MethodStatus: "", protocol.MethodDoctor: "",
		protocol.MethodSearch: protocol.KindNotAllowed, protocol.MethodBookmarksApply: protocol.KindNotAllowed,
		protocol.MethodPagesForget: protocol.KindNotAllowed, protocol.MethodSettingsSet: protocol.KindNotAllowed,
	} {
		if got := browsertest.KindOf(h.Call(t.Context(), method, nil, nil)); got != want {
			t.Errorf("%s: %q, want %q", method, got, want)
		}
	}
}

func TestCallsMayFollowInitializeWithoutWaitingForIt(t *testing.T) {
	h := serve(t, (&fake{}).services())
	for range 50 {
		h.begin(protocol.MethodInitialize, protocol.InitializeParams{
			Protocol: 1, Source: protocol.SourceInfo{Browser: "firefox", Profile: "p"},
		})
		found, applied := h.begin(protocol.MethodSearch, nil), h.begin(protocol.MethodBookmarksApply, node(1))
		if err := errors.Join(found.Wait(t.Context(), nil), applied.Wait(t.Context(), nil)); err != nil {
			t.Fatal(err)
		}
	}
}

// Every line is a frame, and what the answer to it must contain.
func TestWhatIsWrongWithARequestIsSaidAndTheNextOneServed(t *testing.T) {
	h := open(t, &fake{})
	for _, tt := range []struct {
		name, frame string
		code        int
		kind        protocol.ErrorKind
		message     string
	}{
		{"unknown method", `{"jsonrpc":"2.0","id":"x","method":"none"}`, -32601, protocol.KindNotFound, "none"},
		{"jrpc2's own methods", `{"jsonrpc":"2.0","id":"x","method":"rpc.serverInfo"}`, -32601, protocol.KindNotFound, "rpc.serverInfo"},
		{"no version", `{"id":"x","method":"status"}`, -32600, protocol.KindInvalidParams, "jsonrpc"},
		{"no method", `{"jsonrpc":"2.0","id":"x"}`, -32600, protocol.KindInvalidParams, "method"},
		{"method by another case", `{"jsonrpc":"2.0","id":"x","Method":"status"}`, -32600, protocol.KindInvalidParams, "method"},
		{"a response", `{"jsonrpc":"2.0","id":"x","result":1}`, -32600, protocol.KindInvalidParams, "response"},
		{"params that are no object", `{"jsonrpc":"2.0","id":"x","method":"search","params":"q"}`, -32600, protocol.KindInvalidParams, "params"},
		{"params that are a list", `{"jsonrpc":"2.0","id":"x","method":"search","params":["q"]}`, -32602, protocol.KindInvalidParams, "params: expected an object"},
		{"a wrong type", `{"jsonrpc":"2.0","id":"x","method":"search","params":{"query":7}}`, -32602, protocol.KindInvalidParams, "query: expected a string"},
		{"a fraction", `{"jsonrpc":"2.0","id":"x","method":"search","params":{"limit":1.5}}`, -32602, protocol.KindInvalidParams, "limit: expected a whole number"},
		{"a wrong type inside", `{"jsonrpc":"2.0","id":"x","method":"bookmarks.apply","params":{"nodes":[{"id":"1"},{"id":2}]}}`, -32602, protocol.KindInvalidParams, "nodes[1].id: expected a string"},
		{"a wrong time", `{"jsonrpc":"2.0","id":"x","method":"bookmarks.apply","params":{"nodes":[{"id":"1","addedAt":"yesterday"}]}}`, -32602, protocol.KindInvalidParams, "nodes[0].addedAt: expected a time"},
		{"a field by another case", `{"jsonrpc":"2.0","id":"x","method":"bookmarks.apply","params":{"nodes":[{"ID":"1"}]}}`, -32602, protocol.KindInvalidParams, "nodes[0].id"},
		{"an unknown mode", `{"jsonrpc":"2.0","id":"x","method":"search","params":{"mode":"magic"}}`, -32602, protocol.KindInvalidParams, "mode"},
		{"an unknown filter", `{"jsonrpc":"2.0","id":"x","method":"search","params":{"filters":[{"kind":"colour"}]}}`, -32602, protocol.KindInvalidParams, "filters[0].kind"},
		{"no question", `{"jsonrpc":"2.0","id":"x","method":"ask","params":{"question":" "}}`, -32602, protocol.KindInvalidParams, "question"},
		{"a forged cursor", `{"jsonrpc":"2.0","id":"x","method":"sources.list","params":{"cursor":"!"}}`, -32602, protocol.KindInvalidParams, "cursor"},
		{"forgetting nothing", `{"jsonrpc":"2.0","id":"x","method":"pages.forget","params":{}}`, -32602, protocol.KindInvalidParams, "exactly one"},
		{"forgetting two things", `{"jsonrpc":"2.0","id":"x","method":"pages.forget","params":{"all":true,"site":"a"}}`, -32602, protocol.KindInvalidParams, "exactly one"},
		{"forgetting by another case", `{"jsonrpc":"2.0","id":"x","method":"pages.forget","params":{"ALL":true}}`, -32602, protocol.KindInvalidParams, "exactly one"},
		{"a path that is none", `{"jsonrpc":"2.0","id":"x","method":"data.export","params":{"path":"/x\u0000.json"}}`, -32602, protocol.KindInvalidParams, "path"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			id := fmt.Sprintf("%q", tt.name)
			if err := h.Frame([]byte(strings.Replace(tt.frame, `"x"`, id, 1))); err != nil {
				t.Fatal(err)
			}
			h.call(protocol.MethodStatus, nil, nil)
			m, err := h.Expect(t.Context(), func(m browsertest.Message) bool { return string(m.ID) == id })
			if err != nil {
				t.Fatal(err)
			}
			e := m.Error
			if e == nil || e.Code != tt.code || e.Data.Kind != tt.kind || !strings.Contains(e.Message, tt.message) {
				t.Errorf("answer = %s\nwant code %d, kind %s, a message with %q", m.Raw, tt.code, tt.kind, tt.message)
			}
		})
	}
}

func TestWhatIsOddAboutARequestIsIgnored(t *testing.T) {
	var got search.Query
	h := open(t, &fake{search: func(_ context.Context, q search.Query) (search.Result, error) {
		got = q
		return search.Result{}, nil
	}})
	for _, tt := range []struct{ name, frame, query string }{
		{"an unknown field", `{"jsonrpc":"2.0","id":"x","method":"search","params":{"query":"a","zzz":{"y":[1]}}}`, "a"},
		{"an unknown member", `{"jsonrpc":"2.0","id":"x","method":"search","params":{"query":"b"},"meta":1}`, "b"},
		{"another case", `{"jsonrpc":"2.0","id":"x","method":"search","params":{"query":"c","QUERY":"C"}}`, "c"},
		{"the same field twice: the last counts", `{"jsonrpc":"2.0","id":"x","method":"search","params":{"query":"x","query":"d"}}`, "d"},
		{"null is missing", `{"jsonrpc":"2.0","id":"x","method":"search","params":{"query":"e","limit":null,"filters":null}}`, "e"},
		{"null for params", `{"jsonrpc":"2.0","id":"x","method":"search","params":null}`, ""},
		{"white space", "\n {\"jsonrpc\" : \"2.0\", \"id\":\"x\" ,\"method\":\"search\",\"params\": {\"query\":\"f\"} } ", "f"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			id := fmt.Sprintf("%q", tt.name)
			if err := h.Frame([]byte(strings.Replace(tt.frame, `"x"`, id, 1))); err != nil {
				t.Fatal(err)
			}
			m, err := h.Expect(t.Context(), func(m browsertest.Message) bool { return string(m.ID) == id })
			if err != nil || m.Error != nil {
				t.Fatalf("answer = %s, %v", m.Raw, err)
			}
			if got.Text != tt.query || got.Limit != 20 || got.Filters != nil {
				t.Errorf("searched %+v, want %q and defaults", got, tt.query)
			}
		})
	}
}

func TestNotificationsThatNobodyKnowsHoldNothingUp(t *testing.T) {
	bubble(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		h := open(t, &fake{ask: hanging(release)})
		h.Notify(protocol.MethodAsk, protocol.AskParams{Question: "why?"})
		h.Notify("$/whatever", nil)
		h.Notify(protocol.MethodCancel, map[string]int{"not": 1})
		h.call(protocol.MethodStatus, nil, nil)
	})
}

func TestAMethodWithoutAServiceDoesNotExist(t *testing.T) {
	h := serve(t, server.Services{})
	if _, err := h.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	var e *browsertest.Error
	err := h.Call(t.Context(), protocol.MethodModelsList, nil, nil)
	if !errors.As(err, &e) || e.Code != protocol.CodeMethodNotFound || e.Data.Kind != protocol.KindNotFound {
		t.Errorf("models.list: %v", err)
	}
}

// A change of the model says what it costs; a dry run changes nothing.
func TestChoosingAModel(t *testing.T) {
	f := &fake{}
	h := open(t, f)
	name := "embeddinggemma"
	for _, dry := range []bool{true, false} {
		var r protocol.ModelsChosen
		h.call(protocol.MethodModelsChoose, protocol.ChooseParams{Embed: &name, DryRun: dry}, &r)
		if r.Reembed != (protocol.Reembed{Passages: 90, Seconds: 90}) {
			t.Errorf("dry run %t: %+v", dry, r)
		}
		if chosen := f.settings.EmbedModel != ""; chosen == dry {
			t.Errorf("dry run %t: chosen %q", dry, f.settings.EmbedModel)
		}
	}
}

func TestPauseAndResume(t *testing.T) {
	h := open(t, &fake{})
	for method, want := range map[string]bool{protocol.MethodWorkPause: true, protocol.MethodWorkResume: false} {
		var st protocol.Status
		h.call(method, nil, &st)
		if st.Paused != want {
			t.Errorf("%s: paused %t", method, st.Paused)
		}
	}
}

func TestErrorsOfServices(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  error
		want protocol.Error
	}{
		{"for a person", fmt.Errorf("apply: %w", library.Errorf(library.NotFound, "source_not_found")),
			protocol.Error{Code: -32001, Message: "That browser profile is not known.", Data: protocol.ErrorData{Kind: protocol.KindNotFound}}},
		{"with a cause", library.Errorf(library.StorageFull, "busy", errors.New("SECRET")),
			protocol.Error{Code: protocol.CodeOf(protocol.KindStorageFull), Message: "Too many questions at once.",
				Data: protocol.ErrorData{Kind: protocol.KindStorageFull, Hint: "Wait for one of them to finish."}}},
		{"not for a person", errors.New("SECRET"), internalError},
		{"a panic", nil, internalError},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := open(t, &fake{apply: func(context.Context, []library.Node) (library.Changes, error) {
				if tt.err == nil {
					panic("SECRET")
				}
				return library.Changes{}, tt.err
			}})
			for range 2 { // the connection survives, and so does the order of writes
				var e *browsertest.Error
				err := h.Call(t.Context(), protocol.MethodBookmarksApply, node(1), nil)
				if !errors.As(err, &e) || protocol.Error(*e) != tt.want {
					t.Fatalf("error = %+v, want %+v", e, tt.want)
				}
			}
			for _, m := range h.Messages() {
				if strings.Contains(string(m.Raw), "SECRET") {
					t.Errorf("the cause got out: %s", m.Raw)
				}
			}
		})
	}
}

var internalError = protocol.Error{
	Code: protocol.CodeInternal, Message: "Something went wrong inside AI Bookmark.",
	Data: protocol.ErrorData{Kind: protocol.KindInternal, Hint: "Try again. If it stays, run “ai-bookmark doctor”; details are in host.log."},
}

// everything calls every method of a host.
func everything(h *host) map[string]any {
	return map[string]any{
		protocol.MethodBookmarksSync: protocol.SyncParams{Run: "r", Done: true}, protocol.MethodBookmarksApply: node(1),
		protocol.MethodSourcesList: nil, protocol.MethodSourcesRemove: protocol.SourceParams{SourceID: 1},
		protocol.MethodSourcesAdopt: protocol.AdoptParams{From: 1, To: 2},
		protocol.MethodPagesIndex:   protocol.PageIndexParams{URL: "https://a.example/", CapturedBy: "menu"},
		protocol.MethodPagesGet:     protocol.PageParams{PageID: 1}, protocol.MethodPagesRelated: protocol.RelatedParams{PageID: 1},
		protocol.MethodPagesForget: protocol.ForgetParams{All: true}, protocol.MethodSearch: nil,
		protocol.MethodAsk: protocol.AskParams{Question: "why?"}, protocol.MethodConversationsList: nil,
		protocol.MethodConversationsGet:    protocol.ConversationParams{ID: "c"},
		protocol.MethodConversationsDelete: protocol.ConversationParams{All: true},
		protocol.MethodStatus:              nil, protocol.MethodDoctor: nil, protocol.MethodModelsList: nil, protocol.MethodSettingsGet: nil,
		protocol.MethodSettingsSet: map[string]any{}, protocol.MethodRulesTest: protocol.RulesTestParams{URL: "https://a.example/"},
		protocol.MethodDataExport: protocol.DataParams{Path: "/x"}, protocol.MethodDataImport: protocol.DataParams{Path: "/x"},
		protocol.MethodDataBackup: protocol.DataParams{Path: "/x"}, protocol.MethodDataRestore: protocol.DataParams{Path: "/x"},
		protocol.MethodStorageList: nil, protocol.MethodPagesOpened: protocol.OpenedParams{PageID: 1},
	}
}

func TestNoResultOfAnEmptyLibraryHoldsNull(t *testing.T) {
	h := open(t, &fake{turns: []library.Turn{{Answer: []byte(`{}`)}}})
	for method, params := range everything(h) {
		var raw json.RawMessage
		h.call(method, params, &raw)
		if strings.Contains(string(raw), "null") {
			t.Errorf("%s: %s", method, raw)
		}
	}
}

func TestNoResultOfAnAbsurdLibraryIsAboveTheBound(t *testing.T) {
	long := strings.Repeat("<\x01网\"", 100_000)
	hit := library.Hit{
		Document: library.Document{
			PageID: 1, URL: "https://a.example/" + strings.Repeat("a", 30_000), Titles: []string{long}, AddedAt: time.Date(12025, 1, 1, 0, 0, 0, 0, time.UTC),
			Folders: [][]string{strings.Split(strings.Repeat(long[:2000]+"/", 100), "/")},
		},
		Score: math.NaN(), Passage: library.Snippet{Text: long, Highlights: []library.Range{{0, 1}, {5, 1 << 30}}}, Explain: long,
	}
	hits := make([]library.Hit, 500)
	for i := range hits {
		hits[i] = hit
	}
	answered := library.Answer{Text: long, Sources: hits, Citations: make([]library.Citation, 5000)}
	stored, err := json.Marshal(library.Answer{Text: long, Citations: make([]library.Citation, 5000)})
	if err != nil {
		t.Fatal(err)
	}
	h := open(t, &fake{
		page:  func(int64, string) (library.Page, error) { return library.Page{ID: 1, Title: long, Text: long}, nil },
		marks: make([]library.Bookmark, 10_000),
		turns: []library.Turn{{Answer: stored, Question: long}, {Answer: stored}, {Answer: stored}, {Answer: stored, Question: "the newest"}},
		search: func(context.Context, search.Query) (search.Result, error) {
			return search.Result{Hits: hits, Total: 500}, nil
		},
		related: func(int64, string, string, int) ([]library.Hit, error) { return hits, nil },
		ask:     chatty(answered),
	})
	for method, params := range everything(h) {
		h.call(method, params, nil)
	}
	if h.Largest() > protocol.MaxHostFrame {
		t.Errorf("a frame of %d bytes", h.Largest())
	}
	var r protocol.SearchResult
	h.call(protocol.MethodSearch, nil, &r)
	if len(r.Hits) == 0 || r.Total != 500 || len(r.Hits[0].Passage.Highlights) != 1 || !r.Hits[0].Passage.Truncated {
		t.Errorf("%d hits of %d; the first: %+v", len(r.Hits), r.Total, r.Hits[:min(1, len(r.Hits))])
	}
	var c protocol.ConversationResult
	h.call(protocol.MethodConversationsGet, protocol.ConversationParams{ID: "c"}, &c)
	if len(c.Turns) == 0 || c.Turns[len(c.Turns)-1].Question != "the newest" {
		t.Errorf("%d turns, the newest must be there", len(c.Turns))
	}
}

func TestPagesGetCutsByUTF16(t *testing.T) {
	h := open(t, &fake{page: func(int64, string) (library.Page, error) {
		return library.Page{ID: 1, URL: "https://www.a.example/", Text: "a网😀bc"}, nil
	}})
	for _, tt := range []struct {
		offset, length int
		want           string
	}{
		{0, 0, "a网😀bc"}, {1, 1, "网"}, {2, 2, "😀"}, {4, 1, "b"}, {4, 100, "bc"}, {100, 1, ""},
		{3, 2, "😀"}, // inside a pair: whole characters only
	} {
		var r protocol.PageResult
		h.call(protocol.MethodPagesGet, protocol.PageParams{PageID: 1, Offset: tt.offset, Length: tt.length}, &r)
		if r.Text != tt.want || r.TextLength != 6 || r.Truncated || r.Page.Site != "a.example" {
			t.Errorf("offset %d, length %d: %+v, want %q", tt.offset, tt.length, r, tt.want)
		}
	}
}

func TestALongTextComesInPieces(t *testing.T) {
	text := strings.Repeat("网页\x01<", 200_000)
	h := open(t, &fake{page: func(int64, string) (library.Page, error) { return library.Page{ID: 1, Text: text}, nil }})
	var got strings.Builder
	for offset, pieces := 0, 0; ; pieces++ {
		var r protocol.PageResult
		h.call(protocol.MethodPagesGet, protocol.PageParams{PageID: 1, Offset: offset}, &r)
		got.WriteString(r.Text)
		offset += library.UTF16Len(r.Text)
		if !r.Truncated {
			break
		}
		if r.Text == "" || pieces > 100 {
			t.Fatal("no end of pieces")
		}
	}
	if got.String() != text {
		t.Error("the pieces are not the text")
	}
}

func TestRelatedToAPageThatIsNotSaved(t *testing.T) {
	var asked string
	h := open(t, &fake{
		page: func(int64, string) (library.Page, error) {
			return library.Page{}, library.Errorf(library.NotFound, "page_not_found")
		},
		related: func(id int64, _, text string, limit int) ([]library.Hit, error) {
			asked = fmt.Sprint(id, " ", text, " ", limit)
			return nil, nil
		},
	})
	h.call(protocol.MethodPagesRelated, protocol.RelatedParams{URL: "https://go.dev/blog/error-handling?x=1"}, nil)
	if asked != "0 go dev blog error handling x 1 10" {
		t.Errorf("asked for %q", asked)
	}
	err := h.Call(t.Context(), protocol.MethodPagesRelated, protocol.RelatedParams{PageID: 9}, nil)
	if browsertest.KindOf(err) != protocol.KindNotFound {
		t.Errorf("by an unknown id: %v", err)
	}
}

func TestWhatASearchAsksFor(t *testing.T) {
	var got search.Query
	h := open(t, &fake{search: func(_ context.Context, q search.Query) (search.Result, error) {
		got = q
		return search.Result{CorrectedFrom: "teh", CorrectedTo: "the", Took: 1500 * time.Microsecond, Filters: q.Filters}, nil
	}})
	from := time.Date(2025, 3, 1, 0, 0, 0, 0, time.FixedZone("", 8*3600))
	var r protocol.SearchResult
	h.call(protocol.MethodSearch, protocol.SearchParams{
		Query: "teh", Limit: 1000, Typing: true, Mode: "text", Explain: true,
		Filters: []protocol.Filter{{Kind: "time", Label: "March", From: &from, Source: "user"}},
	}, &r)
	if got.Limit != 100 || !got.Typing || !got.Explain || got.Mode != "text" || got.Locale != "en" || got.Now.IsZero() {
		t.Errorf("query = %+v", got)
	}
	if len(got.Filters) != 1 || !got.Filters[0].User || !got.Filters[0].From.Equal(from) || !got.Filters[0].To.IsZero() {
		t.Errorf("filters = %+v", got.Filters)
	}
	if r.Corrected == nil || r.Corrected.To != "the" || r.TookMs != 1.5 || len(r.Filters) != 1 || r.Filters[0].Source != "user" || r.Filters[0].To != nil {
		t.Errorf("result = %+v", r)
	}
	h.call(protocol.MethodSearch, map[string]any{"query": "a", "filters": []any{}}, nil)
	if got.Filters == nil {
		t.Error("an empty list of filters means none, not those of the question")
	}
}

func TestListsAreReadPageByPage(t *testing.T) {
	f := &fake{listed: func(after string, limit int) ([]library.Conversation, string, error) {
		if after == "mark é" {
			return []library.Conversation{{ID: "last"}}, "", nil
		}
		return []library.Conversation{{ID: "first"}}, "mark é", nil
	}}
	for id := int64(12); id > 0; id-- {
		f.sources = append(f.sources, library.Source{ID: id})
	}
	h := open(t, f)

	var ids []int64
	for cursor := ""; ; {
		var r protocol.SourceList
		h.call(protocol.MethodSourcesList, protocol.ListParams{Limit: 5, Cursor: cursor}, &r)
		for _, s := range r.Items {
			ids = append(ids, s.SourceID)
		}
		if cursor = r.Next; cursor == "" {
			break
		}
	}
	if fmt.Sprint(ids) != "[1 2 3 4 5 6 7 8 9 10 11 12]" {
		t.Errorf("sources = %v", ids)
	}

	var one, two protocol.ConversationList
	h.call(protocol.MethodConversationsList, protocol.ListParams{}, &one)
	h.call(protocol.MethodConversationsList, protocol.ListParams{Cursor: one.Next}, &two)
	if one.Items[0].ID != "first" || two.Items[0].ID != "last" || two.Next != "" {
		t.Errorf("conversations = %+v, %+v", one, two)
	}
}

func TestSettingsChangeOnlyWhatIsNamedAndTheLanguageAtOnce(t *testing.T) {
	f := &fake{settings: library.Settings{ChatModel: "a", Fetch: true}}
	h := open(t, f)
	var s protocol.Settings
	h.call(protocol.MethodSettingsSet, map[string]any{
		"language": "zh-CN", "fetch": false, "rules": []map[string]any{{"action": "block", "folder": []string{"Bank"}}},
	}, &s)
	if s.ChatModel != "a" || s.Fetch || s.Language != "zh-CN" || len(s.Rules) != 1 || s.Rules[0].Action != "block" || f.settings.Rules[0].Folder[0] != "Bank" {
		t.Errorf("settings = %+v", s)
	}
	var r protocol.RulesTestResult
	h.call(protocol.MethodRulesTest, protocol.RulesTestParams{URL: "https://a.example/"}, &r)
	if r.Because != "because in zh-CN" {
		t.Errorf("rules.test = %+v", r)
	}
	h.Frame([]byte(`[]`)) // the pipe's own errors, too
	m, err := h.Expect(t.Context(), func(m browsertest.Message) bool { return m.Error != nil })
	if err != nil || !strings.HasPrefix(m.Error.Message, "不支持批量消息") {
		t.Errorf("batch: %s, %v", m.Raw, err)
	}
	h.call(protocol.MethodSettingsSet, map[string]any{"language": ""}, nil)
	h.call(protocol.MethodRulesTest, protocol.RulesTestParams{}, &r)
	if r.Because != "because in en" {
		t.Errorf("after going back to the client's language: %+v", r)
	}
}

func TestWhatIsPushedArrivesWhole(t *testing.T) {
	var nodes []library.Node
	var page ingest.PageInput
	h := open(t, &fake{
		sync: func(_ string, n []library.Node, done, confirm bool) (library.Changes, error) {
			nodes = n
			return library.Changes{NeedsConfirm: done && !confirm, WouldRemove: 60}, nil
		},
		index: func(p ingest.PageInput) (ingest.PageOutcome, error) {
			page = p
			return ingest.PageOutcome{PageID: 3, State: library.CaptureRefused, Reason: "empty"}, nil
		},
	})
	var r protocol.SyncResult
	h.call(protocol.MethodBookmarksSync, json.RawMessage(`{"sourceId":7,"run":"r","done":true,"nodes":[
		{"id":"1","parentId":"0","title":"Go 网","position":0},
		{"id":"2","parentId":"1","title":"`+strings.Repeat("长", 3000)+`","url":"https://go.dev/","addedAt":"2025-03-01T12:00:00+08:00","position":4}]}`), &r)
	if !r.NeedsConfirm || r.WouldRemove != 60 || len(nodes) != 2 || !nodes[0].IsFolder() {
		t.Fatalf("result = %+v, nodes = %+v", r, nodes)
	}
	if n := nodes[1]; n.AddedAt.Unix() != 1740801600 || n.Position != 4 || n.ParentID != "1" || len(n.Title) != 4095 {
		t.Errorf("node = %+v", n)
	}
	tooMany := protocol.SyncParams{Run: "r", Nodes: make([]protocol.Node, 501)}
	if err := h.Call(t.Context(), protocol.MethodBookmarksSync, tooMany, nil); browsertest.KindOf(err) != protocol.KindInvalidParams {
		t.Errorf("501 nodes: %v", err)
	}
	var out protocol.PageIndexResult
	h.call(protocol.MethodPagesIndex, protocol.PageIndexParams{
		URL: "https://go.dev/", HTML: "<p>no", Text: "yes", CapturedBy: "visit", Save: true,
	}, &out)
	if page.HTML != "" || page.Text != "yes" || page.By != "visit" || !page.Save || out.State != "refused" || out.Reason != "empty" {
		t.Errorf("page = %+v, outcome = %+v", page, out)
	}
}

// A page that comes back finds the answer that is still being written, and
// joins it.
func TestAnAnswerUnderWayIsFoundAndJoined(t *testing.T) {
	stored, err := json.Marshal(library.Answer{Text: "kept", Citations: []library.Citation{}})
	if err != nil {
		t.Fatal(err)
	}
	f := &fake{
		turns:   []library.Turn{{Question: "one", Answer: stored}},
		running: &answer.Running{Question: "two", Answer: library.Answer{Text: "so far", Citations: []library.Citation{}, ConversationID: "c"}},
		ask: func(_ context.Context, q answer.Question, emit func(library.AskEvent)) (library.Answer, error) {
			emit(library.AskEvent{Kind: library.AskText, ConversationID: q.ConversationID, Text: "so far and on"})
			return library.Answer{Text: "so far and on", Meant: "two, meant", Filters: []library.Filter{{Kind: library.FilterSite, Label: "a.example", Value: "a.example"}}}, nil
		},
	}
	h := open(t, f)
	var c protocol.ConversationResult
	h.call(protocol.MethodConversationsGet, protocol.ConversationParams{ID: "c"}, &c)
	if len(c.Turns) != 2 || c.Turns[0].Running || !c.Turns[1].Running || c.Turns[1].Question != "two" || c.Turns[1].Answer.Answer != "so far" {
		t.Errorf("conversation = %+v", c)
	}
	var a protocol.Answer
	h.call(protocol.MethodAsk, protocol.AskParams{ConversationID: "c", Attach: true}, &a)
	if a.Answer != "so far and on" || a.Meant != "two, meant" || len(a.Filters) != 1 || a.Filters[0].Source != "query" {
		t.Errorf("answer = %+v", a)
	}
	if err := h.Call(t.Context(), protocol.MethodAsk, protocol.AskParams{Attach: true}, nil); browsertest.KindOf(err) != protocol.KindInvalidParams {
		t.Errorf("joining nothing: %v", err)
	}
	h.call(protocol.MethodConversationsDelete, protocol.ConversationParams{ID: "c"}, nil)
	h.call(protocol.MethodConversationsDelete, protocol.ConversationParams{All: true}, nil)
	if !slices.Equal(f.stopped, []string{"c", ""}) {
		t.Errorf("stopped %q", f.stopped)
	}
}
