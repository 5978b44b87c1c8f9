package nativemsg_test

import (
	"testing"

	"aibookmark/host/internal/nativemsg"
	"aibookmark/host/internal/protocol"
)

func TestCaller(t *testing.T) {
	chrome := "chrome-extension://" + protocol.ChromeExtensionIDs[0] + "/"
	addon := protocol.FirefoxAddonIDs[0]
	other := "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/"
	for _, tt := range []struct {
		name    string
		args    []string
		browser bool
		origin  string
		ok      bool
	}{
		{"Chrome", []string{chrome}, true, chrome, true},
		{"Chrome on Windows", []string{chrome, "--parent-window=0"}, true, chrome, true},
		{"Firefox", []string{"/home/a/.mozilla/native-messaging-hosts/x.json", addon}, true, addon, true},
		{"Firefox on Windows", []string{`C:\Users\a\x.json`, addon}, true, addon, true},

		{"another extension", []string{other}, true, other, false},
		{"no trailing slash", []string{chrome[:len(chrome)-1]}, true, chrome[:len(chrome)-1], false},
		{"a path after the id", []string{chrome + "evil/"}, true, chrome + "evil/", false},
		{"other case", []string{"chrome-extension://EJEKDEPOJCIABCEALJNFCHPDNMOCMGGK/"}, true, "chrome-extension://EJEKDEPOJCIABCEALJNFCHPDNMOCMGGK/", false},
		{"a command after the origin", []string{chrome, "forget"}, true, chrome, false},
		{"another add-on", []string{"/x.json", "evil@example.org"}, true, "evil@example.org", false},
		{"Firefox's page origin", []string{"moz-extension://0000/"}, true, "moz-extension://0000/", false},

		{"no arguments", nil, false, "", false},
		{"a command", []string{"search", "chrome-extension://x/"}, false, "", false},
		{"importing a file", []string{"import", "/x.json"}, false, "", false},
		{"a manifest alone", []string{"/x.json"}, false, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := nativemsg.IsBrowserStart(tt.args); got != tt.browser {
				t.Errorf("IsBrowserStart = %v, want %v", got, tt.browser)
			}
			if origin, ok := nativemsg.Caller(tt.args); origin != tt.origin || ok != tt.ok {
				t.Errorf("Caller = %q, %v, want %q, %v", origin, ok, tt.origin, tt.ok)
			}
		})
	}
}
