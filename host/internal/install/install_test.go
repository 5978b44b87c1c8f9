package install

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"aibookmark/host/internal/library"
)

// computer is a temporary home folder with a program to install and a chosen
// set of browsers.
type computer struct {
	Options
	t *testing.T
}

// newComputer has the browsers whose programs are at the given paths (name on
// PATH to path).
func newComputer(t *testing.T, goos string, programs map[string]string) *computer {
	t.Helper()
	home := t.TempDir()
	exe := filepath.Join(t.TempDir(), "download")
	if err := os.WriteFile(exe, []byte("program 1"), 0o755); err != nil {
		t.Fatal(err)
	}
	return &computer{t: t, Options: Options{
		Exe: exe, HostName: "org.example.host", Home: home, goos: goos,
		ChromeIDs:  []string{"aaaabbbbccccddddeeeeffffgggghhhh", "ppppppppppppppppoooooooooooooooo"},
		FirefoxIDs: []string{"host@example.org"},
		registry:   fakeRegistry{},
		lookPath: func(name string) (string, error) {
			if path, ok := programs[name]; ok {
				return path, nil
			}
			return "", fs.ErrNotExist
		},
	}}
}

func (c *computer) mkdir(path string) {
	c.t.Helper()
	if err := os.MkdirAll(filepath.Join(c.Home, path), 0o700); err != nil {
		c.t.Fatal(err)
	}
}

// files lists what is below home, folders with a slash at the end.
func (c *computer) files() []string {
	c.t.Helper()
	found := []string{}
	err := filepath.WalkDir(c.Home, func(path string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(c.Home, path)
		if d.IsDir() {
			rel += "/"
		}
		found = append(found, filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return found
}

type fakeRegistry map[string]string

func (r fakeRegistry) get(key string) (string, bool, error) { v, ok := r[key]; return v, ok, nil }
func (r fakeRegistry) set(key, value string) error          { r[key] = value; return nil }
func (r fakeRegistry) remove(key string) error              { delete(r, key); return nil }
func (r fakeRegistry) policyOff(key, name string) bool      { return r[key+"|"+name] == "0" }

func states(all []Registration) map[string]State {
	m := map[string]State{}
	for _, r := range all {
		m[r.Browser+r.Packaging] = r.State
	}
	return m
}

func readManifest(t *testing.T, path string) (m hostManifest) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// The whole life on each system: nothing, registered, registered again, found,
// gone without a trace.
func TestLifeOfARegistration(t *testing.T) {
	for _, goos := range []string{"linux", "darwin", "windows"} {
		t.Run(goos, func(t *testing.T) {
			c := newComputer(t, goos, nil)
			c.Browsers = []string{"chrome", "edge", "firefox"}
			before := c.files()
			found, err := Find(c.Options)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range found {
				if r.State != Missing || r.Advice == nil || r.OK() {
					t.Errorf("before: %+v", r)
				}
			}

			written, err := Install(c.Options)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range written {
				if r.State != Written || r.Advice != nil {
					t.Errorf("install: %+v", r)
				}
				m := readManifest(t, r.Manifest)
				if m.Name != "org.example.host" || m.Type != "stdio" || m.Path != r.Exe || m.Description == "" {
					t.Errorf("%s: %+v", r.Browser, m)
				}
				wantOrigins, wantExtensions := origins(c.ChromeIDs), []string(nil)
				if r.Browser == "firefox" {
					wantOrigins, wantExtensions = nil, c.FirefoxIDs
				}
				if !slices.Equal(m.AllowedOrigins, wantOrigins) || !slices.Equal(m.AllowedExtensions, wantExtensions) {
					t.Errorf("%s may be started by %v %v", r.Browser, m.AllowedOrigins, m.AllowedExtensions)
				}
				if strings.HasPrefix(r.Exe, filepath.Dir(c.Exe)) {
					t.Errorf("%s would start the download %s", r.Browser, r.Exe)
				}
			}

			again, err := Install(c.Options)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range again {
				if r.State != Unchanged {
					t.Errorf("again: %+v", r)
				}
			}
			if found, err = Find(c.Options); err != nil {
				t.Fatal(err)
			}
			for _, r := range found {
				if r.State != Registered || !r.OK() {
					t.Errorf("after: %+v %v", r, r.Advice)
				}
			}

			c.Browsers = nil
			removed, err := Uninstall(c.Options)
			if err != nil {
				t.Fatal(err)
			}
			if len(removed) != 3 {
				t.Errorf("removed %v", states(removed))
			}
			if after := c.files(); !slices.Equal(after, before) {
				t.Errorf("left behind: %v", after)
			}
			if len(c.registry.(fakeRegistry)) != 0 {
				t.Errorf("left in the registry: %v", c.registry)
			}
			if removed, err = Uninstall(c.Options); err != nil || len(removed) != 0 {
				t.Errorf("uninstall again: %v %v", removed, err)
			}
		})
	}
}

// Only what is ours goes: other hosts' manifests and the library stay.
func TestUninstallLeavesTheRest(t *testing.T) {
	c := newComputer(t, "linux", nil)
	c.mkdir(".config/chromium/NativeMessagingHosts")
	other := filepath.Join(c.Home, ".config/chromium/NativeMessagingHosts/org.other.json")
	if err := os.WriteFile(other, []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	c.mkdir(".local/share/ai-bookmark")
	db := filepath.Join(c.Home, ".local/share/ai-bookmark/library.db")
	if err := os.WriteFile(db, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	before := c.files()
	if _, err := Install(c.Options); err != nil {
		t.Fatal(err)
	}
	if _, err := Uninstall(c.Options); err != nil {
		t.Fatal(err)
	}
	if after := c.files(); !slices.Equal(after, before) {
		t.Errorf("before %v\nafter %v", before, after)
	}
}

// Without names, the browsers that are present are registered and no others.
func TestOnlyBrowsersThatArePresent(t *testing.T) {
	c := newComputer(t, "linux", map[string]string{"firefox-esr": "/usr/bin/firefox-esr", "vivaldi": "/opt/vivaldi/vivaldi"})
	c.mkdir(".config/BraveSoftware/Brave-Browser")
	got, err := Install(c.Options)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]State{"firefox": Written, "vivaldi": Written, "brave": Written}
	if !maps.Equal(states(got), want) {
		t.Errorf("registered %v, want %v", states(got), want)
	}

	none := newComputer(t, "linux", nil)
	if _, err := Install(none.Options); library.KindOf(err) != library.NotFound {
		t.Errorf("no browser: %v", err)
	}
	none.Browsers = []string{"netscape"}
	var e *library.Error
	if _, err := Install(none.Options); !errors.As(err, &e) || e.Kind != library.InvalidParams || !strings.Contains(e.Hint("en"), "librewolf") {
		t.Errorf("unknown browser: %v", err)
	}
	if files := none.files(); len(files) != 1 {
		t.Errorf("a refused install wrote %v", files)
	}
}

// Sandboxed browsers: what cannot work is said and not written.
func TestSandboxes(t *testing.T) {
	script := filepath.Join(t.TempDir(), "chromium-browser")
	if err := os.WriteFile(script, []byte("#!/bin/sh\nexec /snap/bin/chromium \"$@\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name     string
		programs map[string]string
		dirs     []string
		want     map[string]State
		code     string
	}{
		{"Firefox snap", map[string]string{"firefox": "/snap/bin/firefox"}, nil,
			map[string]State{"firefoxsnap": Written}, "install_firefox_snap"},
		{"Chromium snap behind a script", map[string]string{"chromium-browser": script}, []string{".config/chromium"},
			map[string]State{"chromiumsnap": Confined}, "install_confined"},
		{"Chrome flatpak", nil, []string{".var/app/com.google.Chrome"},
			map[string]State{"chromeflatpak": Confined}, "install_confined"},
		{"Firefox flatpak beside a packaged one", map[string]string{"firefox": "/usr/bin/firefox"}, []string{".var/app/org.mozilla.firefox"},
			map[string]State{"firefox": Written, "firefoxflatpak": Unchanged}, "install_firefox_flatpak"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := newComputer(t, "linux", test.programs)
			for _, dir := range test.dirs {
				c.mkdir(dir)
			}
			got, err := Install(c.Options)
			if err != nil {
				t.Fatal(err)
			}
			if !maps.Equal(states(got), test.want) {
				t.Errorf("got %v, want %v", states(got), test.want)
			}
			last := got[len(got)-1]
			if last.Advice == nil || last.Advice.Code != test.code || last.Advice.Hint("zh") == "" {
				t.Errorf("advice %v, want %s", last.Advice, test.code)
			}
			if last.State == Confined && last.Manifest != "" {
				t.Errorf("a manifest for a browser that cannot use it: %s", last.Manifest)
			}
		})
	}
}

// A profile of its own gets a manifest of its own, and nothing else is touched.
func TestExtraDirs(t *testing.T) {
	c := newComputer(t, "linux", map[string]string{"firefox": "/usr/bin/firefox"})
	profile := filepath.Join(c.Home, "profile")
	c.ExtraDirs, c.InPlace = []string{profile}, true
	got, err := Install(c.Options)
	if err != nil {
		t.Fatal(err)
	}
	want := filepath.Join(profile, "NativeMessagingHosts", "org.example.host.json")
	if len(got) != 1 || got[0].Manifest != want || got[0].Exe != c.Exe {
		t.Errorf("got %+v", got)
	}
	if m := readManifest(t, want); m.Path != c.Exe {
		t.Errorf("registered %s, want it in place", m.Path)
	}
	if _, err := Uninstall(c.Options); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(want); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("still there: %v", err)
	}
}

// What doctor tells, one fault at a time.
func TestFindSaysWhatIsWrong(t *testing.T) {
	tests := []struct {
		name   string
		spoil  func(t *testing.T, r Registration)
		code   string
		inText string
	}{
		{"manifest gone", func(t *testing.T, r Registration) { must(t, os.Remove(r.Manifest)) }, "install_missing", "Chromium"},
		{"not JSON", func(t *testing.T, r Registration) { must(t, os.WriteFile(r.Manifest, []byte("{"), 0o644)) }, "install_malformed", "~"},
		{"a folder in its place", func(t *testing.T, r Registration) {
			must(t, os.Remove(r.Manifest))
			must(t, os.Mkdir(r.Manifest, 0o755))
		}, "install_malformed", "~"},
		{"another name", func(t *testing.T, r Registration) { rewrite(t, r, func(m *hostManifest) { m.Name = "org.other" }) }, "install_malformed", "~"},
		{"relative path", func(t *testing.T, r Registration) { rewrite(t, r, func(m *hostManifest) { m.Path = "bin/x" }) }, "install_malformed", "~"},
		{"another extension", func(t *testing.T, r Registration) {
			rewrite(t, r, func(m *hostManifest) { m.AllowedOrigins = []string{"chrome-extension://zzzz/"} })
		}, "install_wrong_id", "~"},
		{"program gone", func(t *testing.T, r Registration) { must(t, os.Remove(r.Exe)) }, "install_exe_missing", "~"},
		{"program not executable", func(t *testing.T, r Registration) { must(t, os.Chmod(r.Exe, 0o644)) }, "install_exe_not_executable", "~"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := newComputer(t, "linux", nil)
			c.Browsers = []string{"chromium"}
			done, err := Install(c.Options)
			if err != nil {
				t.Fatal(err)
			}
			test.spoil(t, done[0])
			found, err := Find(c.Options)
			if err != nil {
				t.Fatal(err)
			}
			r := found[0]
			if r.OK() || r.Advice == nil || r.Advice.Code != test.code {
				t.Fatalf("found %+v (%v), want %s", r, r.Advice, test.code)
			}
			text := r.Advice.Message("en")
			if !strings.Contains(text, test.inText) || strings.Contains(text, c.Home) || strings.Contains(text, "%!") || r.Advice.Hint("en") == "" {
				t.Errorf("said %q, %q", text, r.Advice.Hint("en"))
			}
			if test.name == "a folder in its place" {
				return // not ours to delete
			}
			if _, err := Install(c.Options); err != nil {
				t.Fatal(err)
			}
			if found, _ = Find(c.Options); !found[0].OK() {
				t.Errorf("install did not mend it: %v", found[0].Advice)
			}
		})
	}
}

// A managed computer may keep a browser from starting anything; the browser
// itself only says that there is no host.
func TestPolicies(t *testing.T) {
	tests := []struct {
		name, file string
		want       State
	}{
		{"none", "", Registered},
		{"no hosts of users", `{"NativeMessagingUserLevelHosts": false}`, Broken},
		{"hosts of users", `{"NativeMessagingUserLevelHosts": true}`, Registered},
		{"all blocked", `{"NativeMessagingBlocklist": ["*"]}`, Broken},
		{"all but us blocked", `{"NativeMessagingBlocklist": ["*"], "NativeMessagingAllowlist": ["org.example.host"]}`, Registered},
		{"unreadable", `{`, Registered},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := newComputer(t, "linux", nil)
			c.Browsers = []string{"chromium"}
			_, err := Install(c.Options)
			must(t, err)
			s, err := newSetup(c.Options)
			must(t, err)
			s.places.dirs[root] = t.TempDir()
			dir := s.places.join(place{root, "etc/chromium/policies/managed"})
			must(t, os.MkdirAll(dir, 0o755))
			must(t, os.WriteFile(filepath.Join(dir, "policy.json"), []byte(test.file), 0o644))
			targets, err := s.targets(c.Browsers)
			must(t, err)
			if r := s.examine(targets[0]); r.State != test.want || (r.Advice == nil) != (test.want == Registered) {
				t.Errorf("%v %v, want %s", r.State, r.Advice, test.want)
			}
		})
	}
	c := newComputer(t, "windows", nil)
	c.Browsers = []string{"edge"}
	c.registry.(fakeRegistry)[`Software\Policies\Microsoft\Edge|NativeMessagingUserLevelHosts`] = "0"
	_, err := Install(c.Options)
	must(t, err)
	found, err := Find(c.Options)
	must(t, err)
	if found[0].State != Broken || found[0].Advice.Code != "install_policy" {
		t.Errorf("managed Edge: %+v", found[0])
	}
}

// A new version replaces the program; the manifests stay as they are.
func TestUpgradeReplacesTheProgram(t *testing.T) {
	c := newComputer(t, "windows", nil)
	c.Browsers = []string{"firefox"}
	first, err := Install(c.Options)
	must(t, err)
	must(t, os.WriteFile(c.Exe, []byte("program 2"), 0o755))
	second, err := Install(c.Options)
	must(t, err)
	if second[0].State != Unchanged || second[0].Exe != first[0].Exe {
		t.Errorf("upgrade: %+v", second[0])
	}
	if got, _ := os.ReadFile(second[0].Exe); string(got) != "program 2" {
		t.Errorf("program is %q", got)
	}
	// The installed program may install itself.
	c.Exe = second[0].Exe
	third, err := Install(c.Options)
	must(t, err)
	if third[0].State != Unchanged {
		t.Errorf("from its own place: %+v", third[0])
	}
}

// Modes: everyone may read a manifest, only we may change anything.
func TestModes(t *testing.T) {
	c := newComputer(t, "linux", nil)
	c.Browsers = []string{"firefox"}
	done, err := Install(c.Options)
	must(t, err)
	for path, want := range map[string]os.FileMode{
		done[0].Manifest: 0o644, done[0].Exe: 0o755, filepath.Dir(done[0].Manifest): 0o700,
	} {
		info, err := os.Stat(path)
		must(t, err)
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode().Perm(), want)
		}
	}
}

// Root does not write into another user's home.
func TestForeignHomeIsRefused(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can make another user's home")
	}
	c := newComputer(t, "linux", nil)
	must(t, os.Chown(c.Home, 12345, 12345))
	c.Browsers = []string{"firefox"}
	for name, act := range map[string]func(Options) ([]Registration, error){"install": Install, "uninstall": Uninstall} {
		if _, err := act(c.Options); library.KindOf(err) != library.NotAllowed {
			t.Errorf("%s: %v", name, err)
		}
	}
	if files := c.files(); len(files) != 1 {
		t.Errorf("wrote %v", files)
	}
}

func rewrite(t *testing.T, r Registration, change func(*hostManifest)) {
	t.Helper()
	m := readManifest(t, r.Manifest)
	change(&m)
	raw, err := json.Marshal(m)
	must(t, err)
	must(t, os.WriteFile(r.Manifest, raw, 0o644))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
