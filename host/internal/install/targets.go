package install

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"aibookmark/host/internal/library"
)

// registry is the part of the Windows registry that we use: default values of
// keys below HKEY_CURRENT_USER, and policies that are switched off there or
// for the machine.
type registry interface {
	get(key string) (value string, ok bool, err error)
	set(key, value string) error
	remove(key string) error
	policyOff(key, name string) bool
}

// target is one place where one browser looks for our manifest.
type target struct {
	browser, label string
	family         family
	manifest       string
	key            string
	system         []string // further manifests that serve it, of the machine
	packaging      string
	// confined browsers cannot start the host; advice says what works.
	confined bool
	advice   *library.Error
	// stop is the folder above which nothing is removed, even if empty.
	stop string
}

func (t target) registration() Registration {
	r := Registration{Browser: t.browser, Label: t.label, Packaging: t.packaging, Manifest: t.manifest,
		RegistryKey: t.key, Advice: t.advice}
	if t.confined {
		r.State, r.Manifest = Confined, ""
	}
	return r
}

// targets are the places of the named browsers; of those present when there
// are no names.
func (s *setup) targets(names []string) ([]target, error) {
	out := s.extraTargets()
	if len(names) == 0 {
		if len(out) > 0 {
			return out, nil
		}
		for _, b := range browsers {
			out = append(out, s.targetsOf(b, false)...)
		}
		return out, nil
	}
	if len(out) > 0 {
		return out, s.knows(names)
	}
	for _, name := range names {
		b, ok := browserNamed(name)
		if _, here := b.on[s.goos]; !ok || !here {
			return nil, s.knows([]string{name})
		}
		out = append(out, s.targetsOf(b, true)...)
	}
	return out, nil
}

// everyTarget is every place of the table, whether or not the browser is
// present; of the named browsers only, when there are names.
func (s *setup) everyTarget(names []string) ([]target, error) {
	if err := s.knows(names); err != nil {
		return nil, err
	}
	out := s.extraTargets()
	if len(out) > 0 {
		return out, nil
	}
	seen := map[string]bool{}
	for _, b := range browsers {
		if len(names) > 0 && !slices.Contains(names, b.name) {
			continue
		}
		if t, ok := s.native(b); ok && !seen[t.manifest+t.key] {
			seen[t.manifest+t.key] = true
			out = append(out, t)
		}
	}
	return out, nil
}

// knows refuses names that are not in the table of this OS.
func (s *setup) knows(names []string) error {
	for _, name := range names {
		b, ok := browserNamed(name)
		if _, here := b.on[s.goos]; !ok || !here {
			return library.Errorf(library.InvalidParams, "install_unknown_browser", name, strings.Join(Names(), ", "))
		}
	}
	return nil
}

// extraTargets are profiles of their own: Chromium looks in the user data
// directory it was started with and nowhere else of the user's.
func (s *setup) extraTargets() []target {
	var out []target
	for _, dir := range s.ExtraDirs {
		if abs, err := filepath.Abs(dir); err == nil {
			dir = abs
		}
		out = append(out, target{
			browser: "chromium", label: dir, family: chromium, stop: filepath.Dir(dir),
			manifest: filepath.Join(dir, "NativeMessagingHosts", s.HostName+".json"),
		})
	}
	return out
}

// targetsOf are the places of one browser in every packaging that is present.
// A named browser that is not present counts as an ordinary one.
func (s *setup) targetsOf(b browser, named bool) []target {
	t, ok := s.native(b)
	if !ok {
		return nil
	}
	var out []target
	snap, native := s.onPath(b)
	present := native || slices.ContainsFunc(b.on[s.goos].data, s.has)
	if s.goos == "linux" {
		if b.snap != "" && (snap || s.has(place{home, "snap/" + b.snap})) {
			out = append(out, s.sandboxed(t, "snap"))
			// The data folder may be the snap's or a former install's: without
			// a program outside the snap there is no browser to register.
			present = native
		}
		if b.flatpak != "" && s.hasFlatpak(b.flatpak) {
			out = append(out, s.sandboxed(t, "flatpak"))
		}
	}
	if present || named && len(out) == 0 {
		out = append([]target{t}, out...)
	}
	return out
}

// native is the place of a browser that runs outside any sandbox.
func (s *setup) native(b browser) (target, bool) {
	w, ok := b.on[s.goos]
	if !ok {
		return target{}, false
	}
	t := target{browser: b.name, label: b.label, family: b.family}
	file := s.HostName + ".json"
	if w.key != "" {
		// Windows: the manifests may be anywhere; ours are beside the program.
		t.key = w.key + `\` + s.HostName
		t.manifest = filepath.Join(s.programDir, s.HostName+"."+b.family.String()+".json")
		t.stop = s.stopAt(s.places.dirs[local])
		return t, true
	}
	t.manifest = filepath.Join(s.places.join(w.hosts), file)
	t.stop = s.stopAt(s.places.dirs[w.hosts.base])
	for _, at := range w.system {
		t.system = append(t.system, filepath.Join(s.places.join(at), file))
	}
	return t, true
}

// stopAt is how far up empty folders may be removed: to the home folder, or
// to the base where an XDG variable puts it elsewhere.
func (s *setup) stopAt(base string) string {
	if strings.HasPrefix(base, s.Home+string(filepath.Separator)) {
		return s.Home
	}
	return base
}

// sandboxed is a browser from the Snap store or Flathub. Firefox reaches the
// host through a portal, with conditions; Chromium browsers cannot start a
// program outside their sandbox.
func (s *setup) sandboxed(t target, packaging string) target {
	t.packaging = packaging
	t.system = nil
	if t.family == firefox {
		t.advice = library.Errorf(library.NotAllowed, "install_firefox_"+packaging)
		return t
	}
	t.confined = true
	t.advice = library.Errorf(library.NotAllowed, "install_confined", t.label, map[string]string{"snap": "Snap", "flatpak": "Flatpak"}[packaging])
	return t
}

// onPath tells whether a program of the browser is found, in the Snap store's
// packaging and otherwise.
func (s *setup) onPath(b browser) (snap, native bool) {
	for _, name := range b.on[s.goos].programs {
		path, err := s.lookPath(name)
		if err != nil {
			continue
		}
		if startsSnap(path) {
			snap = true
		} else {
			native = true
		}
	}
	return snap, native
}

// startsSnap tells whether a program is a snap, or the short script that
// Ubuntu installs under a browser's old name and that starts the snap.
func startsSnap(path string) bool {
	if real, err := filepath.EvalSymlinks(path); err == nil && filepath.Base(real) == "snap" {
		return true
	}
	if strings.HasPrefix(path, "/snap/") || strings.HasPrefix(path, "/var/lib/snapd/") {
		return true
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	start, err := io.ReadAll(io.LimitReader(f, 4096))
	return err == nil && strings.HasPrefix(string(start), "#!") && strings.Contains(string(start), "/snap/bin/")
}

func (s *setup) hasFlatpak(id string) bool {
	return slices.ContainsFunc([]place{
		{home, ".var/app/" + id}, {home, ".local/share/flatpak/app/" + id}, {root, "var/lib/flatpak/app/" + id},
	}, s.has)
}

func (s *setup) has(at place) bool {
	_, err := os.Stat(s.places.join(at))
	return err == nil
}

func (f family) String() string {
	if f == firefox {
		return "firefox"
	}
	return "chromium"
}
