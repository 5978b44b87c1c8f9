package ollama

import (
	"context"
	"testing"

	"aibookmark/host/internal/library"
)

func TestParseAddress(t *testing.T) {
	for raw, want := range map[string]string{
		"":                          "http://127.0.0.1:11434",
		"127.0.0.1:8080":            "http://127.0.0.1:8080",
		"127.0.0.1":                 "http://127.0.0.1:11434",
		":8080":                     "http://127.0.0.1:8080",
		"0.0.0.0":                   "http://127.0.0.1:11434",
		"0.0.0.0:1234":              "http://127.0.0.1:1234",
		"http://0.0.0.0:1234":       "http://127.0.0.1:1234",
		"localhost":                 "http://localhost:11434",
		"localhost:":                "http://localhost:11434",
		"http://localhost":          "http://localhost:80",
		"https://models.example":    "https://models.example:443",
		"https://models.example/o/": "https://models.example:443/o",
		"::":                        "http://[::1]:11434",
		"[::]:1234":                 "http://[::1]:1234",
		"[::1]":                     "http://[::1]:11434",
		"::1":                       "http://[::1]:11434",
		"models.example:99/a/b":     "http://models.example:99/a/b",
		"http://127.0.0.1:11434/":   "http://127.0.0.1:11434",
	} {
		if u, err := parseAddress(raw); err != nil || u.String() != want {
			t.Errorf("parseAddress(%q) = %v, %v; want %s", raw, u, err, want)
		}
	}
	for _, raw := range []string{"ftp://x", "file:///etc/passwd", "127.0.0.1:99999", "127.0.0.1:0", "host:port", "a@b", "http://u:p@127.0.0.1", "a b", "x?y", "%zz", "1:2:3"} {
		if u, err := parseAddress(raw); library.KindOf(err) != library.InvalidParams {
			t.Errorf("parseAddress(%q) = %v, %v; want invalid_params", raw, u, err)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	f.Add("[::]:80")
	f.Add("http://a/b")
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := parseAddress(raw)
		if err == nil && (u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.Port() == "" || u.User != nil) {
			t.Fatalf("parseAddress(%q) = %v", raw, u)
		}
	})
}

// The address comes from the setting, else OLLAMA_HOST; another computer is
// refused unless the person allowed it.
func TestServerAddress(t *testing.T) {
	for _, c := range []struct {
		name, setting, env string
		allow              bool
		want               string
		kind               library.Kind
		remote             bool
	}{
		{name: "default", want: "http://127.0.0.1:11434"},
		{name: "environment", env: "0.0.0.0:7000", want: "http://127.0.0.1:7000"},
		{name: "quoted environment", env: `"127.0.0.1:7001"`, want: "http://127.0.0.1:7001"},
		{name: "setting first", setting: "http://127.0.0.1:1", env: "127.0.0.1:2", want: "http://127.0.0.1:1"},
		{name: "remote by setting", setting: "http://192.168.1.5:11434", kind: library.NotAllowed},
		{name: "remote by environment", env: "192.168.1.5", kind: library.NotAllowed},
		{name: "a name may be remote", env: "box.local", kind: library.NotAllowed},
		{name: "disguised loopback", setting: "http://[::ffff:127.0.0.1]:1", want: "http://[::ffff:127.0.0.1]:1"},
		{name: "remote allowed", setting: "http://192.168.1.5:11434", allow: true, want: "http://192.168.1.5:11434", remote: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("OLLAMA_HOST", c.env)
			u, remote, err := serverAddress(c.setting, c.allow)
			if library.KindOf(err) != c.kind {
				t.Fatalf("error %v, want kind %q", err, c.kind)
			}
			if err == nil && (u.String() != c.want || remote != c.remote) {
				t.Errorf("%v remote %v, want %s remote %v", u, remote, c.want, c.remote)
			}
		})
	}
}

// Whatever a name resolves to is checked again when it is dialled.
func TestCheckDial(t *testing.T) {
	for _, c := range []struct {
		address, scheme string
		remote          bool
		want            error
	}{
		{"127.0.0.1:1", "http", false, nil},
		{"[::1]:1", "http", false, nil},
		{"[::ffff:127.0.0.1]:1", "http", false, nil},
		{"192.168.1.5:1", "http", false, errForeign},
		{"8.8.8.8:1", "https", false, errForeign},
		{"192.168.1.5:1", "http", true, nil},
		{"[fd00::1]:1", "http", true, nil},
		{"8.8.8.8:1", "http", true, errPlainHTTP},
		{"8.8.8.8:1", "https", true, nil},
	} {
		if got := checkDial(c.address, c.scheme, c.remote); got != c.want {
			t.Errorf("checkDial(%s, %s, %v) = %v, want %v", c.address, c.scheme, c.remote, got, c.want)
		}
	}
}

func TestForeignAddressIsNotAllowed(t *testing.T) {
	c := New(Options{Settings: func(context.Context) (library.Settings, error) {
		return library.Settings{OllamaURL: "http://203.0.113.5:11434"}, nil
	}, Binary: func() (string, bool) { return "", false }})
	if _, err := c.List(t.Context()); library.KindOf(err) != library.NotAllowed {
		t.Errorf("List: %v, want not_allowed", err)
	}
	if state, _ := c.State(t.Context()); state != "absent" {
		t.Errorf("State %q, want absent", state)
	}
}
