package install

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Where every browser looks, on every system: the documented places.
func TestManifestPlaces(t *testing.T) {
	const file = "org.example.host.json"
	tests := []struct{ goos, browser, want string }{
		{"linux", "chrome", ".config/google-chrome/NativeMessagingHosts/" + file},
		{"linux", "chrome-beta", ".config/google-chrome-beta/NativeMessagingHosts/" + file},
		{"linux", "chrome-dev", ".config/google-chrome-unstable/NativeMessagingHosts/" + file},
		{"linux", "chromium", ".config/chromium/NativeMessagingHosts/" + file},
		{"linux", "edge", ".config/microsoft-edge/NativeMessagingHosts/" + file},
		{"linux", "brave", ".config/BraveSoftware/Brave-Browser/NativeMessagingHosts/" + file},
		{"linux", "vivaldi", ".config/vivaldi/NativeMessagingHosts/" + file},
		{"linux", "opera", ".config/google-chrome/NativeMessagingHosts/" + file},
		{"linux", "firefox", ".mozilla/native-messaging-hosts/" + file},
		{"linux", "librewolf", ".librewolf/native-messaging-hosts/" + file},
		{"darwin", "chrome", "Library/Application Support/Google/Chrome/NativeMessagingHosts/" + file},
		{"darwin", "chromium", "Library/Application Support/Chromium/NativeMessagingHosts/" + file},
		{"darwin", "edge", "Library/Application Support/Microsoft Edge/NativeMessagingHosts/" + file},
		{"darwin", "brave", "Library/Application Support/BraveSoftware/Brave-Browser/NativeMessagingHosts/" + file},
		{"darwin", "vivaldi", "Library/Application Support/Vivaldi/NativeMessagingHosts/" + file},
		{"darwin", "opera", "Library/Application Support/Google/Chrome/NativeMessagingHosts/" + file},
		{"darwin", "firefox", "Library/Application Support/Mozilla/NativeMessagingHosts/" + file},
		{"darwin", "librewolf", "Library/Application Support/LibreWolf/NativeMessagingHosts/" + file},
		{"windows", "chrome", `Software\Google\Chrome\NativeMessagingHosts\org.example.host`},
		{"windows", "chromium", `Software\Chromium\NativeMessagingHosts\org.example.host`},
		{"windows", "edge", `Software\Microsoft\Edge\NativeMessagingHosts\org.example.host`},
		{"windows", "brave", `Software\Google\Chrome\NativeMessagingHosts\org.example.host`},
		{"windows", "vivaldi", `Software\Google\Chrome\NativeMessagingHosts\org.example.host`},
		{"windows", "opera", `Software\Google\Chrome\NativeMessagingHosts\org.example.host`},
		{"windows", "firefox", `Software\Mozilla\NativeMessagingHosts\org.example.host`},
		{"windows", "librewolf", `Software\Mozilla\NativeMessagingHosts\org.example.host`},
	}
	for _, test := range tests {
		t.Run(test.goos+" "+test.browser, func(t *testing.T) {
			home := t.TempDir()
			s, err := newSetup(Options{HostName: "org.example.host", Home: home, goos: test.goos})
			if err != nil {
				t.Fatal(err)
			}
			b, _ := browserNamed(test.browser)
			target, ok := s.native(b)
			if !ok {
				t.Fatal("not in the table")
			}
			got := target.key
			if test.goos != "windows" {
				if got, err = filepath.Rel(home, target.manifest); err != nil {
					t.Fatal(err)
				}
			}
			if filepath.ToSlash(got) != test.want {
				t.Errorf("looks in %s, want %s", got, test.want)
			}
		})
	}
}

// XDG variables move Chromium's folders and ours, but not Firefox's.
func TestPlacesFollowXDG(t *testing.T) {
	env := map[string]string{"XDG_CONFIG_HOME": "/elsewhere/config", "XDG_DATA_HOME": "/elsewhere/data"}
	p := placesOf("linux", "/home/ann", func(name string) string { return env[name] })
	for got, want := range map[string]string{
		p.join(place{config, "chromium"}):                                "/elsewhere/config/chromium",
		p.join(place{home, ".mozilla"}):                                  "/home/ann/.mozilla",
		p.programDir(func(name string) string { return env[name] }):      "/elsewhere/data/ai-bookmark/bin",
		placesOf("linux", "/home/ann", noEnv).programDir(noEnv):          "/home/ann/.local/share/ai-bookmark/bin",
		placesOf("darwin", "/Users/ann", noEnv).programDir(noEnv):        "/Users/ann/Library/Application Support/ai-bookmark/bin",
		placesOf("windows", "/Users/ann", noEnv).programDir(noEnv):       "/Users/ann/AppData/Local/ai-bookmark/bin",
		placesOf("linux", "/home/ann", relative).join(place{config, ""}): "/home/ann/.config",
	} {
		if filepath.ToSlash(got) != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func noEnv(string) string    { return "" }
func relative(string) string { return "not/absolute" }

// A row that misses an OS, or repeats a name, is a mistake in the table.
func TestTableIsComplete(t *testing.T) {
	names := Names()
	slices.Sort(names)
	if len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("a name is there twice: %v", names)
	}
	for _, b := range browsers {
		for _, goos := range []string{"linux", "darwin", "windows"} {
			w, ok := b.on[goos]
			switch {
			case !ok:
				t.Errorf("%s is not in the table of %s", b.name, goos)
			case len(w.data) == 0:
				t.Errorf("%s cannot be found on %s", b.name, goos)
			case (w.key != "") != (goos == "windows"):
				t.Errorf("%s on %s: registry key %q", b.name, goos, w.key)
			case strings.Contains(w.hosts.path, `\`):
				t.Errorf("%s on %s: %s is not slash-separated", b.name, goos, w.hosts.path)
			}
		}
	}
}
