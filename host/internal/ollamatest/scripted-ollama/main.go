// Command scripted-ollama is an Ollama server that recites a script, for
// end-to-end tests in browsers. It prints its address on stdout and serves
// until it is stopped, with -tied also when its stdin ends. GET /requests returns what it was
// asked to chat about, as JSON.
//
//	go run ./host/internal/ollamatest/scripted-ollama -script first
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"aibookmark/host/internal/ollamatest"
)

func main() {
	name := flag.String("script", "first", "one of "+strings.Join(slices.Sorted(maps.Keys(ollamatest.Scripts)), " "))
	address := flag.String("listen", "127.0.0.1:0", "address to listen on")
	words := flag.String("say", "", "recite these words instead, one piece a word")
	pace := flag.Duration("pace", 0, "time between pieces")
	tied := flag.Bool("tied", false, "stop when stdin ends")
	flag.Parse()
	if err := run(*name, *address, *words, *pace, *tied); err != nil {
		fmt.Fprintln(os.Stderr, "scripted-ollama:", err)
		os.Exit(1)
	}
}

func run(name, address, words string, pace time.Duration, tied bool) error {
	script, ok := ollamatest.Scripts[name]
	if !ok {
		return fmt.Errorf("no script %q", name)
	}
	if words != "" {
		script = ollamatest.Script{Words: strings.SplitAfter(words, " ")}
	}
	if pace > 0 {
		script.Pace = pace
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	server := ollamatest.New(script)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /requests", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(server.Chats())
	})
	mux.Handle("/", server)
	fmt.Printf("http://%s\n", listener.Addr())
	if tied {
		// Whoever started this went away: so does this.
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			os.Exit(0)
		}()
	}
	return http.Serve(listener, mux)
}
