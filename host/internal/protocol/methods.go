package protocol

// Call ties a method, or a notification, to the types of what goes with it.
type Call struct {
	Name string
	// Params and Result are zero values; Result is nil for a notification.
	Params, Result any
}

// Calls is every method with its types, in the order of PROTOCOL section 2.
// The extension's types are generated from it.
var Calls = []Call{
	{MethodInitialize, InitializeParams{}, InitializeResult{}},
	{MethodBookmarksSync, SyncParams{}, SyncResult{}},
	{MethodBookmarksApply, ApplyParams{}, ApplyResult{}},
	{MethodSourcesList, ListParams{}, SourceList{}},
	{MethodSourcesRemove, SourceParams{}, SourceRemoved{}},
	{MethodSourcesAdopt, AdoptParams{}, AdoptResult{}},
	{MethodPagesIndex, PageIndexParams{}, PageIndexResult{}},
	{MethodPagesGet, PageParams{}, PageResult{}},
	{MethodPagesRelated, RelatedParams{}, RelatedResult{}},
	{MethodPagesOpened, OpenedParams{}, Empty{}},
	{MethodPagesForget, ForgetParams{}, ForgetResult{}},
	{MethodSearch, SearchParams{}, SearchResult{}},
	{MethodAsk, AskParams{}, Answer{}},
	{MethodConversationsList, ListParams{}, ConversationList{}},
	{MethodConversationsGet, ConversationParams{}, ConversationResult{}},
	{MethodConversationsDelete, ConversationParams{}, ConversationsDeleted{}},
	{MethodStatus, Empty{}, Status{}},
	{MethodModelsList, Empty{}, ModelsList{}},
	{MethodModelsPull, PullParams{}, ModelParams{}},
	{MethodModelsChoose, ChooseParams{}, ModelsChosen{}},
	{MethodModelsStart, Empty{}, OllamaState{}},
	{MethodModelsWarm, Empty{}, Empty{}},
	{MethodCapturesList, CaptureListParams{}, CaptureList{}},
	{MethodCapturesRetry, CaptureRetryParams{}, CaptureRetryResult{}},
	{MethodCapturesIgnore, CaptureIgnoreParams{}, CaptureIgnoreResult{}},
	{MethodWorkPause, Empty{}, Status{}},
	{MethodWorkResume, Empty{}, Status{}},
	{MethodSettingsGet, Empty{}, Settings{}},
	{MethodSettingsSet, SettingsPatch{}, Settings{}},
	{MethodRulesTest, RulesTestParams{}, RulesTestResult{}},
	{MethodDataExport, DataParams{}, DataResult{}},
	{MethodDataImport, DataParams{}, DataResult{}},
	{MethodDataBackup, DataParams{}, DataResult{}},
	{MethodDataRestore, DataParams{}, DataResult{}},
	{MethodStorageList, ListParams{}, StorageList{}},
	{MethodDoctor, Empty{}, DoctorResult{}},
}

// Events is every notification of the host with its type.
var Events = []Call{
	{NotifyAskEvent, AskEvent{}, nil},
	{NotifyStatusEvent, Status{}, nil},
	{NotifyModelsEvent, ModelEvent{}, nil},
}
