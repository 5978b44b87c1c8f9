package main

import (
	"bufio"
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"aibookmark/host/internal/library"
)

// source is a Go file of the host.
type source struct {
	path      string // below host/, with slashes
	text      []byte
	file      *ast.File
	set       *token.FileSet
	test      bool // a test, or of a package for tests or tools
	generated bool
}

// sources parses every Go file of the host.
func sources(t *testing.T) (all []source) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "testdata":
			return fs.SkipDir
		case d.IsDir() || filepath.Ext(path) != ".go":
			return nil
		}
		s := source{path: filepath.ToSlash(path), set: token.NewFileSet()}
		if s.text, err = os.ReadFile(path); err != nil {
			return err
		}
		if s.file, err = parser.ParseFile(s.set, path, s.text, parser.ParseComments); err != nil {
			return err
		}
		s.generated = ast.IsGenerated(s.file)
		// What "go build" ignores is a tool as well.
		s.test = strings.HasSuffix(path, "_test.go") || bytes.HasPrefix(s.text, []byte("//go:build ignore")) || isTool(s.path)
		all = append(all, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 30 {
		t.Fatalf("%d files; is this the whole host?", len(all))
	}
	return all
}

// isTool tells whether a file belongs to a package that layers marks as one.
func isTool(path string) bool {
	name := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "internal/")
	return layers[name].tool
}

// A ban is a name of the standard library that is not used, and why.
type ban struct {
	pkg, name string // name may end in "*"
	why       string
	// in are files that may use it: a path, or "." for package main.
	in []string
	// tests: the ban holds in tests too.
	tests bool
}

var bans = []ban{
	{pkg: "os", name: "Stdout", in: []string{"main.go"}, why: "stdout is the wire; take an io.Writer"},
	{pkg: "os", name: "Stdin", in: []string{"main.go"}, why: "stdin is the wire; take an io.Reader"},
	{pkg: "fmt", name: "Print*", why: "stdout is the wire"},
	{pkg: "log", name: "*", why: "use the *slog.Logger that you were given"},
	{pkg: "os", name: "Exit", in: []string{"."}, why: "return an error; main ends the program"},
	{pkg: "net", name: "Listen*", why: "the host opens no port"},
	{pkg: "net/http", name: "Listen*", why: "the host opens no port"},
	{pkg: "net/http", name: "DefaultClient", why: "it has no timeout and follows redirects"},
	{pkg: "net/http", name: "Get", why: "it has no timeout and follows redirects"},
	{pkg: "time", name: "Sleep", tests: true, why: "wait for a condition, or use testing/synctest"},
}

func (b ban) forbids(pkg, name string) bool {
	if pkg != b.pkg {
		return false
	}
	head, open := strings.CutSuffix(b.name, "*")
	return open && strings.HasPrefix(name, head) || name == b.name
}

func (b ban) excuses(path string) bool {
	return slices.Contains(b.in, path) || slices.Contains(b.in, ".") && !strings.Contains(path, "/")
}

func TestNothingBannedIsUsed(t *testing.T) {
	for _, s := range sources(t) {
		for _, found := range banned(s) {
			t.Error(found)
		}
	}
}

// banned lists the banned names that a file uses.
func banned(s source) (found []string) {
	imports := map[string]string{} // name in the file -> path
	for _, i := range s.file.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		name := path[strings.LastIndexByte(path, '/')+1:]
		if i.Name != nil {
			name = i.Name.Name
		}
		imports[name] = path
	}
	_, bubbles := imports["synctest"] // in which a sleep takes no time
	ast.Inspect(s.file, func(n ast.Node) bool {
		pkg, name := "", ""
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok {
				pkg, name = imports[x.Name], n.Sel.Name
			}
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.Ident); ok && !s.test && (f.Name == "println" || f.Name == "print") {
				found = append(found, fmt.Sprintf("%s: %s: use the *slog.Logger", s.set.Position(n.Pos()), f.Name))
			}
		}
		for _, b := range bans {
			if b.forbids(pkg, name) && !b.excuses(s.path) && (b.tests && !bubbles || !s.test) {
				found = append(found, fmt.Sprintf("%s: %s.%s: %s", s.set.Position(n.Pos()), b.pkg, name, b.why))
			}
		}
		return true
	})
	return found
}

// The check itself must be able to say no.
func TestBannedFindsWhatIsBanned(t *testing.T) {
	for _, tt := range []struct {
		path, imports, body string
		want                int
	}{
		{"internal/x/x.go", `"os"`, `_ = os.Stdout; os.Exit(1)`, 2},
		{"main.go", `"os"`, `_ = os.Stdout; os.Exit(1)`, 0},
		{"internal/x/x.go", `f "fmt"`, `f.Println(); f.Printf("")`, 2},
		{"internal/x/x.go", `"fmt"`, `fmt.Fprintln(nil); fmt.Sprint()`, 0},
		{"internal/x/x.go", `"net/http"`, `http.Get(""); http.ListenAndServe("", nil)`, 2},
		{"internal/x/x_test.go", `"time"`, `time.Sleep(1)`, 1},
		{"internal/x/x_test.go", "(`time`; `testing/synctest`)", `time.Sleep(1); synctest.Wait()`, 0},
		{"internal/x/x_test.go", `"fmt"`, `fmt.Println()`, 0},
		{"internal/x/x.go", `"log"`, `log.Fatal(); println()`, 2},
	} {
		text := fmt.Sprintf("package x\nimport %s\nfunc f() { %s }\n", tt.imports, tt.body)
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, tt.path, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		s := source{path: tt.path, file: file, set: set, test: strings.HasSuffix(tt.path, "_test.go")}
		if got := banned(s); len(got) != tt.want {
			t.Errorf("%s: %s: %d found, want %d: %v", tt.path, tt.body, len(got), tt.want, got)
		}
	}
}

// Sizes that code keeps to which people can read: measured on age, wtf, zoekt
// and restic, whose 90th percentiles lie at 36-44 lines a function and
// 330-450 lines a file.
const (
	functionLines    = 45 // at the 90th percentile
	functionLinesMax = 100
	fileLines        = 450 // at the 90th percentile
)

func TestFunctionsAndFilesStaySmall(t *testing.T) {
	var functions, files []int
	for _, s := range sources(t) {
		if s.test || s.generated {
			continue
		}
		files = append(files, lines(s.text))
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			n := s.set.Position(f.End()).Line - s.set.Position(f.Pos()).Line + 1
			functions = append(functions, n)
			if n > functionLinesMax {
				t.Errorf("%s: %s has %d lines, at most %d", s.path, f.Name.Name, n, functionLinesMax)
			}
		}
	}
	if p := percentile90(functions); p > functionLines {
		t.Errorf("a tenth of %d functions has more than %d lines, at most %d", len(functions), p, functionLines)
	}
	if p := percentile90(files); p > fileLines {
		t.Errorf("a tenth of %d files has more than %d lines, at most %d", len(files), p, fileLines)
	}
	t.Logf("%d functions, p90 %d lines; %d files, p90 %d lines", len(functions), percentile90(functions), len(files), percentile90(files))
}

func lines(text []byte) (n int) {
	for s := bufio.NewScanner(bytes.NewReader(text)); s.Scan(); {
		n++
	}
	return n
}

func percentile90(of []int) int {
	slices.Sort(of)
	return of[len(of)*9/10]
}

func TestEveryPackageSaysWhatItOwns(t *testing.T) {
	said := map[string]bool{}
	for _, s := range sources(t) {
		dir := filepath.Dir(s.path)
		if strings.HasSuffix(s.path, "_test.go") {
			continue
		}
		said[dir] = said[dir] || s.file.Doc != nil && len(s.file.Doc.Text()) > 60
	}
	for dir, ok := range said {
		if !ok {
			t.Errorf("host/%s has no package comment", dir)
		}
	}
}

// What a person may read has words in both languages: every code given to
// library.Errorf, library.Text and library.Detail is in the catalogue.
func TestEveryMessageHasWords(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			at, ok := map[string]int{"Errorf": 1, "Text": 1, "Detail": 0}[f.Sel.Name]
			if !ok || len(call.Args) <= at {
				return true
			}
			if pkg, ok := f.X.(*ast.Ident); !ok || pkg.Name != "library" {
				return true
			}
			code, ok := call.Args[at].(*ast.BasicLit)
			if !ok {
				return true
			}
			name, _ := strconv.Unquote(code.Value)
			for _, locale := range []string{"en", "zh-CN"} {
				if library.Text(locale, name) == name {
					t.Errorf("%s: %q has no words in %s", s.set.Position(n.Pos()), name, locale)
				}
			}
			return true
		})
	}
}
