package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"aibookmark/host/internal/library"
)

// importSource is the one source that every imported file belongs to: the
// same bookmark in two files, or in the same file twice, is one bookmark.
var importSource = library.Source{Browser: "file", Profile: "import", Label: "Imported files"}

// importBatch is how many bookmarks go to the library in one transaction.
const importBatch = 500

// ImportOutcome says what an import did. Imported counts bookmarks that are
// new, Known those that were there already.
type ImportOutcome struct {
	Imported, Known int
}

// Import stores the bookmarks of a file and the texts it carries, and makes
// them searchable before it returns. The same file again adds nothing.
// progress, if not nil, is told how many of the steps are done.
func (in *Ingest) Import(ctx context.Context, f library.ImportFile, progress func(done, total int)) (ImportOutcome, error) {
	source, err := in.Source(ctx, importSource)
	if err != nil {
		return ImportOutcome{}, err
	}
	report := func(done int) {
		if progress != nil {
			progress(done, 2*len(f.Items))
		}
	}
	folders, bookmarks := importNodes(f.Items)
	pages := map[int64]bool{}
	if _, err := in.applyAll(ctx, source, folders, pages, nil); err != nil {
		return ImportOutcome{}, err
	}
	ch, err := in.applyAll(ctx, source, bookmarks, pages, report)
	if err != nil {
		return ImportOutcome{}, err
	}
	if err := in.saveTexts(ctx, f.Items, pages); err != nil {
		return ImportOutcome{}, err
	}
	if err := in.indexImported(ctx, pages, func(done int) { report(len(f.Items) + done) }); err != nil {
		return ImportOutcome{}, err
	}
	report(2 * len(f.Items))
	return ImportOutcome{Imported: ch.Added, Known: ch.Updated + ch.Unchanged}, nil
}

// applyAll stores nodes in batches and gathers the pages they touch.
func (in *Ingest) applyAll(ctx context.Context, source int64, nodes []library.Node, pages map[int64]bool, report func(int)) (library.Changes, error) {
	var sum library.Changes
	for done := 0; done < len(nodes); {
		n := min(importBatch, len(nodes)-done)
		ch, err := in.store.ApplyNodes(ctx, source, nodes[done:done+n], nil)
		if err != nil {
			return sum, fmt.Errorf("import bookmarks %d to %d: %w", done+1, done+n, err)
		}
		sum.Added += ch.Added
		sum.Updated += ch.Updated
		sum.Unchanged += ch.Unchanged
		for _, id := range ch.Pages {
			pages[id] = true
		}
		done += n
		if report != nil {
			report(done)
		}
	}
	return sum, nil
}

// saveTexts stores the texts that came with the items.
func (in *Ingest) saveTexts(ctx context.Context, items []library.ImportItem, pages map[int64]bool) error {
	var captures []library.Capture
	save := func() error {
		ids, err := in.store.SaveCaptures(ctx, captures)
		if err != nil {
			return fmt.Errorf("import texts: %w", err)
		}
		for _, id := range ids {
			pages[id] = true
		}
		captures = captures[:0]
		return nil
	}
	for _, item := range items {
		if strings.TrimSpace(item.Text) == "" {
			continue
		}
		captures = append(captures, library.Capture{
			URL: item.URL, Title: item.Title, Text: in.extract.Clean(item.Text), Lang: item.Lang, By: library.ByImport, At: in.now(),
		})
		if len(captures) == importBatch {
			if err := save(); err != nil {
				return err
			}
		}
	}
	if len(captures) == 0 {
		return nil
	}
	return save()
}

// indexImported indexes the pages an import touched.
func (in *Ingest) indexImported(ctx context.Context, pages map[int64]bool, report func(int)) error {
	ids := make([]int64, 0, len(pages))
	for id := range pages {
		if id != 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for done := 0; done < len(ids); {
		n := min(batch, len(ids)-done)
		if err := in.indexBatch(ctx, ids[done:done+n], whenever); err != nil {
			return err
		}
		done += n
		report(done)
		if err := in.mergeOnTheWay(ctx); err != nil {
			return err
		}
	}
	return in.mergeNow(ctx)
}

// importNodes gives items the shape of a bookmark tree. Ids follow from
// folder, address and how often the pair came before, so that importing again
// finds the same nodes.
func importNodes(items []library.ImportItem) (folders, bookmarks []library.Node) {
	known := map[string]string{}
	seen := map[string]int{}
	for i, item := range items {
		parent := ""
		for depth := range item.Folder {
			path := strings.Join(item.Folder[:depth+1], "\x00")
			id, ok := known[path]
			if !ok {
				id = importID("folder", path)
				known[path] = id
				folders = append(folders, library.Node{ID: id, ParentID: parent, Title: item.Folder[depth], Position: len(folders)})
			}
			parent = id
		}
		key := parent + "\x00" + item.URL
		seen[key]++
		bookmarks = append(bookmarks, library.Node{
			ID: importID("bookmark", fmt.Sprintf("%s\x00%d", key, seen[key])), ParentID: parent,
			Title: item.Title, URL: item.URL, AddedAt: item.AddedAt, Position: i,
		})
	}
	return folders, bookmarks
}

func importID(kind, of string) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + of))
	return hex.EncodeToString(sum[:10])
}
