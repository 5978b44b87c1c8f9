package library

import "time"

// ChatMessage is one message to a chat model; Role is "system", "user" or
// "assistant".
type ChatMessage struct{ Role, Content string }

// ChatRequest asks a local chat model for words.
type ChatRequest struct {
	Model    string
	Messages []ChatMessage
	// ContextTokens is the window to ask for; constant between calls, since
	// changing it makes Ollama load the model again.
	ContextTokens int
	// MaxTokens bounds what the model says, thinking included; 0 leaves it to
	// the model.
	MaxTokens int
}

// ChatChunk is a piece of what the model says. Thinking is kept apart from
// Text. Done is set on the last chunk, with the tokens the prompt took.
// Loading is set on one chunk without words, ahead of the others, when the
// model has to be brought into memory first, which takes about LoadTime; 0
// when nobody knows.
type ChatChunk struct {
	Thinking, Text string
	Loading        bool
	LoadTime       time.Duration
	Done           bool
	PromptTokens   int
}
