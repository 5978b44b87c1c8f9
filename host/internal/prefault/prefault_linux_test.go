package prefault

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unsafe"
)

func TestMappings(t *testing.T) {
	const maps = `00400000-00c9b000 r-xp 00000000 fe:00 10797488                           /opt/ai-bookmark
00c9b000-015b6000 r--p 0089b000 fe:00 10797488                           /opt/a b (deleted)
015b6000-0171e000 rw-p 011b6000 fe:00 10797488                           /opt/ai-bookmark
0171e000-037af000 rw-p 00000000 00:00 0
7fff177ee000-7fff1780f000 r--p 00000000 00:00 0                          [vvar]
zz-1 r--p 00000000 fe:00 1 /opt/x
02000000-01000000 r--p 00000000 fe:00 1 /opt/x
7f0000000000-7f0000001000 ---p 00000000 fe:00 1 /opt/x
7f0000002000-7f0000003000 r--p 00000000 fe:00 1 /opt/lib`
	want := []mapping{{0x400000, 0x89b000}, {0xc9b000, 0x91b000}}
	if got := mappings(maps); !slices.Equal(got, want) {
		t.Errorf("mappings: %#x, want %#x", got, want)
	}
}

// TestMapsOfThisProgram: what is found is this program, and to have it mapped
// again does no harm.
func TestMapsOfThisProgram(t *testing.T) {
	code := reflect.ValueOf(TestMapsOfThisProgram).Pointer()
	text := "a constant text"
	table := uintptr(unsafe.Pointer(unsafe.StringData(text)))
	for _, at := range []uintptr{code, table} {
		if !slices.ContainsFunc(mappings(readMaps()), func(m mapping) bool { return m.start <= at && at-m.start < m.size }) {
			all, _ := os.ReadFile("/proc/self/maps")
			t.Errorf("%#x is in no mapping of\n%s", at, strings.SplitAfterN(string(all), "\n", 9)[:8])
		}
	}
	program()
}
