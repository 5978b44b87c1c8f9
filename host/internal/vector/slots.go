package vector

import "math/bits"

// slots finds the slot of an id: a hash table of slot numbers alone, since the
// ids already stand in the blocks. A map would take ten times as much.
// Entries are never taken out: a deleted vector keeps its slot until the next
// compaction, which makes a new table.
type slots struct {
	table []uint32 // slot+1; 0 is free
	used  int
}

// find returns the slot of id, which may hold a deleted vector.
func (s *slots) find(id int64, blocks []block) (slot int, ok bool) {
	if len(s.table) == 0 {
		return 0, false
	}
	at := s.probe(id, blocks)
	return int(s.table[at]) - 1, s.table[at] != 0
}

// put notes that id is in slot now. Slot must hold id already.
func (s *slots) put(id int64, slot int, blocks []block) {
	if s.used >= len(s.table)/4*3 {
		s.grow(blocks)
	}
	at := s.probe(id, blocks)
	if s.table[at] == 0 {
		s.used++
	}
	s.table[at] = uint32(slot + 1)
}

// probe returns where id stands in the table, or would.
func (s *slots) probe(id int64, blocks []block) int {
	mask := len(s.table) - 1
	for at := int(hash(id)) & mask; ; at = (at + 1) & mask {
		entry := s.table[at]
		if entry == 0 || idAt(blocks, int(entry)-1) == id {
			return at
		}
	}
}

func (s *slots) grow(blocks []block) {
	old := s.table
	s.table = make([]uint32, max(64, 2*len(old)))
	for _, entry := range old {
		if entry != 0 {
			s.table[s.probe(idAt(blocks, int(entry)-1), blocks)] = entry
		}
	}
}

// hash spreads ids, which are mostly consecutive, over the table.
func hash(id int64) uint64 {
	high, low := bits.Mul64(uint64(id)^0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93)
	return high ^ low
}

func idAt(blocks []block, slot int) int64 { return blocks[slot/blockSize].ids[slot%blockSize] }
