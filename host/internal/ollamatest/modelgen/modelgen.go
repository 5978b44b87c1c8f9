// Package modelgen is for tests only: it makes tiny models that a real Ollama
// server runs, so that what passes through the server (prompts, streams,
// vectors, faults) is real although no model was downloaded.
//
// Real models are gigabytes, say something else each time and take seconds a
// word. These are computed here in a moment, byte for byte the same on every
// computer, and nothing in them is learnt: the weights are written down so
// that the network, run as it is, does what a test wants.
//
//   - EmbedLexical embeds: texts that share words, or words of one line of
//     concepts.txt, lie near each other, across English and Chinese.
//   - ChatScript chats: it recites a script that a <<tag>> in the prompt
//     chooses, and keeps to a JSON schema when one is asked for.
//
// A model is a GGUF file, written here directly: the format is small, and
// Ollama's own writer would bring in its machine-learning packages.
package modelgen

import "sync"

// EmbedLexical returns the embedding model as a GGUF file of about 12 MB. The
// caller must not change it.
var EmbedLexical = sync.OnceValue(func() []byte { return embedLexical().bytes() })

// ChatScript returns the chat model as a GGUF file of about 1 MB. The caller
// must not change it.
var ChatScript = sync.OnceValue(func() []byte { return chatScript().bytes() })
