package keeping

import (
	"context"
	"errors"
	"strings"

	"aibookmark/host/internal/library"
)

// Allowed tells whether the text of the page at address may be kept. because
// is a message code with its argument, for TestRules and the log.
func (k *Keeper) Allowed(ctx context.Context, address string) (bool, string, error) {
	ok, reason, err := k.decide(ctx, address)
	return ok, reason.code, err
}

// TestRules tells the same in words of the locale.
func (k *Keeper) TestRules(ctx context.Context, address, locale string) (ok bool, because string, err error) {
	ok, r, err := k.decide(ctx, address)
	if err != nil {
		return false, "", err
	}
	return ok, library.Text(locale, r.code, r.args...), nil
}

type reason struct {
	code string
	args []any
}

// decide goes through the rules from top to bottom; the first that fits
// decides, and what no rule fits is read.
func (k *Keeper) decide(ctx context.Context, address string) (bool, reason, error) {
	key, why, ok := library.PageKey(address)
	if !ok {
		return false, reason{"rule_no_page", []any{why}}, nil
	}
	s, err := k.Settings(ctx)
	if err != nil {
		return false, reason{}, err
	}
	folders, err := k.foldersOf(ctx, address, s.Rules)
	if err != nil {
		return false, reason{}, err
	}
	for i, r := range s.Rules {
		if !ruleFits(r, key, folders) {
			continue
		}
		if r.Allow {
			return true, reason{"rule_allows", []any{i + 1}}, nil
		}
		return false, reason{"rule_blocks", []any{i + 1}}, nil
	}
	return true, reason{"rule_none", nil}, nil
}

// foldersOf looks up the folders of a page, when a rule asks for them.
func (k *Keeper) foldersOf(ctx context.Context, address string, rules []library.Rule) ([][]string, error) {
	asked := false
	for _, r := range rules {
		asked = asked || len(r.Folder) > 0
	}
	if !asked {
		return nil, nil
	}
	page, err := k.store.PageByURL(ctx, address)
	var e *library.Error
	if errors.As(err, &e) && e.Kind == library.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	bookmarks, err := k.store.Bookmarks(ctx, page.ID)
	if err != nil {
		return nil, err
	}
	var folders [][]string
	for _, b := range bookmarks {
		folders = append(folders, b.Folder)
	}
	return folders, nil
}

// ruleFits tells whether a rule speaks about a page: its site (or a parent of
// it), the beginning of its address without scheme, or one of its folders (or
// a parent of it).
func ruleFits(r library.Rule, key string, folders [][]string) bool {
	site := library.SiteOf(key)
	switch {
	case r.Site != "":
		want := strings.TrimPrefix(strings.ToLower(strings.TrimSuffix(r.Site, ".")), "www.")
		return site == want || strings.HasSuffix(site, "."+want)
	case r.Path != "":
		_, rest, _ := strings.Cut(key, "://")
		want := r.Path
		if _, after, ok := strings.Cut(want, "://"); ok {
			want = after
		}
		return strings.HasPrefix(strings.TrimPrefix(rest, "www."), strings.TrimPrefix(want, "www."))
	}
	for _, f := range folders {
		if hasPath(f, r.Folder) {
			return true
		}
	}
	return false
}

// hasPath tells whether folder is want or lies in it; want may leave out the
// browser's root folders at the front.
func hasPath(folder, want []string) bool {
	for skip := 0; skip+len(want) <= len(folder); skip++ {
		same := true
		for i := range want {
			same = same && strings.EqualFold(folder[skip+i], want[i])
		}
		if same {
			return true
		}
	}
	return false
}
