package install

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"

	"aibookmark/host/internal/library"
)

// policyPlaces are where an organisation's policies for a Chromium browser
// are: a folder of JSON files on Linux, a registry key below
// HKEY_LOCAL_MACHINE or HKEY_CURRENT_USER on Windows. Firefox has no policy
// about native messaging.
var policyPlaces = map[string]struct{ folder, key string }{
	"chrome":      {"etc/opt/chrome/policies/managed", `Software\Policies\Google\Chrome`},
	"chrome-beta": {"etc/opt/chrome/policies/managed", `Software\Policies\Google\Chrome`},
	"chrome-dev":  {"etc/opt/chrome/policies/managed", `Software\Policies\Google\Chrome`},
	"chromium":    {"etc/chromium/policies/managed", `Software\Policies\Chromium`},
	"edge":        {"etc/opt/edge/policies/managed", `Software\Policies\Microsoft\Edge`},
	"brave":       {"etc/brave/policies/managed", `Software\Policies\BraveSoftware\Brave`},
	"vivaldi":     {"etc/vivaldi/policies/managed", `Software\Policies\Vivaldi`},
}

// forbidden tells whether the organisation that manages this computer keeps
// the browser from starting hosts of the user (NativeMessagingUserLevelHosts)
// or hosts at all (NativeMessagingBlocklist without us in the allowlist). The
// browser then acts as if there were no manifest.
func (s *setup) forbidden(t target, manifest string) *library.Error {
	at, ok := policyPlaces[t.browser]
	if !ok || len(s.ExtraDirs) > 0 {
		return nil
	}
	ofUser := !slices.Contains(t.system, manifest)
	forbid := func() *library.Error { return library.Errorf(library.NotAllowed, "install_policy", t.label) }
	if s.goos == "windows" {
		if s.registry != nil && ofUser && s.registry.policyOff(at.key, "NativeMessagingUserLevelHosts") {
			return forbid()
		}
		return nil
	}
	files, _ := filepath.Glob(filepath.Join(s.places.join(place{root, at.folder}), "*.json"))
	for _, file := range files {
		var policy struct {
			UserLevelHosts *bool    `json:"NativeMessagingUserLevelHosts"`
			Blocked        []string `json:"NativeMessagingBlocklist"`
			Allowed        []string `json:"NativeMessagingAllowlist"`
		}
		raw, err := os.ReadFile(file)
		if err != nil || json.Unmarshal(raw, &policy) != nil {
			continue // the browser ignores it too
		}
		blocked := slices.Contains(policy.Blocked, "*") || slices.Contains(policy.Blocked, s.HostName)
		if blocked && !slices.Contains(policy.Allowed, s.HostName) || ofUser && policy.UserLevelHosts != nil && !*policy.UserLevelHosts {
			return forbid()
		}
	}
	return nil
}
