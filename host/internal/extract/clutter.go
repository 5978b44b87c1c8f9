package extract

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// dropClutter takes out of a tree what is around the page rather than of it,
// known by the names that sites give it: notices of cookies, bars for sharing,
// lists of other pages, forms to log in and to subscribe, columns at the side.
// A name is only a hint. What holds the heading or the article of the page, or
// much of its text, stays whatever it is called.
func dropClutter(doc *html.Node, title string) {
	total := textLen(doc)
	heading := pageHeading(doc, title)
	left := total * 6 / 10 // may go, notices of cookies aside
	var visit func(*html.Node)
	visit = func(n *html.Node) { // the depth is bounded by the parser
		for child := n.FirstChild; child != nil; {
			after := child.NextSibling
			if child.Type == html.ElementNode {
				share := clutterShare(child)
				size := 0
				if share > 0 {
					size = textLen(child)
				}
				if share > 0 && (size <= left || share == mostOfIt) && float64(size) <= share*float64(total) && !holdsThePage(child, heading) {
					n.RemoveChild(child)
					if share != mostOfIt {
						left -= size
					}
				} else {
					visit(child)
				}
			}
			child = after
		}
	}
	visit(doc)
}

// pageHeading is the first-level heading that the title of the page contains,
// the longest of several (another may be the name of the site), or else the
// first; nil when there is none.
func pageHeading(doc *html.Node, title string) (heading *html.Node) {
	most := 0
	for c := doc; c != nil; c = next(doc, c, false) {
		if c.Data != "h1" || c.Type != html.ElementNode {
			continue
		}
		text := shortText(c)
		if heading == nil || len(text) > most && strings.Contains(title, text) {
			heading = c
			if strings.Contains(title, text) {
				most = len(text)
			}
		}
	}
	return heading
}

// shortText is the beginning of the text of an element, on one line.
func shortText(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil && b.Len() < 200; c = next(n, c, false) {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return oneLine(b.String())
}

// holdsThePage tells whether an element holds what the page is about.
func holdsThePage(n, heading *html.Node) bool {
	for c := n; c != nil; c = next(n, c, false) {
		if c.Type != html.ElementNode {
			continue
		}
		if c == heading || c.Data == "main" || c.Data == "article" {
			return true
		}
		switch attr(c.Attr, "itemprop") {
		case "text", "articleBody", "acceptedAnswer", "suggestedAnswer", "description":
			return true
		}
	}
	return false
}

// How much of a page's text may be clutter of a kind. Notices of cookies are
// longer than many pages.
const (
	someOfIt = 0.4
	mostOfIt = 0.9
)

// clutterShare is the share of the page's text up to which an element is
// clutter; 0 when it is none.
func clutterShare(n *html.Node) float64 {
	switch n.Data {
	case "body", "html", "main", "article", "h1", "pre", "code":
		return 0
	case "amp-consent":
		return mostOfIt
	case "form":
		if asksFor(n) {
			return someOfIt
		}
	case "amp-sidebar", "amp-social-share", "amp-ad":
		return someOfIt
	case "a": // a link made to look like a button does something
		if has := setOf(wordsOf(attr(n.Attr, "class"))); (has["btn"] || has["button"]) && textLen(n) < 40 {
			return someOfIt
		}
	}
	if role := attr(n.Attr, "role"); role == "dialog" || role == "alertdialog" {
		return mostOfIt
	}
	for _, key := range []string{"id", "class"} {
		for name := range strings.FieldsSeq(attr(n.Attr, key)) {
			if len(name) > 80 {
				continue
			}
			words := wordsOf(name)
			switch {
			case isConsent(words):
				return mostOfIt
			case (n.Data == "p" || n.Data == "li") && textLen(n) > 300: // holds text
			case len(name) < 3 && key == "class", n.Data == "p" && name == "paywall": // machines name like this; what is to be paid for
			case chrome[strings.Join(words, "-")], n.Data != "td" && isAround(words):
				return someOfIt
			}
		}
	}
	return 0
}

// asksFor tells whether a form asks for something to be written, rather than
// hold a page, as every page of some systems is a form.
func asksFor(form *html.Node) bool {
	for c := form.FirstChild; c != nil; c = next(form, c, false) {
		switch {
		case c.Data == "textarea":
			return true
		case c.Data == "input":
			switch strings.ToLower(attr(c.Attr, "type")) {
			case "email", "password", "search", "tel":
				return true
			}
		}
	}
	return false
}

// wordsOf cuts a name into words: "relatedPosts_list" is related, posts, list.
func wordsOf(name string) (words []string) {
	start := 0
	cut := func(end int) {
		if end > start {
			words = append(words, strings.ToLower(name[start:end]))
		}
	}
	lower := false
	for i, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			cut(i)
			start = i + len(string(r))
		case unicode.IsUpper(r) && lower:
			cut(i)
			start = i
		}
		lower = unicode.IsLower(r)
	}
	cut(len(name))
	return words
}

func isConsent(words []string) bool {
	if len(words) == 0 {
		return false
	}
	switch words[0] {
	case "onetrust", "didomi", "usercentrics", "cookiebot", "cookieconsent", "cookiebanner", "consentdialog":
		return true
	}
	has := setOf(words)
	return has["sp"] && has["message"] && has["container"] || has["qc"] && has["cmp2"] ||
		(has["cookie"] || has["cookies"] || has["consent"] || has["gdpr"] || has["privacy"]) &&
			(has["banner"] || has["consent"] && has["cookie"] || has["notice"] || has["bar"] || has["popup"] || has["modal"] || has["dialog"] || has["overlay"] || has["wall"] || has["message"] || has["law"])
}

// isAround recognises names by words that stand together in them.
func isAround(words []string) bool {
	has := setOf(words)
	any := func(names ...string) bool {
		for _, name := range names {
			if has[name] {
				return true
			}
		}
		return false
	}
	switch {
	case len(words) == 0:
		return false
	case any("related", "recommended", "popular", "recommend", "more", "similar") &&
		any("posts", "articles", "events", "links", "stories", "news", "products", "reading", "items", "videos", "jobs", "job", "box", "list", "pages", "questions"),
		any("recommendations", "recommendation"), has["most"] && any("read", "viewed", "popular"), has["also"] && any("like", "bought", "read", "viewed"):
		return true
	case any("share", "social", "sharing") && any("bar", "box", "buttons", "button", "links", "tools", "icons", "share", "list", "media", "widget") && !has["media"],
		has["like"] && any("likes", "widget", "enabled"), has["pin"] && has["it"]:
		return true
	case any("newsletter", "subscribe", "subscription", "paywall", "signup") && !any("content", "issue", "article", "body"), has["email"] && any("box", "signup", "optin"):
		return true
	case has["comment"] && any("form", "respond", "box", "reply"), any("respond", "commentform", "commentbox"), any("reply", "post") && has["form"]:
		return true
	case has["login"] && any("tip", "box", "mask", "modal", "prompt", "bar"), any("qrcode", "reward"), words[len(words)-1] == "copyright", has["app"] && any("download", "tip", "promo", "banner"):
		return true
	case any("prev", "previous", "next", "post", "page", "pages") && any("nav", "navigation", "links", "pager", "pagination"), any("breadcrumb", "breadcrumbs", "pagination"):
		return true
	case words[0] == "ad" || words[0] == "ads" || words[0] == "advert" || words[0] == "adsbygoogle" || words[0] == "adthrive" || words[0] == "sponsored":
		return true
	case any("sidebar", "sidebars"), has["back"] && has["top"], has["skip"] && any("link", "links", "content"), has["chat"] && has["widget"], has["announcement"] && has["bar"]:
		return true
	}
	return false
}

func setOf(words []string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}

// chrome are names that many sites, or one that many people save pages of,
// give to what is around the page; words joined by hyphens.
var chrome = func() map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(`
		side-bar related header right-side right-container side-content side-column
		right-column left-column rightside leftside aside footer foot ft site-footer page-footer global-footer colophon site-info
		nav rank ranking statement crumb crumbs crumb-wrap path position pager paging share social sharing addtoany sharedaddy newsletter toolbar tool-bar
		topbar top-bar top-nav topnav navbar nav-bar nav-menu site-nav site-header page-header navigation main-nav global-nav
		skip-link skiplink screen-reader-text sr-only is-sr-only visually-hidden noprint gutter line-numbers linenos pre-numbering
		printfooter catlinks navbox toc site-sub mw-jump-link mw-hidden-catlinks vector-page-toolbar mw-portlet-lang edit-icon edit-lemma
		top-tool lemma-statistics wgt-footer-main lemma-reference anchor-link headerlink hash-link user-info-side product-recommendations
		votecell post-menu js-post-menu post-form hot-network-questions s-sidebarwidget post-signature
		pagehead-actions file-navigation file-navigation-option file-actions gh-header-actions discussion-timeline-actions gisthead signed-out-comment
		postprofile linklist topic-actions pls toptb hd f-pst pti user-signature
		content-item-actions question-header-side question-header-footer app-header question-side-column
		post-desc green-channel div-digg blog-post-info-block comment-form more-toolbox-new article-info-box passport-login-tip-container
		article-copyright rich-media-tool js-pc-qr-code js-tag reward-area db-global-nav interest-sect-level comment-vote video-toolbar
		busuanzi-count show-author subject-others-interests extra-services labstabs endorsers event-actions
		post-reward letters job-similar btn-container reply comhead yclinks subtext hnname subscribe-links bili-main-header
		theme-doc-toc-desktop theme-doc-breadcrumbs table-of-contents feedback article-heading-ad announcement-bar mw-panel-toc page-nav
	 dpsp-pin-it-wrapper wprm-recipe-snippet disclosure cta input-prompt output-prompt`) {
		set[strings.ToLower(name)] = true
	}
	return set
}()
