//go:build deps

package main

import (
	_ "codeberg.org/readeck/go-readability/v2"
	_ "github.com/clipperhouse/uax29/v2/sentences"
	_ "github.com/coder/hnsw"
	_ "github.com/creachadair/jrpc2"
	_ "github.com/gofrs/flock"
	_ "github.com/gogs/chardet"
	_ "github.com/invopop/jsonschema"
	_ "github.com/kljensen/snowball/english"
	_ "github.com/ollama/ollama/api"
	_ "github.com/pierrec/lz4/v4"
	_ "github.com/rogpeppe/go-internal/testscript"
	_ "github.com/schollz/progressbar/v3"
	_ "github.com/spf13/cobra"
	_ "github.com/x448/float16"
	_ "go.uber.org/goleak"
	_ "golang.org/x/net/html/charset"
	_ "golang.org/x/sync/errgroup"
	_ "golang.org/x/sys/unix"
	_ "golang.org/x/term"
	_ "golang.org/x/text/unicode/norm"
	_ "gonum.org/v1/gonum/mat"
	_ "gopkg.in/natefinch/lumberjack.v2"
	_ "modernc.org/sqlite"
)
