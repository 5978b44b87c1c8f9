// Command generate compiles the topic files of the lexicon into lexicon.bin. It
// is run in the lexicon's folder, by go generate.
package main

import (
	"log"
	"os"

	"aibookmark/host/internal/lexicon"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("generate: ")
	compiled, err := lexicon.Compile(os.DirFS("topics"))
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("lexicon.bin", compiled, 0o644); err != nil {
		log.Fatal(err)
	}
}
