package library

import (
	"strings"
	"testing"
)

func TestPageKey(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"scheme and host are lower case", "HTTPS://Example.COM/Path", "https://example.com/Path"},
		{"an empty path is a slash", "https://example.com", "https://example.com/"},
		{"the default port goes", "http://example.com:80/a", "http://example.com/a"},
		{"another port stays", "http://example.com:8080/a", "http://example.com:8080/a"},
		{"https on port 80 keeps it", "https://example.com:80/a", "https://example.com:80/a"},
		{"a fragment goes", "https://example.com/a#part-2", "https://example.com/a"},
		{"a hash-bang route stays", "https://example.com/#!/inbox", "https://example.com/#!/inbox"},
		{"a hash-slash route stays", "https://example.com/app#/view/3", "https://example.com/app#/view/3"},
		{"tracking goes, the rest stays in order", "https://example.com/a?b=2&utm_source=x&a=1&fbclid=y", "https://example.com/a?b=2&a=1"},
		{"only tracking leaves no question mark", "https://example.com/a?utm_source=x", "https://example.com/a"},
		{"a parameter that only looks alike stays", "https://example.com/?utm=1&gclidx=2", "https://example.com/?utm=1&gclidx=2"},
		{"userinfo goes", "https://me:secret@example.com/a", "https://example.com/a"},
		{"a trailing dot of the host goes", "https://example.com./a", "https://example.com/a"},
		{"IPv6", "http://[::1]:3000/x", "http://[::1]:3000/x"},
		{"white space around", "  https://example.com/a\n", "https://example.com/a"},
		{"a bare per cent sign is kept", "https://example.com/100%", "https://example.com/100%25"},
		{"Chinese in the path", "https://example.com/数据", "https://example.com/%E6%95%B0%E6%8D%AE"},
		{"escaped Chinese is the same page", "https://example.com/%E6%95%B0%E6%8D%AE", "https://example.com/%E6%95%B0%E6%8D%AE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, reason, ok := PageKey(c.in)
			if !ok || got != c.want {
				t.Errorf("PageKey(%q) = %q, %q, %v; want %q", c.in, got, reason, ok, c.want)
			}
		})
	}
}

func TestWhatIsNoPage(t *testing.T) {
	for in, reason := range map[string]string{
		"javascript:alert(1)": "javascript", "data:text/html,x": "data", "place:sort=8": "place",
		"chrome://settings": "chrome", "file:///etc/passwd": "file", "about:blank": "about",
		"JavaScript:void(0)": "javascript", "": "invalid", "favicon.ico": "invalid",
		"http://": "invalid", "https:///path": "invalid", "http://a b/": "invalid",
	} {
		if key, got, ok := PageKey(in); ok || got != reason {
			t.Errorf("PageKey(%q) = %q, %q, %v; want reason %q", in, key, got, ok, reason)
		}
	}
}

func TestSiteOf(t *testing.T) {
	for in, want := range map[string]string{
		"https://www.Example.com/a":     "example.com",
		"http://blog.example.com:8080/": "blog.example.com",
		"http://[::1]:80/":              "[::1]",
		"javascript:x":                  "",
	} {
		if got := SiteOf(in); got != want {
			t.Errorf("SiteOf(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzPageKey(f *testing.F) {
	for _, s := range []string{"https://example.com/a?utm_source=1#x", "http://%zz/", "https://[::1", "http://u:p@h/#!/a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key, _, ok := PageKey(s)
		if !ok {
			return
		}
		if !strings.HasPrefix(key, "http://") && !strings.HasPrefix(key, "https://") {
			t.Fatalf("PageKey(%q) = %q", s, key)
		}
		if again, _, ok := PageKey(key); !ok || again != key {
			t.Fatalf("PageKey is not stable: %q -> %q -> %q, %v", s, key, again, ok)
		}
	})
}
