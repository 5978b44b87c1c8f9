package store

// clean.go: what comes in is hostile or merely odd; this is how it is stored.

import (
	"strings"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/redact"
)

// Bounds of what a node may hold, in bytes. Titles beyond 8 KiB are no titles;
// addresses beyond 64 KiB are programs ("javascript:", "data:").
const (
	maxTitle   = 8 << 10
	maxAddress = 64 << 10
	maxNodeID  = 1 << 10
)

// cleanTitle is a title on one line, without control characters, at most
// maxTitle bytes.
func cleanTitle(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return ' '
		case r < 0x20 || r == 0x7f:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return library.Beginning(strings.TrimSpace(s), maxTitle)
}

// cleanText is a page's text: valid UTF-8 without control characters other
// than tab and line feed.
func cleanText(s string) string {
	return strings.Map(func(r rune) rune {
		if (r < 0x20 && r != '\t' && r != '\n') || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// cleanID is an identifier of a browser, of a run or of a conversation.
func cleanID(s string) string {
	return library.Beginning(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", ""), maxNodeID)
}

// cleanAddress is an address as it is kept and shown: without control
// characters, and without the user name and password that may stand in it.
func cleanAddress(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return withoutUser(strings.TrimSpace(library.Beginning(strings.TrimSpace(s), maxAddress)))
}

// withoutUser drops "user:password@" from an address of any scheme that has
// an authority. Browsers read a backslash there as a slash.
func withoutUser(address string) string {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return address
	}
	host, tail := rest, ""
	if i := strings.IndexAny(rest, `/?#\`); i >= 0 {
		host, tail = rest[:i], rest[i:]
	}
	i := strings.LastIndexByte(host, '@')
	if i < 0 {
		return address
	}
	return scheme + "://" + host[i+1:] + tail
}

// cleanCapture is the text of a page as it is stored.
func cleanCapture(c library.Capture) library.Capture {
	c.URL, c.Lang = cleanAddress(c.URL), library.Beginning(cleanID(c.Lang), 35)
	c.Title, c.Text = redact.Text(cleanTitle(c.Title)), redact.Text(cleanText(c.Text))
	return c
}

// cleanNode is a node as it is stored.
func cleanNode(n library.Node) library.Node {
	n.ID, n.ParentID = cleanID(n.ID), cleanID(n.ParentID)
	n.Title = redact.Text(cleanTitle(n.Title))
	if n.URL != "" {
		if n.URL = cleanAddress(n.URL); n.URL == "" {
			n.URL = "about:blank" // it came as a bookmark and is no folder
		}
	}
	return n
}

// pageKey is the key of the page at an address that was cleaned, "" when it
// is no page, or one cut off.
func pageKey(address string) string {
	if len(address) >= maxAddress {
		return ""
	}
	key, _, ok := library.PageKey(address)
	if !ok {
		return ""
	}
	return strings.ToValidUTF8(key, "\uFFFD")
}
