# AI Bookmark. Needs Go 1.26 and Node 20; everything else is fetched.
#
#   make run             try it: a browser opens with a sample library
#   make run IMPORT=f    the same with your own bookmarks export as well
#   make test            everything: Go, TypeScript, both browsers
#   make test-ollama     against a real Ollama server (built on first use: minutes)
#   make release         archives for every system, under dist/
#
# BROWSER=chromium|chrome|brave|edge|firefox|path chooses the browser of run.

GO ?= go
VERSION := $(shell sed -n 's/^var version = "\(.*\)"/\1/p' host/main.go)
ifeq ($(OS),Windows_NT)
PROGRAM := bin/ai-bookmark.exe
else
PROGRAM := bin/ai-bookmark
endif

.PHONY: build host extension run test test-go test-ts test-e2e test-ollama test-all bench eval release clean
.DEFAULT_GOAL := build

build: host extension

# CGO_ENABLED=0: one static program, the same on every distribution.
host:
	@node scripts/setup.mjs
	CGO_ENABLED=0 $(GO) build -trimpath -o $(PROGRAM) ./host

extension:
	@node scripts/setup.mjs --packages
	node extension/build.mjs

run: build
	@IMPORT="$(IMPORT)" BROWSER_NAME="$(if $(filter command line,$(origin BROWSER)),$(BROWSER))" node scripts/run.mjs

test:
	@node scripts/test.mjs

test-go:
	@node scripts/test.mjs go

test-ts:
	@node scripts/test.mjs typescript

test-e2e:
	@node scripts/test.mjs chromium firefox

test-ollama:
	@node scripts/test.mjs ollama

# As in .ci/run: both of the above, summed up in one line.
test-all:
	@node scripts/test.mjs all

bench: build
	@$(GO) run ./scripts/bench

eval: host
	@test -n "$(EVAL)" || { echo "usage: make eval EVAL=DIR   (a folder with corpus.jsonl and queries-*.jsonl)" >&2; exit 2; }
	@$(GO) run ./scripts/eval $(EVAL)

release: extension
	@node scripts/release.mjs $(VERSION)

clean:
	rm -rf bin dist extension/dist extension/node_modules extension/e2e/shots .run
