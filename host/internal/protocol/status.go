package protocol

import "time"

// Pending counts pages that wait for work.
type Pending struct {
	Capture int `json:"capture"`
	Index   int `json:"index"`
	Embed   int `json:"embed"`
}

// ModelStatus names the models in use. State is "absent", "ready", "loading"
// or "failed".
type ModelStatus struct {
	Embed string `json:"embed,omitempty"`
	Chat  string `json:"chat,omitempty"`
	State string `json:"state" jsonschema:"enum=absent,enum=ready,enum=loading,enum=failed"`
}

// Status is the state of the host. Rung is 1 full text, 2 meaning, 3 answers
// (0, titles only, is what the extension has without a host).
type Status struct {
	Rung      int     `json:"rung"`
	Bookmarks int     `json:"bookmarks"`
	Pages     int     `json:"pages"`
	Captured  int     `json:"captured"`
	Passages  int     `json:"passages"`
	Embedded  int     `json:"embedded"`
	Pending   Pending `json:"pending"`
	Failed    int     `json:"failed"`
	// FailedCaptures counts the pages that captures.list lists.
	FailedCaptures int `json:"failedCaptures,omitempty"`
	// Fetch says what reading pages in the background waits for, while it
	// waits: "offline" for the network, "battery" for the mains.
	Fetch      string      `json:"fetch,omitempty" jsonschema:"enum=offline,enum=battery"`
	Model      ModelStatus `json:"model"`
	Ollama     string      `json:"ollama" jsonschema:"enum=absent,enum=stopped,enum=ready"`
	EtaSeconds *int        `json:"etaSeconds,omitempty"`
	Paused     bool        `json:"paused"`
	DataBytes  int64       `json:"dataBytes"`
	Version    string      `json:"version"`
}

// InstalledModel is a model that Ollama has.
type InstalledModel struct {
	Name    string `json:"name"`
	Kind    string `json:"kind" jsonschema:"enum=embed,enum=chat"`
	Bytes   int64  `json:"bytes"`
	Dims    int    `json:"dims,omitempty"`
	Context int    `json:"context,omitempty"`
}

// RecommendedModel is a model worth downloading on this machine.
type RecommendedModel struct {
	Name  string `json:"name"`
	Kind  string `json:"kind" jsonschema:"enum=embed,enum=chat"`
	Bytes int64  `json:"bytes"`
	Why   string `json:"why"`
}

// ChosenModels names the models in use; an absent one is chosen by the host.
type ChosenModels struct {
	Embed string `json:"embed,omitempty"`
	Chat  string `json:"chat,omitempty"`
}

// ModelsList answers models.list.
type ModelsList struct {
	Ollama      string             `json:"ollama" jsonschema:"enum=absent,enum=stopped,enum=ready"`
	Version     string             `json:"version,omitempty"`
	MemoryBytes int64              `json:"memoryBytes"`
	Installed   []InstalledModel   `json:"installed"`
	Recommended []RecommendedModel `json:"recommended"`
	Chosen      ChosenModels       `json:"chosen"`
	// Pulling are the downloads that go on, whoever began them.
	Pulling []ModelEvent `json:"pulling,omitempty"`
}

// ModelParams names a model.
type ModelParams struct {
	Name string `json:"name"`
}

// PullParams names a model to download. Whoever asks for one that is being
// downloaded joins that download; Join does only that, and is not_found when
// there is none. Cancelling any of the calls stops the download, for all who
// joined, and keeps what came. Force downloads a model that is too large for
// the memory of this machine.
type PullParams struct {
	Name  string `json:"name"`
	Join  bool   `json:"join,omitempty"`
	Force bool   `json:"force,omitempty"`
}

// ModelEvent reports a download, in bytes over all of its files known so far;
// neither number falls. After one of the last three phases there is no more.
// Name is the model's, without ":latest".
type ModelEvent struct {
	Name      string `json:"name"`
	Phase     string `json:"phase" jsonschema:"enum=starting,enum=downloading,enum=verifying,enum=done,enum=failed,enum=cancelled"`
	Completed int64  `json:"completed"`
	Total     int64  `json:"total"`
}

// Reembed is what changing the embedding model costs.
type Reembed struct {
	Passages int `json:"passages"`
	Seconds  int `json:"seconds"`
}

// ChooseParams names the models to use. "" lets the host choose the best
// installed, an absent one stays as it is. DryRun only tells the cost.
type ChooseParams struct {
	Embed  *string `json:"embed,omitempty"`
	Chat   *string `json:"chat,omitempty"`
	DryRun bool    `json:"dryRun,omitempty"`
}

// ModelsChosen answers models.choose.
type ModelsChosen struct {
	Reembed Reembed `json:"reembed"`
}

// OllamaState answers models.start.
type OllamaState struct {
	Ollama string `json:"ollama" jsonschema:"enum=absent,enum=stopped,enum=ready"`
}

// Rule decides whether pages are read. The first that fits decides. Exactly
// one of Site, Path and Folder is given.
type Rule struct {
	Action string   `json:"action" jsonschema:"enum=allow,enum=block"`
	Site   string   `json:"site,omitempty"`
	Path   string   `json:"path,omitempty"`
	Folder []string `json:"folder,omitempty"`
}

// Settings is every setting with its value.
type Settings struct {
	// OllamaURL is where Ollama answers; empty means OLLAMA_HOST or the default.
	OllamaURL string `json:"ollamaUrl"`
	// OllamaRemote allows an Ollama on another machine: page text then leaves
	// this one.
	OllamaRemote bool   `json:"ollamaRemote"`
	EmbedModel   string `json:"embedModel"`
	ChatModel    string `json:"chatModel"`
	// IndexEngine is "scan" or "hnsw".
	IndexEngine string `json:"indexEngine" jsonschema:"enum=scan,enum=hnsw"`
	// Fetch lets the host visit bookmarked pages in the background.
	Fetch bool `json:"fetch"`
	// CaptureVisits lets the extension read bookmarked pages when visited.
	CaptureVisits bool   `json:"captureVisits"`
	Rules         []Rule `json:"rules"`
	// Language of messages: "" follows the client, else "en" or "zh-CN".
	Language string `json:"language" jsonschema:"enum=,enum=en,enum=zh-CN"`
}

// SettingsPatch changes the settings it names and leaves the others.
type SettingsPatch struct {
	OllamaURL     *string `json:"ollamaUrl,omitempty"`
	OllamaRemote  *bool   `json:"ollamaRemote,omitempty"`
	EmbedModel    *string `json:"embedModel,omitempty"`
	ChatModel     *string `json:"chatModel,omitempty"`
	IndexEngine   *string `json:"indexEngine,omitempty"`
	Fetch         *bool   `json:"fetch,omitempty"`
	CaptureVisits *bool   `json:"captureVisits,omitempty"`
	Rules         *[]Rule `json:"rules,omitempty"`
	Language      *string `json:"language,omitempty"`
}

// RulesTestParams is an address to test.
type RulesTestParams struct {
	URL string `json:"url"`
}

// RulesTestResult says whether a page would be read, and why.
type RulesTestResult struct {
	Indexed bool   `json:"indexed"`
	Because string `json:"because"`
}

// DataParams names a file that the person chose: an absolute path, which may
// begin with "~". An empty one is a place that the host chooses (backup and
// export only).
type DataParams struct {
	Path string `json:"path"`
	// DryRun tells what would be written, or what is in the file, and changes
	// nothing (backup and restore only).
	DryRun bool `json:"dryRun,omitempty"`
}

// DataResult describes a file written or read.
type DataResult struct {
	Path  string `json:"path"`
	Bytes int64  `json:"bytes"`
	Pages int    `json:"pages"`
	// MadeAt is when a file that is restored was written.
	MadeAt *time.Time `json:"madeAt,omitempty"`
	// Kept is where the library was copied before a backup took its place.
	Kept string `json:"kept,omitempty"`
}

// StorageList is one page of the sites, the one with the most text first.
type StorageList struct {
	Items []SiteStorage `json:"items"`
	Next  string        `json:"next,omitempty"`
}

// SiteStorage is what is kept of one site; Bytes is the size of its texts.
type SiteStorage struct {
	Site  string `json:"site"`
	Pages int    `json:"pages"`
	Bytes int64  `json:"bytes"`
}

// Check is one finding of doctor.
type Check struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
	Fix    string `json:"fix,omitempty"`
}

// DoctorResult lists every check.
type DoctorResult struct {
	Checks []Check `json:"checks"`
}

// Empty is the parameters of a method that takes none.
type Empty struct{}
