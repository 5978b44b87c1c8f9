// Package manifests owns the files that introduce AI Bookmark to browsers: the
// native-messaging host manifests, embedded here, and the extension's
// manifests, which extension/build.mjs reads. It exists as a package so that
// the Go program and the extension's build share one folder of truth; it holds
// no logic. What differs from machine to machine (the host's name, its path,
// who may start it) is empty in the files and filled in by host/internal/install.
package manifests

import _ "embed"

// NativeHostChromium is the host manifest that Chrome, Chromium, Edge, Brave,
// Vivaldi and Opera read: they know a caller by its origin.
//
//go:embed native-host.chromium.json
var NativeHostChromium []byte

// NativeHostFirefox is the host manifest that Firefox and LibreWolf read: they
// know a caller by its add-on id.
//
//go:embed native-host.firefox.json
var NativeHostFirefox []byte
