package ollama

import "syscall"

// Flags of CreateProcess.
const (
	createNewProcessGroup  = 0x00000200
	createBreakawayFromJob = 0x01000000
	createNoWindow         = 0x08000000
)

// detached are the ways to start a process that does not end with this one,
// best first. Firefox puts this process into a job, which ends all that belong
// to it together; not every job lets one go.
func detached() []*syscall.SysProcAttr {
	flags := uint32(createNewProcessGroup | createNoWindow)
	return []*syscall.SysProcAttr{{CreationFlags: flags | createBreakawayFromJob}, {CreationFlags: flags}}
}

// keepFiles has nothing to do: Go hands on only what it is told to.
func keepFiles() {}
