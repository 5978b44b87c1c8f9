// Three C headers that the server's own module lacks: module archives leave
// out every folder named "vendor", and llama.cpp keeps these in one. Both
// modules here carry them elsewhere. A module of its own, since one build
// cannot hold two versions of Ollama; nothing here is compiled as Go.
// scripts/ollama.mjs says which file comes from where.

module aibookmark/scripts/ollama/headers

go 1.26.0

require (
	github.com/gen2brain/malgo v0.11.24
	github.com/ollama/ollama v0.6.5
)
