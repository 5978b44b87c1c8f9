package server

import (
	"context"
	"path/filepath"

	"aibookmark/host/internal/protocol"
)

func (c *conn) dataMethods(t map[string]method) {
	d := c.s.services.Data
	for name, do := range map[string]FileAction{
		protocol.MethodDataExport: d.Export, protocol.MethodDataImport: d.Import,
		protocol.MethodDataBackup: d.Backup, protocol.MethodDataRestore: d.Restore,
	} {
		if do != nil {
			t[name] = on(fileMethod(do)).inOrder()
		}
	}
}

// fileMethod is a method that works on a file which the person chose. Its
// path is absolute: the directory that a browser starts the host in means
// nothing to anyone.
func fileMethod(do FileAction) func(context.Context, protocol.DataParams) (protocol.DataResult, error) {
	return func(ctx context.Context, p protocol.DataParams) (r protocol.DataResult, err error) {
		if !filepath.IsAbs(p.Path) {
			return r, invalid("path: expected an absolute path")
		}
		bytes, pages, err := do(ctx, p.Path)
		return protocol.DataResult{Path: p.Path, Bytes: bytes, Pages: pages}, err
	}
}
