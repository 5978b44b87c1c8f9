package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"aibookmark/host/internal/library"
)

func noProxy(*url.URL) (*url.URL, error) { return nil, nil }

// hostile are hosts as they may stand in an address, none of which may be
// connected to. Those of this computer would reach the test's listener.
var hostile = []string{
	// this computer
	"127.0.0.1", "127.1.2.3", "127.255.255.254", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
	"localhost", "LOCALHOST", "localhost.", "foo.localhost", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "017700000001",
	// private networks
	"10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.1.254", "100.64.0.1", "100.100.100.200", "100.127.255.254",
	"[fc00::1]", "[fd00:ec2::254]", "[fe80::1]", "[fec0::1]", "router", "nas.local", "printer.lan", "metadata.google.internal", "box.home.arpa",
	// metadata of clouds, and what no one is at
	"169.254.169.254", "169.254.170.2", "168.63.129.16", "192.0.0.192", "192.0.2.1", "198.51.100.1", "203.0.113.1",
	"198.18.0.1", "198.19.255.255", "224.0.0.1", "240.0.0.1", "255.255.255.255", "[ff02::1]", "[2001:db8::1]",
	// IPv4 within IPv6
	"[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:c0a8:1::1]", "[2001:0:7f00:1::]", "[100::1]", "[::ffff:169.254.169.254]",
}

// listener counts the connections to any address of this computer.
func listener(t *testing.T) (port string, count *atomic.Int32) {
	t.Helper()
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	count = &atomic.Int32{}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			count.Add(1)
			c.Close()
		}
	}()
	_, port, err = net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port, count
}

var errStopped = errors.New("stopped before connecting")

// guarded is a Fetcher that connects for real, within the names of n, and for
// which the listener's port is one of the web. Of the addresses that pass, it
// connects to none and tells passed.
func guarded(t *testing.T, n names, port string, passed func(netip.AddrPort)) *Fetcher {
	t.Helper()
	f := New(Options{Resolver: n.resolver(), Proxy: noProxy})
	t.Cleanup(f.Close)
	var p uint16
	if _, err := fmt.Sscan(port, &p); err != nil {
		t.Fatal(err)
	}
	f.guard = newGuard(f.o.Resolver, 80, 443, p)
	f.guard.passed = func(ap netip.AddrPort) error { passed(ap); return errStopped }
	return f
}

func TestNothingPrivateIsReached(t *testing.T) {
	port, connections := listener(t)
	// The listener is there: the test could fail.
	c, err := net.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	own := hostile
	if addrs, err := net.InterfaceAddrs(); err == nil {
		for _, a := range addrs { // a computer may have public ones, which are not hostile
			if n, ok := a.(*net.IPNet); ok && (n.IP.IsPrivate() || n.IP.IsLoopback()) && n.IP.To4() != nil {
				own = append(own, n.IP.String())
			}
		}
	}
	if len(own) < 40 {
		t.Fatalf("%d addresses", len(own))
	}
	none := func(ap netip.AddrPort) { t.Errorf("%s may be dialled", ap) }
	unknown := names(func(string, bool) []netip.Addr { return nil })
	before := connections.Load()
	for _, host := range own {
		address := "http://" + host + ":" + port + "/"
		t.Run("direct "+host, func(t *testing.T) {
			refused(t, guarded(t, unknown, port, none), address)
			refused(t, guarded(t, unknown, port, none), "http://someone:secret@"+host+":"+port+"/")
		})
		t.Run("redirect "+host, func(t *testing.T) {
			f := guarded(t, unknown, port, none)
			w := serveWeb(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", address)
				w.WriteHeader(http.StatusFound)
			})
			f.robots["http://start.example.com"] = robots{until: time.Now().Add(time.Hour)} // no need to wait for it
			f.direct.DialContext = func(ctx context.Context, network, to string) (net.Conn, error) {
				if to == "start.example.com:80" {
					return w.dial(ctx, network, to)
				}
				return f.dial(ctx, network, to)
			}
			refused(t, f, "http://start.example.com/")
		})
		if a, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
			t.Run("rebinding "+host, func(t *testing.T) { rebinds(t, a, port) })
		}
	}
	if n := connections.Load() - before; n != 1 && n != 0 { // that of the test itself may be counted late
		t.Errorf("%d connections to this computer", n)
	}
}

// refused asks for an address, which must fail for being private.
func refused(t *testing.T, f *Fetcher, address string) {
	t.Helper()
	_, err := f.Fetch(t.Context(), library.FetchRequest{URL: address})
	if e := failure(t, err); e.Cause != library.Unsupported || e.Temporary || e.Gone {
		t.Errorf("%s: %+v", address, e)
	}
}

// rebinds has a name that is public and hostile by turns: whatever was said
// before, only the public address may be dialled.
func rebinds(t *testing.T, bad netip.Addr, port string) {
	good := netip.MustParseAddr("1.1.1.1")
	if bad.Is6() && !bad.Is4In6() {
		good = netip.MustParseAddr("2606:4700::1111")
	}
	var asked, dialled atomic.Int32
	n := names(func(name string, v6 bool) []netip.Addr {
		if name != "evil.example.com" {
			return []netip.Addr{good}
		}
		if v6 != good.Is6() {
			return []netip.Addr{}
		}
		if asked.Add(1)%2 == 0 {
			return []netip.Addr{bad}
		}
		return []netip.Addr{good}
	})
	for range 6 {
		f := guarded(t, n, port, func(ap netip.AddrPort) {
			dialled.Add(1)
			if ap.Addr() != good {
				t.Errorf("%s may be dialled", ap)
			}
		})
		if _, err := f.Fetch(t.Context(), library.FetchRequest{URL: "http://evil.example.com:" + port + "/"}); err == nil {
			t.Error("there is no such page")
		}
	}
	if dialled.Load() == 0 {
		t.Error("the public address was never dialled: the test tests nothing")
	}
}

func TestOtherSchemesAndPorts(t *testing.T) {
	for _, address := range []string{
		"file:///etc/passwd", "ftp://example.com/", "gopher://example.com/", "javascript:alert(1)", "data:text/html,x", "http:example.com", "http://", "//example.com/",
		"http://example.com:22/", "https://example.com:8443/", "http://example.com:0/", "http://example.com:99999/", "http://1.1.1.1:6379/", "about:blank", "",
	} {
		refused(t, guarded(t, knows, "80", func(ap netip.AddrPort) { t.Errorf("%s may be dialled", ap) }), address)
	}
}

// Proxies that answer every look-up with an address of their own are common in
// China: their addresses pass for names, where the name service does this for
// well-known names too, and never where they stand in the address.
func TestFakeAddresses(t *testing.T) {
	faked := names(func(string, bool) []netip.Addr {
		return []netip.Addr{netip.MustParseAddr("198.18.3.7"), netip.MustParseAddr("fc00::7")}
	})
	alone := names(func(name string, v6 bool) []netip.Addr {
		if name == "evil.example.com" {
			return []netip.Addr{netip.MustParseAddr("198.18.3.7"), netip.MustParseAddr("fc00::7")}
		}
		return knows(name, v6)
	})
	for _, tt := range []struct {
		name    string
		names   names
		address string
		passes  bool
	}{
		{"a name", faked, "http://evil.example.com/", true},
		{"an IPv4 address", faked, "http://198.18.3.7/", false},
		{"an IPv6 address", faked, "http://[fc00::7]/", false},
		{"another private address", faked, "http://192.168.1.1/", false},
		{"a name that alone has one", alone, "http://evil.example.com/", false},
		{"port", faked, "http://evil.example.com:25/", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			passed := false
			f := guarded(t, tt.names, "80", func(netip.AddrPort) { passed = true })
			_, err := f.Fetch(t.Context(), library.FetchRequest{URL: tt.address})
			if passed != tt.passes {
				t.Errorf("passed %v, %v", passed, err)
			}
			if !tt.passes && causeOf(t, err) != library.Unsupported {
				t.Errorf("refused as %v", err)
			}
		})
	}
}

// A proxy usually listens on this computer, which must not keep it from being
// used; what it is asked for is checked as well as can be.
func TestProxy(t *testing.T) {
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String())
		if strings.HasSuffix(r.URL.Path, "robots.txt") {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<title>Behind the proxy</title>", strings.Repeat("words ", 100))
	}))
	defer proxy.Close()
	through, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	n := names(func(name string, v6 bool) []netip.Addr {
		switch name {
		case "inside.example.com":
			return []netip.Addr{netip.MustParseAddr("10.0.0.8")}
		case "unknown.example.com":
			return nil
		}
		return knows(name, v6)
	})
	open := func() *Fetcher {
		f := New(Options{Resolver: n.resolver(), Proxy: func(*url.URL) (*url.URL, error) { return through, nil }})
		t.Cleanup(f.Close)
		return f
	}
	for _, address := range []string{"http://site.example.com/a", "http://unknown.example.com/b"} {
		f := open()
		page, err := f.Fetch(t.Context(), library.FetchRequest{URL: address})
		if err != nil || !strings.Contains(string(page.Body), "Behind the proxy") {
			t.Errorf("%s: %v", address, err)
		}
		if !f.Proxied() {
			t.Error("not proxied")
		}
	}
	if len(asked) != 4 {
		t.Errorf("the proxy was asked for %q", asked)
	}
	asked = nil
	for _, host := range append([]string{"inside.example.com"}, hostile...) {
		refused(t, open(), "http://"+host+"/")
	}
	if len(asked) != 0 {
		t.Errorf("the proxy was asked for %q", asked)
	}
}
