package library

// PullPhase is how far a download of a model is.
type PullPhase string

// The phases of a download, in order; exactly one of the last three ends it.
const (
	// PullStarting: the registry is asked what belongs to the model.
	PullStarting    PullPhase = "starting"
	PullDownloading PullPhase = "downloading"
	// PullVerifying: everything is here and is checked, which reads it all
	// again.
	PullVerifying PullPhase = "verifying"
	PullDone      PullPhase = "done"
	PullFailed    PullPhase = "failed"
	PullCancelled PullPhase = "cancelled"
)

// PullProgress is a download of a model at one moment, in bytes over all of
// its files that are known so far. Neither number falls while it goes on, and
// Completed, which counts what was there already, is never above Total.
type PullProgress struct {
	// Name is the model's, without ":latest".
	Name             string
	Phase            PullPhase
	Completed, Total int64
}
