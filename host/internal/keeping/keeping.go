// Package keeping looks after what the person decides: settings, rules about
// what is read, forgetting, backups, and the health check. It holds no state
// of its own; everything lives in the library.
package keeping

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"net/url"

	"aibookmark/host/internal/library"
)

// Store is the part of the library that keeping needs.
type Store interface {
	Setting(ctx context.Context, key string) (value string, ok bool, err error)
	SetSetting(ctx context.Context, key, value string) error
	PageByURL(ctx context.Context, url string) (library.Page, error)
	Bookmarks(ctx context.Context, pageID int64) ([]library.Bookmark, error)
	Forget(ctx context.Context, target library.ForgetTarget, dryRun bool) (library.Receipt, error)
	Backup(ctx context.Context, path string) (bytes int64, pages int, err error)
	Restore(ctx context.Context, path string, dryRun bool, settings func(key, value string) string) (library.FileReceipt, error)
	Counts(ctx context.Context) (library.Counts, error)
}

// Keeper is safe for concurrent use.
type Keeper struct {
	store Store
}

// New returns a Keeper over a store, which it uses but does not close.
func New(store Store) *Keeper { return &Keeper{store: store} }

// settingsKey is where the settings are kept, as JSON of what was changed;
// what is absent there has its default.
const settingsKey = "settings"

// Defaults are the settings of a new library.
func Defaults() library.Settings {
	return library.Settings{IndexEngine: "scan", CaptureVisits: true, Rules: []library.Rule{}}
}

// Settings returns every setting with its value.
func (k *Keeper) Settings(ctx context.Context) (library.Settings, error) {
	s := Defaults()
	text, ok, err := k.store.Setting(ctx, settingsKey)
	if err != nil || !ok {
		return s, err
	}
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return Defaults(), fmt.Errorf("stored settings: %w", err)
	}
	if s.Rules == nil {
		s.Rules = []library.Rule{}
	}
	return s, nil
}

// SetSettings lets change edit the present settings, checks the outcome and
// stores it. Settings that make no sense are an InvalidParams error and
// change nothing.
func (k *Keeper) SetSettings(ctx context.Context, change func(*library.Settings)) (library.Settings, error) {
	s, err := k.Settings(ctx)
	if err != nil {
		return s, err
	}
	next := s
	next.Rules = append([]library.Rule{}, s.Rules...)
	change(&next)
	if err := check(next); err != nil {
		return s, err
	}
	text, err := json.Marshal(next)
	if err != nil {
		return s, fmt.Errorf("encode settings: %w", err)
	}
	if err := k.store.SetSetting(ctx, settingsKey, string(text)); err != nil {
		return s, err
	}
	return next, nil
}

// check refuses settings that make no sense.
func check(s library.Settings) error {
	switch s.IndexEngine {
	case "scan", "hnsw":
	default:
		return library.Errorf(library.InvalidParams, "setting_unknown_value", "indexEngine", s.IndexEngine)
	}
	switch s.Language {
	case "", "en", "zh-CN":
	default:
		return library.Errorf(library.InvalidParams, "setting_unknown_value", "language", s.Language)
	}
	for i, r := range s.Rules {
		given := 0
		for _, set := range []bool{r.Site != "", r.Path != "", len(r.Folder) > 0} {
			if set {
				given++
			}
		}
		if given != 1 {
			return library.Errorf(library.InvalidParams, "rule_needs_one", i+1)
		}
		if !speaks(r) {
			return library.Errorf(library.InvalidParams, "rule_no_address", i+1, subject(r))
		}
	}
	return checkOllama(s)
}

// checkOllama refuses an address that is none, and one on another machine
// unless the person allowed that page text leaves this one.
func checkOllama(s library.Settings) error {
	if s.OllamaURL == "" {
		return nil
	}
	u, err := url.Parse(s.OllamaURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return library.Errorf(library.InvalidParams, "setting_unknown_value", "ollamaUrl", s.OllamaURL)
	}
	addr, err := netip.ParseAddr(u.Hostname())
	here := u.Hostname() == "localhost" || err == nil && (addr.IsLoopback() || addr.IsUnspecified())
	if here || s.OllamaRemote {
		return nil
	}
	return library.Errorf(library.NotAllowed, "ollama_remote", u.Hostname())
}

// Forget erases what target names from every file of the library and returns
// the receipt; with dryRun it only counts.
func (k *Keeper) Forget(ctx context.Context, target library.ForgetTarget, dryRun bool) (library.Receipt, error) {
	given := 0
	for _, set := range []bool{target.PageID != 0, target.URL != "", target.Site != "", target.All} {
		if set {
			given++
		}
	}
	if given != 1 {
		return library.Receipt{}, library.Errorf(library.InvalidParams, "forget_needs_one")
	}
	return k.store.Forget(ctx, target, dryRun)
}

// Backup writes one file with the whole library to path.
func (k *Keeper) Backup(ctx context.Context, path string) (bytes int64, pages int, err error) {
	if path == "" {
		return 0, 0, library.Errorf(library.InvalidParams, "path_missing")
	}
	return k.store.Backup(ctx, path)
}

// Restore puts a backup in the place of the library, which is kept; with
// dryRun it only examines the file. Where the models are stays as it is on
// this computer: a file must not be able to send page text elsewhere.
func (k *Keeper) Restore(ctx context.Context, path string, dryRun bool) (library.FileReceipt, error) {
	if path == "" {
		return library.FileReceipt{}, library.Errorf(library.InvalidParams, "path_missing")
	}
	here, err := k.Settings(ctx)
	if err != nil {
		return library.FileReceipt{}, err
	}
	return k.store.Restore(ctx, path, dryRun, func(key, value string) string {
		restored := Defaults()
		if key != settingsKey || json.Unmarshal([]byte(value), &restored) != nil {
			return value
		}
		restored.OllamaURL, restored.OllamaRemote = here.OllamaURL, here.OllamaRemote
		if text, err := json.Marshal(restored); err == nil {
			return string(text)
		}
		return value
	})
}
