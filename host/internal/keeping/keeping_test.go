package keeping_test

import (
	"context"
	"path/filepath"
	"testing"

	"aibookmark/host/internal/keeping"
	"aibookmark/host/internal/library"
	"aibookmark/host/internal/store"
)

func open(t *testing.T) (*keeping.Keeper, *store.Store) {
	t.Helper()
	st, err := store.Open(t.Context(), t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return keeping.New(st), st
}

func TestSettingsKeepWhatWasSetAndNothingElse(t *testing.T) {
	k, _ := open(t)
	s, err := k.Settings(t.Context())
	if err != nil || s.IndexEngine != "scan" || !s.CaptureVisits || s.Rules == nil {
		t.Fatalf("a new library: %+v, %v", s, err)
	}
	if _, err := k.SetSettings(t.Context(), func(s *library.Settings) { s.ChatModel = "qwen3:4b" }); err != nil {
		t.Fatal(err)
	}
	if _, err := k.SetSettings(t.Context(), func(s *library.Settings) { s.Language = "zh-CN" }); err != nil {
		t.Fatal(err)
	}
	s, err = k.Settings(t.Context())
	if err != nil || s.ChatModel != "qwen3:4b" || s.Language != "zh-CN" || s.IndexEngine != "scan" {
		t.Errorf("after two changes: %+v, %v", s, err)
	}
}

func TestSettingsThatMakeNoSenseChangeNothing(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*library.Settings)
		kind   library.Kind
	}{
		"an unknown engine":             {func(s *library.Settings) { s.IndexEngine = "magic" }, library.InvalidParams},
		"an unknown language":           {func(s *library.Settings) { s.Language = "tlh" }, library.InvalidParams},
		"a rule about nothing":          {func(s *library.Settings) { s.Rules = []library.Rule{{Allow: true}} }, library.InvalidParams},
		"a rule about two things":       {func(s *library.Settings) { s.Rules = []library.Rule{{Site: "a.example", Path: "b"}} }, library.InvalidParams},
		"a rule about no site":          {func(s *library.Settings) { s.Rules = []library.Rule{{Site: "bank example"}} }, library.InvalidParams},
		"a rule about no address":       {func(s *library.Settings) { s.Rules = []library.Rule{{Path: "/login"}} }, library.InvalidParams},
		"an address that is none":       {func(s *library.Settings) { s.OllamaURL = "not an address" }, library.InvalidParams},
		"an address of another kind":    {func(s *library.Settings) { s.OllamaURL = "file:///etc/passwd" }, library.InvalidParams},
		"Ollama on another computer":    {func(s *library.Settings) { s.OllamaURL = "http://192.168.1.4:11434" }, library.NotAllowed},
		"a name that begins like 127":   {func(s *library.Settings) { s.OllamaURL = "http://127.evil.example" }, library.NotAllowed},
		"a name that begins like local": {func(s *library.Settings) { s.OllamaURL = "http://localhost.evil.example" }, library.NotAllowed},
	} {
		t.Run(name, func(t *testing.T) {
			k, _ := open(t)
			if _, err := k.SetSettings(t.Context(), c.change); library.KindOf(err) != c.kind {
				t.Errorf("error %v, want %s", err, c.kind)
			}
			if s, err := k.Settings(t.Context()); err != nil || s.OllamaURL != "" || len(s.Rules) != 0 || s.IndexEngine != "scan" {
				t.Errorf("something was changed: %+v, %v", s, err)
			}
		})
	}
}

func TestAnotherComputerOnThePersonsWord(t *testing.T) {
	k, _ := open(t)
	_, err := k.SetSettings(t.Context(), func(s *library.Settings) {
		s.OllamaURL, s.OllamaRemote = "https://models.example:11434", true
	})
	if err != nil {
		t.Error(err)
	}
}

func TestRules(t *testing.T) {
	k, st := open(t)
	ctx := t.Context()
	source, err := st.EnsureSource(ctx, library.Source{Browser: "chrome", Profile: "p"})
	if err != nil {
		t.Fatal(err)
	}
	nodes := []library.Node{
		{ID: "bar", Title: "Bookmarks bar"}, {ID: "w", ParentID: "bar", Title: "Work"}, {ID: "p", ParentID: "w", Title: "Pay"},
		{ID: "1", ParentID: "p", Title: "Slip", URL: "https://office.example/slip"},
	}
	if _, err := st.ApplyNodes(ctx, source, nodes, nil); err != nil {
		t.Fatal(err)
	}
	_, err = k.SetSettings(ctx, func(s *library.Settings) {
		s.Rules = []library.Rule{
			{Allow: true, Path: "bank.example/blog/"},
			{Site: "bank.example"},
			{Folder: []string{"Work", "Pay"}},
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]bool{
		"https://bank.example/login":          false,
		"https://www.bank.example/login":      false,
		"https://my.bank.example/login":       false,
		"https://notbank.example/":            true,
		"https://bank.example/blog/post":      true, // an earlier rule
		"https://www.bank.example/blog/post":  true,
		"https://evil.example/?bank.example/": true,
		"https://office.example/slip":         false,
		"https://office.example/other":        true,
		"javascript:alert(1)":                 false,
	} {
		ok, because, err := k.TestRules(ctx, address, "en")
		if err != nil || ok != want || because == "" {
			t.Errorf("%s: %v because %q, %v; want %v", address, ok, because, err, want)
		}
		if allowed, _, err := k.Allowed(ctx, address); err != nil || allowed != want {
			t.Errorf("%s: Allowed = %v, %v", address, allowed, err)
		}
	}
}

func TestForgetNamesExactlyOneThing(t *testing.T) {
	k, _ := open(t)
	for _, target := range []library.ForgetTarget{{}, {PageID: 1, URL: "https://a.example/"}, {Site: "a.example", All: true}} {
		if _, err := k.Forget(t.Context(), target, false); library.KindOf(err) != library.InvalidParams {
			t.Errorf("%+v: %v", target, err)
		}
	}
}

// failing is a store that cannot be read.
type failing struct{ keeping.Store }

func (failing) Counts(context.Context) (library.Counts, error) {
	return library.Counts{}, library.Errorf(library.StorageDamaged, "internal")
}

func TestDoctorSaysWhatIsWrongAndWhatToDo(t *testing.T) {
	k, st := open(t)
	more := func(context.Context, string) []keeping.Check { return []keeping.Check{{Name: "other", OK: true}} }
	if checks := k.Doctor(t.Context(), "en", more); len(checks) != 2 || !checks[0].OK {
		t.Errorf("a healthy library: %+v", checks)
	}
	checks := keeping.New(failing{st}).Doctor(t.Context(), "zh-CN")
	if checks[0].OK || checks[0].Fix == "" || checks[0].Detail != "资料库无法读取。" {
		t.Errorf("a damaged library: %+v", checks)
	}
}

// A backup must not be able to send page text to another computer.
func TestRestoreKeepsWhereTheModelsAre(t *testing.T) {
	from, _ := open(t)
	if _, err := from.SetSettings(t.Context(), func(s *library.Settings) {
		s.OllamaURL, s.OllamaRemote, s.Fetch = "http://192.0.2.7:11434", true, true
		s.Rules = []library.Rule{{Site: "bank.example"}}
	}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "backup.db")
	if _, _, err := from.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	st, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keeping.New(st).Restore(t.Context(), path, false); err != nil {
		t.Fatal(err)
	}
	st.Close()
	if st, err = store.Open(t.Context(), dir, store.Options{}); err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	s, err := keeping.New(st).Settings(t.Context())
	if err != nil || s.OllamaURL != "" || s.OllamaRemote || !s.Fetch || len(s.Rules) != 1 {
		t.Errorf("%+v, %v", s, err)
	}
}
