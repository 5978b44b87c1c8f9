package models

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// memoryStatus is MEMORYSTATUSEX of the Windows API.
type memoryStatus struct {
	length, load                                     uint32
	totalPhys, availPhys, totalPage, availPage       uint64
	totalVirtual, availVirtual, availExtendedVirtual uint64
}

// Memory is the physical memory of this machine in bytes, 0 when unknown.
func Memory() int64 { return int64(askMemory().totalPhys) }

// FreeMemory is the memory that can be had without pushing anything out, in
// bytes; 0 when unknown.
func FreeMemory() int64 { return int64(askMemory().availPhys) }

// askMemory asks the system; all is zero when it does not tell.
func askMemory() memoryStatus {
	s := memoryStatus{length: uint32(unsafe.Sizeof(memoryStatus{}))}
	call := windows.NewLazySystemDLL("kernel32.dll").NewProc("GlobalMemoryStatusEx")
	if ok, _, _ := call.Call(uintptr(unsafe.Pointer(&s))); ok == 0 {
		return memoryStatus{}
	}
	return s
}
