// Package install introduces the host to browsers: it writes the
// native-messaging manifest that each browser looks for (on Windows also the
// registry key that names it), tells what is registered and what is wrong with
// it, and takes it all back.
//
// Every Chromium browser gets the same content with every extension id,
// because some read another's manifest first (Edge reads Chrome's). The
// program is copied to a place of its own, so that moving or deleting the
// download does not break the browsers. Nothing outside the person's own
// folders is ever written.
//
// A library could not be used: github.com/rickypc/native-messaging-host knows
// one browser and no allowed_extensions.
package install

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"aibookmark/host/internal/library"
)

// Options say what to register and where. HostName and the ids are required;
// the zero value of everything else is right for a person's own computer.
type Options struct {
	// Browsers are names as Names returns them; empty means every browser
	// that is present.
	Browsers []string
	// Exe is the program to register; empty means the running one.
	Exe string
	// InPlace registers Exe where it stands instead of a copy: for a program
	// that a package manager or a source tree keeps.
	InPlace bool
	// HostName is the native-messaging name; the ids are of the extensions
	// that may start the host.
	HostName              string
	ChromeIDs, FirefoxIDs []string
	// Home is the home folder to write in; empty means the person's own. With
	// a Home, variables like XDG_CONFIG_HOME are not looked at.
	Home string
	// ExtraDirs are user data directories of Chromium profiles, as given to
	// --user-data-dir: such a browser looks only there. When they are given
	// and Browsers is empty, nothing else is written.
	ExtraDirs []string

	goos     string
	lookPath func(string) (string, error)
	registry registry
}

// State says how a browser knows the host.
type State string

// The states of a registration.
const (
	// Registered: the manifest is there and right (Find).
	Registered State = "registered"
	// Written and Unchanged: Install wrote the manifest, or found it right.
	Written   State = "written"
	Unchanged State = "unchanged"
	// Removed: Uninstall removed the manifest.
	Removed State = "removed"
	// Missing: the browser is present and has no manifest (Find).
	Missing State = "missing"
	// Broken: the manifest is there and cannot work; Advice says why (Find).
	Broken State = "broken"
	// Confined: the browser runs in a sandbox that cannot start the host;
	// nothing is written, Advice says what works instead.
	Confined State = "confined"
)

// Registration is what one browser knows of the host.
type Registration struct {
	// Browser is the name for --browser; Label the one that people know.
	Browser, Label string
	// Packaging is "snap" or "flatpak" for a browser in that sandbox.
	Packaging string
	// Manifest is the manifest's path. Several browsers may share one.
	Manifest string
	// RegistryKey is where Windows browsers find Manifest, below
	// HKEY_CURRENT_USER; empty elsewhere.
	RegistryKey string
	// Exe is the program that the manifest names; empty when unknown.
	Exe   string
	State State
	// Advice is what the person should know or do; nil when all is well.
	Advice *library.Error
}

// OK tells whether the browser can start the host, as far as files show.
func (r Registration) OK() bool {
	return r.State == Registered || r.State == Written || r.State == Unchanged
}

// Install registers the host with the browsers that the options name and
// returns one Registration each. It may be repeated: what is right already
// stays untouched. Errors: InvalidParams for an unknown browser, NotAllowed
// when the home folder is another user's, NotFound when no browser is
// present; what was written before a failure stays, and is right.
func Install(o Options) ([]Registration, error) {
	s, err := newSetup(o)
	if err != nil {
		return nil, err
	}
	if err := s.refuseForeignHome(); err != nil {
		return nil, err
	}
	targets, err := s.targets(o.Browsers)
	if err != nil {
		return nil, err
	}
	if len(targets) == 0 {
		return nil, library.Errorf(library.NotFound, "install_no_browser")
	}
	exe, err := s.placeProgram()
	if err != nil {
		return nil, err
	}
	var out []Registration
	for _, t := range targets {
		r := t.registration()
		if r.State == Confined {
			out = append(out, r)
			continue
		}
		r.Exe = exe
		if r.State, err = s.write(t, exe); err != nil {
			return out, fmt.Errorf("register with %s: %w", t.label, err)
		}
		out = append(out, r)
	}
	return out, nil
}

// Uninstall removes what Install wrote: manifests, registry keys, the copy of
// the program, and folders that are left empty. The library stays. With
// Browsers named, only those forget the host, and the program stays. It
// returns what was removed; nothing to remove is no error.
func Uninstall(o Options) ([]Registration, error) {
	s, err := newSetup(o)
	if err != nil {
		return nil, err
	}
	if err := s.refuseForeignHome(); err != nil {
		return nil, err
	}
	targets, err := s.everyTarget(o.Browsers)
	if err != nil {
		return nil, err
	}
	var out []Registration
	var failed []error
	for _, t := range targets {
		removed, err := s.remove(t)
		if err != nil {
			failed = append(failed, fmt.Errorf("unregister from %s: %w", t.label, err))
			continue
		}
		if removed {
			r := t.registration()
			r.State, r.Advice = Removed, nil
			out = append(out, r)
		}
	}
	if len(o.Browsers) == 0 && !o.InPlace && len(o.ExtraDirs) == 0 {
		if err := s.removeProgram(); err != nil {
			failed = append(failed, err)
		}
	}
	return out, errors.Join(failed...)
}

// Find examines every browser that the options name (those present, when
// none) and every other that has a manifest of ours, and tells what is wrong.
// Browsers themselves do not: Firefox has one message for every fault.
func Find(o Options) ([]Registration, error) {
	s, err := newSetup(o)
	if err != nil {
		return nil, err
	}
	wanted, err := s.targets(o.Browsers)
	if err != nil {
		return nil, err
	}
	out := make([]Registration, 0, len(wanted))
	seen := map[string]bool{}
	for _, t := range wanted {
		seen[t.manifest] = true
		out = append(out, s.examine(t))
	}
	if len(o.Browsers) > 0 {
		return out, nil
	}
	every, err := s.everyTarget(nil)
	if err != nil {
		return nil, err
	}
	for _, t := range every {
		if seen[t.manifest] {
			continue
		}
		seen[t.manifest] = true
		if r := s.examine(t); r.State == Registered || r.State == Broken {
			out = append(out, r)
		}
	}
	return out, nil
}

// setup is Options with every default filled in.
type setup struct {
	Options
	places places
	// programDir is where the copy of the program lives.
	programDir string
}

func newSetup(o Options) (*setup, error) {
	if o.HostName == "" {
		return nil, errors.New("install: no host name")
	}
	if o.goos == "" {
		o.goos = runtime.GOOS
	}
	if o.lookPath == nil {
		o.lookPath = exec.LookPath
	}
	if o.registry == nil {
		o.registry = systemRegistry()
	}
	env := func(string) string { return "" }
	if o.Home == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil, fmt.Errorf("install: %w", err)
		}
		if os.Getenv("SUDO_USER") != "" && os.Geteuid() == 0 {
			return nil, library.Errorf(library.NotAllowed, "install_other_user", home)
		}
		o.Home, env = home, os.Getenv
	}
	home, err := filepath.Abs(o.Home)
	if err != nil {
		return nil, fmt.Errorf("install: %w", err)
	}
	o.Home = home
	p := placesOf(o.goos, home, env)
	return &setup{Options: o, places: p, programDir: p.programDir(env)}, nil
}

// refuseForeignHome keeps root from leaving files in another user's home that
// the user's browser would then trust and the user could not change.
func (s *setup) refuseForeignHome() error {
	if owned, err := ownedByUs(s.Home); err == nil && !owned {
		return library.Errorf(library.NotAllowed, "install_other_user", s.Home)
	}
	return nil
}
