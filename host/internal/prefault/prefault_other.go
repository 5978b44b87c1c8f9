//go:build !linux

// Package prefault does nothing on this system.
package prefault
