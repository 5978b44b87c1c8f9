package install

import (
	"path/filepath"
	"slices"
	"strings"
)

// family is the kind of manifest a browser reads.
type family int

const (
	chromium family = iota
	firefox
)

// place is a folder: elements below a base of places.
type place struct {
	base base
	path string // slash-separated
}

// base names a folder that each OS and user has elsewhere.
type base int

const (
	root      base = iota // the file system's
	home                  // the person's
	config                // Linux: XDG_CONFIG_HOME; macOS: ~/Library/Application Support
	local                 // Windows: %LocalAppData%
	roaming               // Windows: %AppData%
	baseCount = iota
)

// places are the folders that the bases stand for.
type places struct {
	goos string
	dirs [baseCount]string
}

// placesOf knows where an OS keeps a person's files. It asks env and nothing
// else, so that every OS's table can be tested on any.
func placesOf(goos, homeDir string, env func(string) string) places {
	p := places{goos: goos}
	p.dirs[root], p.dirs[home] = string(filepath.Separator), homeDir
	or := func(name string, fallback ...string) string {
		if dir := env(name); filepath.IsAbs(dir) {
			return dir
		}
		return filepath.Join(append([]string{homeDir}, fallback...)...)
	}
	switch goos {
	case "darwin":
		p.dirs[config] = filepath.Join(homeDir, "Library", "Application Support")
	case "windows":
		p.dirs[local] = or("LOCALAPPDATA", "AppData", "Local")
		p.dirs[roaming] = or("APPDATA", "AppData", "Roaming")
	default:
		p.dirs[config] = or("XDG_CONFIG_HOME", ".config")
	}
	return p
}

func (p places) join(at place) string {
	return filepath.Join(p.dirs[at.base], filepath.FromSlash(at.path))
}

// programDir is where the copy of the host lives, and on Windows the
// manifests: below the data directory's usual place.
func (p places) programDir(env func(string) string) string {
	switch p.goos {
	case "darwin":
		return filepath.Join(p.dirs[config], "ai-bookmark", "bin")
	case "windows":
		return filepath.Join(p.dirs[local], "ai-bookmark", "bin")
	}
	if dir := env("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "ai-bookmark", "bin")
	}
	return filepath.Join(p.dirs[home], ".local", "share", "ai-bookmark", "bin")
}

// ways is what one OS needs to know of a browser.
type ways struct {
	// data are folders that exist once the browser has run, or is installed:
	// the proof that it is present.
	data []place
	// hosts is where it reads manifests of the user; system where it reads
	// those of the machine.
	hosts  place
	system []place
	// key is the registry key below HKEY_CURRENT_USER, without the host's name.
	key string
	// programs are names on PATH (Linux).
	programs []string
}

// browser is one row of the table.
type browser struct {
	name, label string
	family      family
	on          map[string]ways // by GOOS
	// snap and flatpak are its names in those stores.
	snap, flatpak string
}

// Names are the browsers that can be named in Options.Browsers, best known
// first.
func Names() []string {
	names := make([]string, len(browsers))
	for i, b := range browsers {
		names[i] = b.name
	}
	return names
}

func browserNamed(name string) (browser, bool) {
	i := slices.IndexFunc(browsers, func(b browser) bool { return b.name == name })
	if i < 0 {
		return browser{}, false
	}
	return browsers[i], true
}

// chromiumWays fills in what all Chromium browsers share: manifests are read
// from NativeMessagingHosts in the user data directory on Linux and macOS
// (chrome/common/chrome_paths.cc: DIR_USER_NATIVE_MESSAGING), from a registry
// key on Windows (launch_context_win.cc).
func chromiumWays(linux, linuxSystem, mac, macSystem, windows, key string, programs ...string) map[string]ways {
	w := map[string]ways{
		"linux": {
			data:     []place{{config, linux}},
			hosts:    place{config, linux + "/NativeMessagingHosts"},
			system:   []place{{root, "etc/" + linuxSystem + "/native-messaging-hosts"}},
			programs: programs,
		},
		"windows": {
			data: []place{{local, windows}},
			key:  `Software\` + key + `\NativeMessagingHosts`,
		},
	}
	if mac != "" {
		w["darwin"] = ways{
			data:   []place{{config, mac}, {root, "Applications/" + macApp(mac) + ".app"}},
			hosts:  place{config, mac + "/NativeMessagingHosts"},
			system: []place{{root, "Library/" + macSystem + "/NativeMessagingHosts"}},
		}
	}
	return w
}

// macApp is the application of a browser that keeps its data in dir.
func macApp(dir string) string {
	switch dir {
	case "BraveSoftware/Brave-Browser":
		return "Brave Browser"
	default:
		return strings.ReplaceAll(dir, "/", " ")
	}
}

// browsers is the table. Sources: chromium's chrome_paths.cc and
// launch_context_win.cc, gecko's NativeManifests.sys.mjs, and each vendor's
// documentation. Brave, Vivaldi and Opera read Chrome's key on Windows; Opera
// reads Chrome's folder everywhere.
var browsers = []browser{
	{name: "chrome", label: "Google Chrome", flatpak: "com.google.Chrome",
		on: chromiumWays("google-chrome", "opt/chrome", "Google/Chrome", "Google/Chrome",
			"Google/Chrome/User Data", `Google\Chrome`, "google-chrome", "google-chrome-stable")},
	{name: "chrome-beta", label: "Google Chrome Beta",
		on: chromiumWays("google-chrome-beta", "opt/chrome", "Google/Chrome Beta", "Google/Chrome",
			"Google/Chrome Beta/User Data", `Google\Chrome`, "google-chrome-beta")},
	{name: "chrome-dev", label: "Google Chrome Dev",
		on: chromiumWays("google-chrome-unstable", "opt/chrome", "Google/Chrome Dev", "Google/Chrome",
			"Google/Chrome Dev/User Data", `Google\Chrome`, "google-chrome-unstable")},
	{name: "chromium", label: "Chromium", snap: "chromium", flatpak: "org.chromium.Chromium",
		on: chromiumWays("chromium", "chromium", "Chromium", "Application Support/Chromium",
			"Chromium/User Data", "Chromium", "chromium", "chromium-browser")},
	{name: "edge", label: "Microsoft Edge", flatpak: "com.microsoft.Edge",
		on: chromiumWays("microsoft-edge", "opt/edge", "Microsoft Edge", "Microsoft/Edge",
			"Microsoft/Edge/User Data", `Microsoft\Edge`, "microsoft-edge", "microsoft-edge-stable")},
	{name: "brave", label: "Brave", snap: "brave", flatpak: "com.brave.Browser",
		on: chromiumWays("BraveSoftware/Brave-Browser", "opt/brave", "BraveSoftware/Brave-Browser",
			"Application Support/BraveSoftware/Brave-Browser",
			"BraveSoftware/Brave-Browser/User Data", `Google\Chrome`, "brave-browser", "brave-browser-stable", "brave")},
	{name: "vivaldi", label: "Vivaldi", flatpak: "com.vivaldi.Vivaldi",
		on: chromiumWays("vivaldi", "opt/vivaldi", "Vivaldi", "Application Support/Vivaldi",
			"Vivaldi/User Data", `Google\Chrome`, "vivaldi", "vivaldi-stable")},
	{name: "opera", label: "Opera", snap: "opera", flatpak: "com.opera.Opera", on: operaWays()},
	{name: "firefox", label: "Firefox", family: firefox, snap: "firefox", flatpak: "org.mozilla.firefox",
		on: map[string]ways{
			// Profiles moved to ~/.config/mozilla in Firefox 147; manifests did not.
			"linux": {
				data:  []place{{home, ".mozilla/firefox"}, {config, "mozilla/firefox"}},
				hosts: place{home, ".mozilla/native-messaging-hosts"},
				system: []place{{root, "usr/lib/mozilla/native-messaging-hosts"},
					{root, "usr/lib64/mozilla/native-messaging-hosts"}},
				programs: []string{"firefox", "firefox-esr"},
			},
			"darwin": {
				data:   []place{{config, "Firefox"}, {root, "Applications/Firefox.app"}},
				hosts:  place{config, "Mozilla/NativeMessagingHosts"},
				system: []place{{root, "Library/Application Support/Mozilla/NativeMessagingHosts"}},
			},
			"windows": {data: []place{{roaming, "Mozilla/Firefox"}}, key: `Software\Mozilla\NativeMessagingHosts`},
		}},
	{name: "librewolf", label: "LibreWolf", family: firefox, flatpak: "io.gitlab.librewolf-community",
		on: map[string]ways{
			"linux": {
				data:     []place{{home, ".librewolf"}},
				hosts:    place{home, ".librewolf/native-messaging-hosts"},
				programs: []string{"librewolf"},
			},
			"darwin":  {data: []place{{config, "LibreWolf"}}, hosts: place{config, "LibreWolf/NativeMessagingHosts"}},
			"windows": {data: []place{{roaming, "LibreWolf"}}, key: `Software\Mozilla\NativeMessagingHosts`},
		}},
}

func operaWays() map[string]ways {
	w := chromiumWays("google-chrome", "opt/chrome", "Google/Chrome", "Google/Chrome", "", `Google\Chrome`, "opera")
	for goos, data := range map[string]place{
		"linux":   {config, "opera"},
		"darwin":  {config, "com.operasoftware.Opera"},
		"windows": {roaming, "Opera Software/Opera Stable"},
	} {
		on := w[goos]
		on.data = []place{data}
		w[goos] = on
	}
	return w
}
