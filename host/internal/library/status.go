package library

import "time"

// Status is the state of the host; see protocol.Status.
type Status struct {
	// Rung is 1 full text, 2 meaning, 3 answers.
	Rung   int
	Counts Counts
	// EmbedModel and ChatModel are the models in use, empty when there is
	// none. ModelState is "absent", "ready", "loading" or "failed".
	EmbedModel, ChatModel, ModelState string
	// Ollama is "absent", "stopped" or "ready".
	Ollama string
	// ETA is how long the pending work will take; zero when unknown or none.
	ETA    time.Duration
	Paused bool
	// Fetch says what reading pages in the background waits for: "offline",
	// "battery", or "" when it does not.
	Fetch string
}

// Model is a model that is installed, or worth installing.
type Model struct {
	Name string
	// Kind is "embed" or "chat".
	Kind  string
	Bytes int64
	// Dims and Context are zero when unknown.
	Dims, Context int
	// Why says in the person's locale what speaks for a recommended model.
	Why string
}

// ModelInventory is what Ollama has, what would suit this computer, and what
// was chosen.
type ModelInventory struct {
	// Ollama is "absent", "stopped" or "ready".
	Ollama, Version         string
	MemoryBytes             int64
	Installed, Recommended  []Model
	ChosenEmbed, ChosenChat string
	// Pulling are the downloads under way in this process.
	Pulling []PullProgress
}
