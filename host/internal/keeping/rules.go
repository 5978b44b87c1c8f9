package keeping

import (
	"context"
	"errors"
	"strings"

	"aibookmark/host/internal/library"
)

// Allowed tells whether the page at address may be read without being asked
// for: no rule of the person's is against it and, where none speaks about it,
// it is none of the kinds that are left alone (mail, banking, sign-in,
// checkout). because is a message code, for the log.
func (k *Keeper) Allowed(ctx context.Context, address string) (ok bool, because string, err error) {
	ok, r, err := k.decide(ctx, address)
	return ok, r.code, err
}

// AllowedByHand tells the same of a page that the person asks to have read,
// now and by hand: only their own rules count.
func (k *Keeper) AllowedByHand(ctx context.Context, address string) (ok bool, because string, err error) {
	ok, r, err := k.decide(ctx, address)
	return ok || r.builtIn, r.code, err
}

// TestRules tells what Allowed decides, in words of the locale.
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
	// builtIn: no rule of the person's decided.
	builtIn bool
}

// decide goes through the rules from top to bottom; the first that fits
// decides. What no rule fits is read unless it is private by its kind.
func (k *Keeper) decide(ctx context.Context, address string) (bool, reason, error) {
	key, why, ok := library.PageKey(address)
	if !ok {
		return false, reason{code: "rule_no_page", args: []any{why}}, nil
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
		because := reason{code: "rule_blocks", args: []any{i + 1, subject(r)}}
		if r.Allow {
			because.code = "rule_allows"
		}
		return r.Allow, because, nil
	}
	if kind := privateKind(key); kind != "" {
		return false, reason{code: "rule_private_" + kind, builtIn: true}, nil
	}
	return true, reason{code: "rule_none", builtIn: true}, nil
}

// subject is what a rule is about, as people write it.
func subject(r library.Rule) string {
	return r.Site + r.Path + strings.Join(r.Folder, " / ")
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
// it), the beginning of its address without scheme, up to the end of a part of
// it, or one of its folders (or a parent of it).
func ruleFits(r library.Rule, key string, folders [][]string) bool {
	switch {
	case r.Site != "":
		want := siteOf(r.Site)
		site := library.SiteOf(key)
		return want != "" && (site == want || strings.HasSuffix(site, "."+want))
	case r.Path != "":
		want, ok := bare(r.Path)
		if !ok {
			return false
		}
		page, _ := bare(key)
		rest, ok := strings.CutPrefix(page, want)
		// "a.example/blog" is not about "a.example/blogger".
		return ok && (rest == "" || strings.ContainsAny(want[len(want)-1:], "/?&=#") || strings.ContainsAny(rest[:1], "/?&#"))
	}
	for _, f := range folders {
		if hasPath(f, r.Folder) {
			return true
		}
	}
	return false
}

// speaks tells whether a rule can ever fit: a slip of the keyboard must not
// leave somebody with a rule that does nothing.
func speaks(r library.Rule) bool {
	switch {
	case r.Site != "":
		return siteOf(r.Site) != ""
	case r.Path != "":
		_, ok := bare(r.Path)
		return ok
	}
	return true
}

// siteOf is the site that a rule names, written as a host or as an address.
func siteOf(rule string) string {
	rule = strings.TrimPrefix(strings.TrimSpace(rule), "*.")
	if !strings.Contains(rule, "://") {
		rule = "https://" + rule
	}
	return library.SiteOf(rule)
}

// bare is an address as rules compare it: normalised, without scheme and "www.".
func bare(address string) (string, bool) {
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	key, _, ok := library.PageKey(address)
	_, rest, _ := strings.Cut(key, "://")
	return strings.TrimPrefix(rest, "www."), ok
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
