package nativemsg

import (
	"path/filepath"
	"slices"
	"strings"

	"aibookmark/host/internal/protocol"
)

const (
	chromeScheme  = "chrome-extension://"
	firefoxScheme = "moz-extension://"
)

// IsBrowserStart tells whether args (without the program's name) are those
// with which a browser starts a native-messaging host: an extension's origin
// (Chromium, which on Windows adds --parent-window=N), or the absolute path
// of the host's manifest and an add-on id (Firefox). It says nothing about
// whether that caller is allowed; see Caller.
func IsBrowserStart(args []string) bool {
	if len(args) == 0 {
		return false
	}
	if strings.HasPrefix(args[0], chromeScheme) || strings.HasPrefix(args[0], firefoxScheme) {
		return true
	}
	return len(args) >= 2 && strings.HasSuffix(args[0], ".json") && isAbs(args[0])
}

// Caller tells who started the host, and whether they are on the compiled-in
// list: browsers check their manifest, but a manifest is a file that anything
// on the computer may have edited. origin is "chrome-extension://ID/" or a
// Firefox add-on id, and empty when args are not a browser's; it is foreign
// text when ok is false.
func Caller(args []string) (origin string, ok bool) {
	if !IsBrowserStart(args) {
		return "", false
	}
	if strings.HasPrefix(args[0], chromeScheme) {
		id, found := strings.CutSuffix(strings.TrimPrefix(args[0], chromeScheme), "/")
		return args[0], found && slices.Contains(protocol.ChromeExtensionIDs, id) && onlyFlags(args[1:])
	}
	if strings.HasPrefix(args[0], firefoxScheme) {
		return args[0], false
	}
	return args[1], slices.Contains(protocol.FirefoxAddonIDs, args[1]) && onlyFlags(args[2:])
}

// onlyFlags tells whether what follows is flags, such as --parent-window=N.
func onlyFlags(args []string) bool {
	for _, a := range args {
		if !strings.HasPrefix(a, "--") {
			return false
		}
	}
	return true
}

// isAbs also knows Windows paths on other systems, so that the rule can be
// tested everywhere.
func isAbs(path string) bool {
	return filepath.IsAbs(path) || len(path) > 3 && path[1] == ':' && (path[2] == '\\' || path[2] == '/') || strings.HasPrefix(path, `\\`)
}
