package fetch

// net_test.go: a network for tests: a name service, and servers without
// sockets.

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"aibookmark/host/internal/library"
)

// names is a name service: for each question, about its IPv6 addresses or the
// others, it gives addresses of a name.
type names func(name string, v6 bool) []netip.Addr

// resolver looks names up there, and nowhere else.
func (n names) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go n.serve(server)
		return client, nil
	}}
}

// serve answers questions in the form they have over TCP.
func (n names) serve(c net.Conn) {
	defer c.Close()
	for {
		var size uint16
		if binary.Read(c, binary.BigEndian, &size) != nil {
			return
		}
		packet := make([]byte, size)
		if _, err := io.ReadFull(c, packet); err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(packet) != nil || len(m.Questions) != 1 {
			return
		}
		out, err := n.answer(m)
		if err != nil {
			return
		}
		if binary.Write(c, binary.BigEndian, uint16(len(out))) != nil {
			return
		}
		if _, err := c.Write(out); err != nil {
			return
		}
	}
}

func (n names) answer(m dnsmessage.Message) ([]byte, error) {
	q := m.Questions[0]
	m.Response, m.Authoritative, m.RecursionAvailable = true, true, true
	m.Additionals = nil
	found := n(strings.TrimSuffix(q.Name.String(), "."), q.Type == dnsmessage.TypeAAAA)
	if found == nil {
		m.RCode = dnsmessage.RCodeNameError
	}
	for _, a := range found {
		h := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 0}
		switch {
		case q.Type == dnsmessage.TypeA && a.Is4():
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AResource{A: a.As4()}})
		case q.Type == dnsmessage.TypeAAAA && a.Is6():
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AAAAResource{AAAA: a.As16()}})
		}
	}
	return m.Pack()
}

// knows is a name service that gives every name one public address.
var knows names = func(string, bool) []netip.Addr { return []netip.Addr{netip.MustParseAddr("1.1.1.1")} }

// web is one server for every name, reached without sockets, so that it works
// on a virtual clock.
type web struct {
	conns chan net.Conn
	done  chan struct{}
}

// serveWeb serves until the test ends.
func serveWeb(t testing.TB, h http.HandlerFunc) *web {
	w := &web{conns: make(chan net.Conn), done: make(chan struct{})}
	var running sync.WaitGroup
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		running.Add(1)
		defer running.Done()
		h(w, r)
	})}
	running.Go(func() { _ = s.Serve(w) })
	t.Cleanup(func() { s.Close(); running.Wait() })
	return w
}

func (w *web) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case w.conns <- server:
		return client, nil
	case <-w.done:
		return nil, errors.New("the server is gone")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (w *web) Accept() (net.Conn, error) {
	select {
	case c := <-w.conns:
		return c, nil
	case <-w.done:
		return nil, net.ErrClosed
	}
}

func (w *web) Close() error {
	select {
	case <-w.done:
	default:
		close(w.done)
	}
	return nil
}

func (w *web) Addr() net.Addr { return &net.TCPAddr{} }

// fetcher is a Fetcher whose every connection goes to w.
func (w *web) fetcher(t testing.TB, o Options) *Fetcher {
	o.Dial, o.Resolver, o.Proxy = w.dial, knows.resolver(), noProxy
	f := New(o)
	t.Cleanup(f.Close)
	return f
}

// causeOf is the cause of a failure, "" for none; anything else ends the test.
func causeOf(t testing.TB, err error) library.Cause {
	t.Helper()
	if err == nil {
		return ""
	}
	return failure(t, err).Cause
}

func failure(t testing.TB, err error) *library.FetchError {
	t.Helper()
	var e *library.FetchError
	if !errors.As(err, &e) {
		t.Fatalf("not a failure to fetch: %v", err)
	}
	return e
}
