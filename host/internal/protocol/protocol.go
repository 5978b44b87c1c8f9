// Package protocol is the wire between the browser extension and the host:
// every method, its parameters and result, every notification and every error
// kind. It is the lowest layer and imports nothing of ours. The extension's
// TypeScript types are generated from it (host/internal/protocol/generate).
// What only the generator needs stays there: reflecting schemas costs the
// program some start-up time even when nobody asks for one.
//
// Conventions: times are RFC 3339 with offset; folder paths are arrays of
// names; empty lists are [] and never null; highlights are half-open ranges
// of UTF-16 code units, which is what JavaScript counts.
package protocol

// Version is the protocol number that initialize must name.
const Version = 1

// HostName is the native-messaging name under which browsers know the host.
const HostName = "io.github.aibookmark.host"

// ChromeExtensionIDs are the Chromium extension ids that may start the host.
// The first is the id that follows from the public key in
// manifests/extension.chrome.json.
var ChromeExtensionIDs = []string{"ejekdepojciabcealjnfchpdnmocmggk"}

// FirefoxAddonIDs are the Firefox add-on ids that may start the host.
var FirefoxAddonIDs = []string{"ai-bookmark@aibookmark.github.io"}

// Size bounds of native-messaging frames, in bytes of JSON.
const (
	// MaxHostFrame is the largest frame the host sends. The browsers close
	// the port at 1 MiB + 1; the margin leaves room for what they add.
	MaxHostFrame = 768 << 10
	// MaxClientFrame is the largest frame the host accepts.
	MaxClientFrame = 8 << 20
	// MaxSyncNodes is the largest number of nodes in one bookmarks.sync call.
	MaxSyncNodes = 500
)

// Methods, extension to host.
const (
	MethodInitialize          = "initialize"
	MethodBookmarksSync       = "bookmarks.sync"
	MethodBookmarksApply      = "bookmarks.apply"
	MethodSourcesList         = "sources.list"
	MethodSourcesRemove       = "sources.remove"
	MethodSourcesAdopt        = "sources.adopt"
	MethodPagesIndex          = "pages.index"
	MethodPagesGet            = "pages.get"
	MethodPagesRelated        = "pages.related"
	MethodPagesOpened         = "pages.opened"
	MethodPagesForget         = "pages.forget"
	MethodSearch              = "search"
	MethodAsk                 = "ask"
	MethodConversationsList   = "conversations.list"
	MethodConversationsGet    = "conversations.get"
	MethodConversationsDelete = "conversations.delete"
	MethodStatus              = "status"
	MethodModelsList          = "models.list"
	MethodModelsPull          = "models.pull"
	MethodModelsChoose        = "models.choose"
	MethodModelsStart         = "models.start"
	// MethodModelsWarm has the models in use brought into memory, in the
	// background and only where there is room. It returns at once and may be
	// called at every glance.
	MethodModelsWarm     = "models.warm"
	MethodCapturesList   = "captures.list"
	MethodCapturesRetry  = "captures.retry"
	MethodCapturesIgnore = "captures.ignore"
	MethodWorkPause      = "work.pause"
	MethodWorkResume     = "work.resume"
	MethodSettingsGet    = "settings.get"
	MethodSettingsSet    = "settings.set"
	MethodRulesTest      = "rules.test"
	MethodDataExport     = "data.export"
	MethodDataImport     = "data.import"
	MethodDataBackup     = "data.backup"
	MethodDataRestore    = "data.restore"
	MethodStorageList    = "storage.list"
	MethodDoctor         = "doctor"
	// MethodCancel is a notification (or request) with a list of request ids.
	MethodCancel = "rpc.cancel"
)

// Notifications, host to extension.
const (
	NotifyAskEvent    = "ask.event"
	NotifyStatusEvent = "status.event"
	NotifyModelsEvent = "models.event"
)

// ErrorKind is the closed, append-only set of error kinds.
type ErrorKind string

// The error kinds. A client decides by kind, never by message.
const (
	KindInvalidParams     ErrorKind = "invalid_params"
	KindNotFound          ErrorKind = "not_found"
	KindTooLarge          ErrorKind = "too_large"
	KindProtocolMismatch  ErrorKind = "protocol_mismatch"
	KindNotAllowed        ErrorKind = "not_allowed"
	KindBusy              ErrorKind = "busy"
	KindCancelled         ErrorKind = "cancelled"
	KindModelMissing      ErrorKind = "model_missing"
	KindModelFailed       ErrorKind = "model_failed"
	KindOllamaUnreachable ErrorKind = "ollama_unreachable"
	KindStorageFull       ErrorKind = "storage_full"
	KindStorageDamaged    ErrorKind = "storage_damaged"
	KindReadOnly          ErrorKind = "read_only"
	KindInternal          ErrorKind = "internal"
)

// ErrorKinds lists every kind in the order they were added.
var ErrorKinds = []ErrorKind{
	KindInvalidParams, KindNotFound, KindTooLarge, KindProtocolMismatch, KindNotAllowed, KindBusy,
	KindCancelled, KindModelMissing, KindModelFailed, KindOllamaUnreachable, KindStorageFull,
	KindStorageDamaged, KindReadOnly, KindInternal,
}

// ErrorData is the data member of a JSON-RPC error.
type ErrorData struct {
	Kind ErrorKind `json:"kind"`
	// Hint says what the person can do, in the client's locale.
	Hint string `json:"hint,omitempty"`
}

// Error is a JSON-RPC error object. Message is for people, in the client's
// locale; Code is the JSON-RPC number.
type Error struct {
	Code    int       `json:"code"`
	Message string    `json:"message"`
	Data    ErrorData `json:"data"`
}
