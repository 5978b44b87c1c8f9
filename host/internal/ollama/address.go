package ollama

import (
	"net"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"

	"aibookmark/host/internal/library"
)

// defaultPort is where Ollama listens unless told otherwise.
const defaultPort = "11434"

// serverAddress is where to find the server: the setting, else OLLAMA_HOST,
// else 127.0.0.1:11434. remote tells that it is another computer, which is a
// NotAllowed error unless allowed.
func serverAddress(setting string, allowRemote bool) (u *url.URL, remote bool, err error) {
	raw := strings.TrimSpace(setting)
	if raw == "" {
		raw = strings.Trim(strings.TrimSpace(os.Getenv("OLLAMA_HOST")), "\"'")
	}
	u, err = parseAddress(raw)
	if err != nil {
		return nil, false, err
	}
	remote = !isLoopbackName(u.Hostname())
	if remote && !allowRemote {
		return nil, false, library.Errorf(library.NotAllowed, "ollama_remote", u.Host)
	}
	return u, remote, nil
}

// parseAddress reads what people write in OLLAMA_HOST: [scheme://]host[:port]
// [/path], each part optional. An address to listen on (0.0.0.0, ::) becomes
// the one to call. Forms as in Ollama's envconfig.Host, which cannot be used
// itself since it reads the environment only and answers nonsense with the
// default.
func parseAddress(raw string) (*url.URL, error) {
	scheme, rest, ok := strings.Cut(raw, "://")
	port := defaultPort
	switch {
	case !ok:
		scheme, rest = "http", raw
	case scheme == "http":
		port = "80"
	case scheme == "https":
		port = "443"
	default:
		return nil, library.Errorf(library.InvalidParams, "ollama_address", raw)
	}
	hostport, path, _ := strings.Cut(rest, "/")
	host, p, err := net.SplitHostPort(hostport)
	if err != nil {
		host = strings.Trim(hostport, "[]")
	} else if p != "" {
		port = p
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 || strings.ContainsAny(host, "@?# \t%\\") {
		return nil, library.Errorf(library.InvalidParams, "ollama_address", raw)
	}
	switch ip, err := netip.ParseAddr(host); {
	case host == "":
		host = "127.0.0.1"
	case err == nil && ip.IsUnspecified() && ip.Is4():
		host = "127.0.0.1"
	case err == nil && ip.IsUnspecified():
		host = "::1"
	case err != nil && strings.Contains(host, ":"):
		return nil, library.Errorf(library.InvalidParams, "ollama_address", raw)
	}
	u := &url.URL{Scheme: scheme, Host: net.JoinHostPort(host, port)}
	if path = strings.Trim(path, "/"); path != "" {
		u.Path = "/" + path
	}
	return u, nil
}

// isLoopbackName tells whether a host can only be this machine. Other names
// may resolve to it, but whoever answers for the name could change that.
func isLoopbackName(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
