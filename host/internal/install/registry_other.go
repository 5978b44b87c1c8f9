//go:build !windows

package install

// systemRegistry is nil where there is no registry.
func systemRegistry() registry { return nil }
