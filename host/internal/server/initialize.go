package server

import (
	"context"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/protocol"
)

// maxName bounds names that a client gives itself, in bytes.
const maxName = 200

// initialize opens the connection. It may be called again, for example when
// the person changed the browser's language.
func (c *conn) initialize(ctx context.Context, p protocol.InitializeParams) (r protocol.InitializeResult, err error) {
	c.mu.Lock()
	c.client = p.Locale
	c.mu.Unlock()
	c.setLanguage(c.languageSetting(ctx))
	if p.Protocol != protocol.Version {
		return r, library.Errorf(library.ProtocolMismatch, "protocol_mismatch", p.Protocol, protocol.Version)
	}
	if p.Source.Browser == "" || len(p.Source.Browser) > maxName {
		return r, invalid("source.browser: expected the name of a browser")
	}
	if p.Source.Profile == "" || len(p.Source.Profile) > maxName {
		return r, invalid("source.profile: expected the id that the extension keeps")
	}
	r.Protocol, r.Host.Version = protocol.Version, c.s.o.Version
	if b := c.s.services.Bookmarks; b != nil {
		source := library.Source{
			Browser: p.Source.Browser, Profile: p.Source.Profile,
			Label: cutText(p.Source.Label, maxName), LastSeen: c.s.o.Now(),
		}
		if r.SourceID, err = b.Source(ctx, source); err != nil {
			return r, err
		}
	}
	if r.Status, err = c.statusNow(ctx); err != nil {
		return r, err
	}
	r.Rung = r.Status.Rung
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open = true
	return r, nil
}

// languageSetting is the language that the person chose for messages, "" when
// they follow the client.
func (c *conn) languageSetting(ctx context.Context) string {
	if c.s.services.Settings == nil {
		return ""
	}
	s, err := c.s.services.Settings.Settings(ctx)
	if err != nil {
		c.log.Warn("reading the language setting", "error", err)
		return ""
	}
	return s.Language
}
