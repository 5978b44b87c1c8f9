package server

import (
	"context"
	"strconv"
	"strings"

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
	if c.s.services.Storage != nil {
		t[protocol.MethodStorageList] = on(c.storageList).within(c.s.limits.heavy)
	}
}

// fileMethod is a method that works on a file which the person named.
func fileMethod(do FileAction) func(context.Context, protocol.DataParams) (protocol.DataResult, error) {
	return func(ctx context.Context, p protocol.DataParams) (r protocol.DataResult, err error) {
		if strings.ContainsRune(p.Path, 0) {
			return r, invalid("path: expected the path of a file")
		}
		receipt, err := do(ctx, p.Path, p.DryRun)
		if err != nil {
			return r, err
		}
		return DataResult(receipt), nil
	}
}

// storageList pages by place in the list: it is made anew for each page, and
// what moves meanwhile may be missed or come twice.
func (c *conn) storageList(ctx context.Context, p protocol.ListParams) (r protocol.StorageList, err error) {
	mark, err := cursorIn(p.Cursor)
	if err != nil {
		return r, err
	}
	from, err := strconv.Atoi("0" + mark)
	if err != nil || from < 0 {
		return r, invalid("cursor: not one that this host gave")
	}
	sites, err := c.s.services.Storage.SiteStorage(ctx)
	if err != nil {
		return r, err
	}
	r.Items = []protocol.SiteStorage{}
	to := min(from+bounded(p.Limit, defaultPage, maxPage), len(sites))
	for _, s := range sites[min(from, to):to] {
		r.Items = append(r.Items, protocol.SiteStorage{Site: cutText(s.Site, maxName), Pages: s.Pages, Bytes: s.Bytes})
	}
	if to < len(sites) {
		r.Next = cursorOut(strconv.Itoa(to))
	}
	return r, nil
}
