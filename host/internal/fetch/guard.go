package fetch

import (
	"context"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"code.dny.dev/ssrf"

	"aibookmark/host/internal/library"
)

// webPorts are the ports of the web. Others are where routers, printers and
// databases listen.
var webPorts = []uint16{80, 443}

// Ranges from which proxies that work by false answers of the name service
// (Clash, mihomo, Surge; sing-box) give every name an address. They stand for
// the whole web there, and for nothing elsewhere.
var fakeRanges = []netip.Prefix{netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("fc00::/18")}

// probes are names that such a proxy answers for; they also tell whether there
// is a network at all.
var probes = []string{"www.google.com", "github.com"}

// fakeFor is how long the outcome of a probe is believed.
const fakeFor = 10 * time.Minute

// guard decides which addresses may be connected to: those of the public
// Internet.
type guard struct {
	resolver *net.Resolver
	public   *ssrf.Guardian
	ports    []uint16

	// passed, for tests, is what becomes of an address that may be dialled.
	passed func(netip.AddrPort) error

	mu    sync.Mutex
	fake  map[netip.Prefix]bool
	until time.Time
}

func newGuard(resolver *net.Resolver, ports ...uint16) *guard {
	return &guard{
		resolver: resolver, ports: ports,
		public: ssrf.New(ssrf.WithPorts(ports...),
			// Azure's metadata, the one such service at a public address.
			ssrf.WithDeniedV4Prefixes(netip.MustParsePrefix("168.63.129.16/32"))),
	}
}

// dial connects to a host. What is checked is the very address that is dialled,
// so a name that resolves anew to something else gains nothing.
func (f *Fetcher) dial(ctx context.Context, network, address string) (net.Conn, error) {
	name, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	_, err = netip.ParseAddr(name)
	literal := err == nil
	d := &net.Dialer{Timeout: dialTime, Resolver: f.o.Resolver, ControlContext: func(ctx context.Context, network, address string, _ syscall.RawConn) error {
		ap, err := netip.ParseAddrPort(address)
		if err != nil || network != "tcp4" && network != "tcp6" {
			return private()
		}
		if err := f.guard.check(ctx, ap, literal); err != nil || f.guard.passed == nil {
			return err
		}
		return f.guard.passed(ap)
	}}
	return d.DialContext(ctx, network, address)
}

func private() error { return refuse(library.Unsupported, "fetch_private") }

// check refuses an address that is not public. literal: it stood in the page's
// address itself and was not the answer of a name service.
func (g *guard) check(ctx context.Context, ap netip.AddrPort, literal bool) error {
	if !literal {
		for _, r := range fakeRanges {
			if r.Contains(ap.Addr().Unmap()) && g.usesFake(ctx, r) {
				return g.checkPort(ap.Port())
			}
		}
	}
	if g.public.SafeAddrPort(ap) != nil {
		return private()
	}
	return nil
}

func (g *guard) checkPort(port uint16) error {
	for _, p := range g.ports {
		if p == port {
			return nil
		}
	}
	return refuse(library.Unsupported, "fetch_port", strconv.Itoa(int(port)))
}

// usesFake tells whether the name service of this computer answers with
// addresses of a fake range: then two well-known names have one, too. A hostile
// name service of one site cannot make that so.
func (g *guard) usesFake(ctx context.Context, r netip.Prefix) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if now := time.Now(); now.After(g.until) || g.fake == nil {
		g.fake, g.until = map[netip.Prefix]bool{}, now.Add(fakeFor)
	}
	if fake, known := g.fake[r]; known {
		return fake
	}
	network := "ip4"
	if r.Addr().Is6() {
		network = "ip6"
	}
	fake := true
	for _, name := range probes {
		found, err := g.resolver.LookupNetIP(ctx, network, name)
		if err != nil && ctx.Err() != nil {
			return false // not known yet
		}
		fake = fake && err == nil && len(found) > 0
		for _, a := range found {
			fake = fake && r.Contains(a.Unmap())
		}
	}
	g.fake[r] = fake
	return fake
}

// checkProxied checks what a proxy will be asked to connect to. The proxy looks
// the name up by itself, so this cannot see the address it finds; what can be
// known here is refused here.
func (g *guard) checkProxied(ctx context.Context, u *url.URL) error {
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return nil // checked when the address was read
	}
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	found, err := g.resolver.LookupNetIP(ctx, "ip", u.Hostname())
	if err != nil {
		return nil // behind many proxies there is no name service for the web
	}
	for _, a := range found {
		if err := g.check(ctx, netip.AddrPortFrom(a.Unmap(), portOf(u)), false); err != nil {
			return err
		}
	}
	return nil
}

// target reads an address to be asked for, and refuses what can be refused
// without looking its name up.
func (f *Fetcher) target(address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		if key, _, ok := library.PageKey(address); ok { // mended as browsers do
			u, err = url.Parse(key)
		}
		if err != nil {
			return nil, refuse(library.Unsupported, "fetch_address")
		}
	}
	if u.Scheme = strings.ToLower(u.Scheme); u.Scheme != "http" && u.Scheme != "https" {
		return nil, refuse(library.Unsupported, "fetch_scheme")
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	u.Host = strings.ToLower(u.Host)
	port := u.Port()
	if name, dotted := strings.CutSuffix(u.Hostname(), "."); dotted { // the same name, in full
		if u.Host = name; port != "" {
			u.Host = net.JoinHostPort(name, port)
		}
	}
	if u.Path == "" {
		u.Path = "/"
	}
	if u.Hostname() == "" || u.Opaque != "" {
		return nil, refuse(library.Unsupported, "fetch_address")
	}
	if err := f.guard.checkPort(portOf(u)); err != nil {
		return nil, err
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil {
		return u, f.guard.check(context.Background(), netip.AddrPortFrom(ip, portOf(u)), true)
	}
	if isNumber(u.Hostname()) || isLocal(u.Hostname()) {
		return nil, private()
	}
	return u, nil
}

// portOf is the port of an address, 0 for one that is none.
func portOf(u *url.URL) uint16 {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return 0
	}
	return uint16(n)
}

// isNumber tells whether browsers and proxies may read a host as an IPv4
// address though it is not in the usual form ("2130706433", "0x7f.1"): its last
// label is a number (WHATWG URL, "ends in a number").
func isNumber(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	if strings.HasPrefix(last, "0x") {
		return true
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}

// isLocal tells whether a name can only be of this computer or its network.
func isLocal(host string) bool {
	if !strings.Contains(host, ".") {
		return true
	}
	for _, suffix := range []string{".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet", ".corp"} {
		if strings.HasSuffix(host, suffix) {
			return true
		}
	}
	return false
}

// Proxied tells whether a proxy of the environment is used for the web, whose
// own look-ups cannot be checked here.
func (f *Fetcher) Proxied() bool {
	proxy, err := f.o.Proxy(&url.URL{Scheme: "https", Host: probes[0]})
	return err == nil && proxy != nil
}

// online tells whether the name service knows any of the well-known names.
func (f *Fetcher) online(ctx context.Context) bool {
	if f.o.Dial != nil {
		return true // whatever it connects to needs no names
	}
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	for _, name := range probes {
		if _, err := f.o.Resolver.LookupNetIP(ctx, "ip", name); err == nil {
			return true
		}
	}
	return false
}
