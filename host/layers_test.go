package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// A rule says what the files of a package, tests aside, may import beyond the
// standard library. A package without a rule fails the test: decide first on
// which layer it stands.
type rule struct {
	// ours are packages of this module, below host/internal.
	ours []string
	// theirs are third-party packages, with everything below them.
	theirs []string
	// std are packages of the standard library that only some may use.
	std []string
	// tool: a program or a package for tests, not part of the product. Nothing
	// of the product imports it.
	tool bool
}

// The layers of the host, lowest first. A package imports downward, and never
// a sibling: what two of them share is a noun of library, and what one needs
// of a lower layer it declares as an interface and main wires.
var layers = map[string]rule{
	// L0: the words everyone uses.
	"protocol": {},
	"library":  {theirs: []string{"golang.org/x/text", "golang.org/x/net/idna"}},
	"analysis": {theirs: []string{"golang.org/x/text", "github.com/kljensen/snowball"}},
	"charset":  {theirs: []string{"golang.org/x/text", "golang.org/x/net/html", "github.com/gogs/chardet"}},
	"vector":   {theirs: []string{"github.com/coder/hnsw", "github.com/x448/float16"}},
	"lsa":      {theirs: []string{"gonum.org/v1/gonum"}},
	"dates":    {},
	"lexicon":  {},
	"spelling": {},
	"redact":   {},
	"prefault": {},
	"pdftext":  {theirs: []string{"github.com/ledongthuc/pdf", "golang.org/x/text"}},

	// L1: everything that does I/O, one package a technology.
	"store": {
		ours: []string{"library", "analysis", "vector", "redact"}, std: []string{"database/sql"},
		theirs: []string{"modernc.org/sqlite", "modernc.org/libc", "github.com/gofrs/flock", "golang.org/x/net/idna"},
	},
	"nativemsg": {ours: []string{"library", "protocol"}, theirs: []string{"github.com/creachadair/jrpc2/channel", "golang.org/x/sys"}},
	"ollama": {
		ours: []string{"library"}, std: []string{"net/http"},
		theirs: []string{"github.com/ollama/ollama/api", "github.com/ollama/ollama/types", "golang.org/x/sync"},
	},
	"extract": {ours: []string{"library", "charset", "pdftext"}, theirs: []string{"codeberg.org/readeck/go-readability/v2", "golang.org/x/net/html"}},
	"fetch": {
		ours: []string{"library", "charset"}, std: []string{"net/http"},
		theirs: []string{"code.dny.dev/ssrf", "golang.org/x/net", "golang.org/x/time/rate", "github.com/temoto/robotstxt"},
	},
	"importer": {ours: []string{"library", "charset"}, theirs: []string{"github.com/pierrec/lz4/v4", "golang.org/x/net/html"}},
	"install":  {ours: []string{"library", manifests}, theirs: []string{"golang.org/x/sys"}},

	// L2: what the product does, over interfaces of its own.
	"ingest":  {ours: nouns, theirs: []string{"github.com/clipperhouse/uax29/v2"}},
	"search":  {ours: append([]string{"dates", "lexicon", "spelling"}, nouns...), theirs: []string{"github.com/clipperhouse/uax29/v2", "golang.org/x/sync"}},
	"answer":  {ours: nouns, theirs: []string{"github.com/clipperhouse/uax29/v2"}},
	"models":  {ours: append([]string{"lsa"}, nouns...), theirs: []string{"golang.org/x/sys"}},
	"keeping": {ours: nouns},

	// L3: the wire.
	"server": {
		ours:   []string{"protocol", "library", "ingest", "search", "answer", "models", "keeping"},
		theirs: []string{"github.com/creachadair/jrpc2"},
	},

	// Beside the product.
	"protocol/generate":          {tool: true, ours: []string{"protocol"}, theirs: []string{"github.com/invopop/jsonschema"}},
	"lexicon/generate":           {tool: true, ours: []string{"lexicon"}},
	"browsertest":                {tool: true, ours: []string{"protocol"}},
	"ollamatest":                 {tool: true, ours: []string{"library", "ollamatest/modelgen"}, theirs: []string{"github.com/ollama/ollama/api"}, std: []string{"net/http"}},
	"ollamatest/modelgen":        {tool: true},
	"vector/vectordata":          {tool: true},
	"pdftext/pdfmake":            {tool: true},
	"vector/measure":             {tool: true, ours: []string{"vector", "vector/vectordata"}, theirs: []string{"github.com/coder/hnsw"}},
	"ollamatest/scripted-ollama": {tool: true, ours: []string{"ollamatest"}, std: []string{"net/http"}},
}

// nouns is what the layer of services may use of ours.
var nouns = []string{"library", "analysis", "vector"}

// guarded are packages of the standard library with few owners: all SQL is in
// store, all traffic in ollama and fetch.
var guarded = []string{"database/sql", "database/sql/driver", "net/http"}

const (
	module    = "aibookmark/"
	internal  = module + "host/internal/"
	manifests = module + "manifests"
)

// goPackage is what "go list -json" tells about a package.
type goPackage struct {
	ImportPath string
	Imports    []string // of files that are not tests
	Standard   bool
}

func goPackages(t *testing.T) (all []goPackage) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("go list: %s", exit.Stderr)
		}
		t.Fatal(err)
	}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func TestEveryPackageKeepsToItsLayer(t *testing.T) {
	packages := goPackages(t)
	if len(packages) < 10 {
		t.Fatalf("go list names %d packages; is this the whole host?", len(packages))
	}
	for _, p := range packages {
		name, inside := strings.CutPrefix(p.ImportPath, internal)
		r, known := layers[name]
		if inside && !known {
			t.Errorf("%s is on no layer: give it a rule in layers_test.go", name)
			continue
		}
		for _, imported := range p.Imports {
			if why := forbidden(r, inside, imported); why != "" {
				t.Errorf("%s imports %s: %s", strings.TrimPrefix(p.ImportPath, module), imported, why)
			}
		}
	}
}

// forbidden says why a package with rule r must not import this; "" when it
// may. main is not inside and may import all of ours and of others.
func forbidden(r rule, inside bool, imported string) string {
	ours, isOurs := strings.CutPrefix(imported, internal)
	switch {
	case isOurs && layers[ours].tool && !r.tool:
		return "it is for tests"
	case slices.Contains(guarded, imported) && !slices.Contains(r.std, path.Clean(strings.TrimSuffix(imported, "/driver"))):
		return "it has other owners"
	case !inside:
		return ""
	case isOurs && !slices.Contains(r.ours, ours):
		return "not a layer below"
	case !isOurs && strings.HasPrefix(imported, module) && !slices.Contains(r.ours, imported):
		return "outside the host"
	case !strings.HasPrefix(imported, module) && isThirdParty(imported) && !slices.ContainsFunc(r.theirs, func(p string) bool {
		return imported == p || strings.HasPrefix(imported, p+"/")
	}):
		return "a dependency that this package is not known for"
	}
	return ""
}

// isThirdParty tells a module's package from one of the standard library,
// whose first element has no dot.
func isThirdParty(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return strings.Contains(first, ".")
}

// The rule itself must be able to say no.
func TestForbiddenImports(t *testing.T) {
	for _, tt := range []struct {
		from, imported string
		ok             bool
	}{
		{"search", internal + "library", true},
		{"search", internal + "store", false},
		{"search", internal + "answer", false},
		{"search", internal + "protocol", false},
		{"library", internal + "protocol", false},
		{"nativemsg", internal + "protocol", true},
		{"store", internal + "protocol", false},
		{"server", internal + "store", false},
		{"server", internal + "browsertest", false},
		{"install", manifests, true},
		{"server", manifests, false},
		{"store", "database/sql", true},
		{"store", "database/sql/driver", true},
		{"server", "database/sql", false},
		{"ollama", "net/http", true},
		{"extract", "net/http", false},
		{"extract", "net/url", true},
		{"store", "modernc.org/sqlite/lib", true},
		{"search", "modernc.org/sqlite", false},
		{"ollama", "github.com/ollama/ollama/server", false},
	} {
		if why := forbidden(layers[tt.from], true, tt.imported); (why == "") != tt.ok {
			t.Errorf("%s importing %s: %q, allowed must be %v", tt.from, tt.imported, why, tt.ok)
		}
	}
	if why := forbidden(rule{}, false, "net/http"); why == "" {
		t.Error("main may use net/http")
	}
	if why := forbidden(rule{}, false, internal+"browsertest"); why == "" {
		t.Error("main may use a package for tests")
	}
}
