package fetch

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/temoto/robotstxt"

	"aibookmark/host/internal/library"
)

const (
	robotsTime = 5 * time.Second
	robotsFor  = 24 * time.Hour
	// maxRobots is how many bytes of a robots.txt are read. Each rule with a
	// wildcard becomes a regular expression of some kilobytes: maxWildcards
	// bounds those.
	maxRobots    = 500 << 10
	maxWildcards = 1000
	// keepRobots is how many sites' rules are remembered.
	keepRobots = 1000
)

// robots is what a site asks of this program; group is nil when nothing.
type robots struct {
	group *robotstxt.Group
	until time.Time
}

// obeyRobots is an error when the site does not want the page to be read. A site
// whose robots.txt fails is left alone until it does not; one without any
// allows all.
func (f *Fetcher) obeyRobots(ctx context.Context, h *host, u *url.URL) error {
	site := u.Scheme + "://" + u.Host
	f.mu.Lock()
	r, known := f.robots[site]
	f.mu.Unlock()
	if !known || time.Now().After(r.until) {
		var err error
		if r, err = f.readRobots(ctx, h, u); err != nil {
			return err
		}
		f.mu.Lock()
		f.keepRobots(site, r)
		f.mu.Unlock()
	}
	if r.group == nil {
		return nil
	}
	h.slow(r.group.CrawlDelay)
	if path := u.RequestURI(); !r.group.Test(path) {
		return refuse(library.RobotsForbid, "fetch_robots")
	}
	return nil
}

// keepRobots remembers r; the oldest go when there are too many.
func (f *Fetcher) keepRobots(site string, r robots) {
	for name, old := range f.robots {
		if len(f.robots) < keepRobots {
			break
		}
		if time.Now().After(old.until) || len(f.robots) >= keepRobots {
			delete(f.robots, name)
		}
	}
	f.robots[site] = r
}

// readRobots reads the site's robots.txt in the turn of its host. Redirects are
// followed without the turn of theirs: two hosts that wait for each other
// would wait for ever.
func (f *Fetcher) readRobots(ctx context.Context, h *host, page *url.URL) (r robots, err error) {
	r.until = time.Now().Add(robotsFor)
	at := &url.URL{Scheme: page.Scheme, Host: page.Host, Path: "/robots.txt"}
	for range maxRedirects + 1 {
		location := ""
		err := f.request(ctx, h, at, robotsTime, nil, func(resp *http.Response) error {
			switch {
			case resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests:
				return statusError(resp)
			case isRedirect(resp.StatusCode):
				location = resp.Header.Get("Location")
			case resp.StatusCode == http.StatusOK:
				body, _, err := readBody(resp, maxRobots)
				if err != nil {
					return err
				}
				r.group = parseRobots(body)
			}
			return nil
		})
		if err != nil || location == "" {
			return r, err
		}
		next, err := at.Parse(location)
		if err != nil {
			return r, nil
		}
		if at, err = f.target(next.String()); err != nil {
			return r, nil // it leads nowhere: there is none
		}
	}
	return r, nil
}

// parseRobots is what the file asks of this program; nil for one that cannot be
// understood.
func parseRobots(body []byte) *robotstxt.Group {
	wildcards := 0
	var kept bytes.Buffer
	for line := range bytes.Lines(body) {
		if bytes.ContainsAny(line, "*$") && !bytes.HasPrefix(bytes.ToLower(bytes.TrimSpace(line)), []byte("user-agent")) {
			if wildcards++; wildcards > maxWildcards {
				continue
			}
		}
		kept.Write(line)
	}
	data, err := robotstxt.FromBytes(bytes.TrimPrefix(kept.Bytes(), []byte("\uFEFF")))
	if err != nil {
		return nil
	}
	return data.FindGroup(product)
}
