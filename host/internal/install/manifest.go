package install

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"aibookmark/host/internal/library"
	"aibookmark/manifests"
)

// hostManifest is a native-messaging host manifest. Chromium reads
// AllowedOrigins, Firefox AllowedExtensions.
type hostManifest struct {
	Name              string   `json:"name"`
	Description       string   `json:"description"`
	Path              string   `json:"path"`
	Type              string   `json:"type"`
	AllowedOrigins    []string `json:"allowed_origins,omitempty"`
	AllowedExtensions []string `json:"allowed_extensions,omitempty"`
}

// content is the manifest for a family of browsers: the same bytes for each.
func (s *setup) content(f family, exe string) ([]byte, error) {
	template := manifests.NativeHostChromium
	if f == firefox {
		template = manifests.NativeHostFirefox
	}
	var m hostManifest
	if err := json.Unmarshal(template, &m); err != nil {
		return nil, fmt.Errorf("manifest template: %w", err)
	}
	m.Name, m.Path = s.HostName, exe
	if f == firefox {
		m.AllowedExtensions = s.FirefoxIDs
	} else {
		m.AllowedOrigins = origins(s.ChromeIDs)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // a path may contain &
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	return b.Bytes(), nil
}

func origins(ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = "chrome-extension://" + id + "/"
	}
	return out
}

// write puts the manifest and the registry key in place where they are not
// right already.
func (s *setup) write(t target, exe string) (State, error) {
	want, err := s.content(t.family, exe)
	if err != nil {
		return "", err
	}
	state := Unchanged
	if have, err := os.ReadFile(t.manifest); err != nil || !bytes.Equal(have, want) {
		if err := writeAtomically(t.manifest, want, 0o644); err != nil {
			return "", err
		}
		state = Written
	}
	if t.key == "" {
		return state, nil
	}
	if s.registry == nil {
		return "", errors.New("no registry")
	}
	if have, ok, err := s.registry.get(t.key); err != nil || !ok || have != t.manifest {
		if err := s.registry.set(t.key, t.manifest); err != nil {
			return "", err
		}
		state = Written
	}
	return state, nil
}

// remove takes the manifest, the registry key and folders left empty away and
// tells whether there was anything.
func (s *setup) remove(t target) (bool, error) {
	removed := false
	if t.key != "" && s.registry != nil {
		_, ok, err := s.registry.get(t.key)
		if err != nil {
			return false, err
		}
		if ok {
			if err := s.registry.remove(t.key); err != nil {
				return false, err
			}
			removed = true
		}
	}
	if t.key != "" && len(s.Browsers) > 0 {
		// Other browsers' keys may name the same file.
		return removed, nil
	}
	switch err := os.Remove(t.manifest); {
	case err == nil:
		removed = true
	case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errNotDir):
		return removed, fmt.Errorf("remove manifest: %w", err)
	}
	removeEmptyDirs(filepath.Dir(t.manifest), t.stop)
	return removed, nil
}

// examine reads what a browser would read and says what is wrong with it, in
// the order in which the browser would stumble.
func (s *setup) examine(t target) Registration {
	r := t.registration()
	if r.State == Confined {
		return r
	}
	path, raw := s.effectiveManifest(t)
	if raw == nil {
		r.State = Missing
		r.Advice = library.Errorf(library.NotFound, "install_missing", t.label)
		return r
	}
	r.Manifest = path
	broken := func(code string, args ...any) Registration {
		r.State, r.Advice = Broken, library.Errorf(library.NotAllowed, code, append([]any{t.label}, args...)...)
		return r
	}
	var m hostManifest
	if err := json.Unmarshal(raw, &m); err != nil {
		return broken("install_malformed", s.short(path))
	}
	r.Exe = m.Path
	allowed, ours := m.AllowedOrigins, origins(s.ChromeIDs)
	if t.family == firefox {
		allowed, ours = m.AllowedExtensions, s.FirefoxIDs
	}
	switch {
	case m.Name != s.HostName || m.Type != "stdio":
		return broken("install_malformed", s.short(path))
	case !slices.ContainsFunc(allowed, func(id string) bool { return slices.Contains(ours, id) }):
		return broken("install_wrong_id", s.short(path))
	case !filepath.IsAbs(m.Path):
		return broken("install_malformed", s.short(path))
	}
	info, err := os.Stat(m.Path)
	switch {
	case err != nil:
		return broken("install_exe_missing", s.short(m.Path))
	case info.IsDir(), s.goos != "windows" && info.Mode()&0o111 == 0:
		return broken("install_exe_not_executable", s.short(m.Path))
	}
	if r.Advice = s.forbidden(t, path); r.Advice != nil {
		r.State = Broken
		return r
	}
	r.State, r.Advice = Registered, t.advice
	return r
}

// short writes ~ for the home folder, which holds the account's name: what
// doctor says may be shown to others.
func (s *setup) short(path string) string {
	if rest, ok := strings.CutPrefix(path, s.Home+string(filepath.Separator)); ok {
		return "~" + string(filepath.Separator) + rest
	}
	return path
}

// effectiveManifest is the manifest that the browser reads: the user's before
// the machine's. No content when there is none.
func (s *setup) effectiveManifest(t target) (path string, content []byte) {
	path = t.manifest
	if t.key != "" {
		if s.registry == nil {
			return path, nil
		}
		value, ok, err := s.registry.get(t.key)
		if err != nil || !ok {
			return path, nil
		}
		path = value
	}
	for _, p := range append([]string{path}, t.system...) {
		raw, err := os.ReadFile(p)
		switch {
		case err == nil:
			return p, raw
		case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errNotDir):
			// There and unreadable: the browser gets nothing useful from it.
			return p, []byte{}
		}
	}
	return path, nil
}
