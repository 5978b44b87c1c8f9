package lexicon

// compile.go: from the topic files to the file that the program holds.

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"io/fs"
	"math"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// Compile reads the topic files in the folder of fsys and returns what the
// program embeds as lexicon.bin: the same bytes for the same files. A line that
// is too long to be indexed is an error; that each has a sense is for the tests
// of the files to see to.
func Compile(fsys fs.FS) ([]byte, error) {
	names, err := fs.Glob(fsys, "*.txt") // sorted
	if err != nil {
		return nil, fmt.Errorf("compile the lexicon: %w", err)
	}
	var c compiler
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("compile the lexicon: %w", err)
		}
		if err := c.add(strings.TrimSuffix(path.Base(name), ".txt"), string(text)); err != nil {
			return nil, fmt.Errorf("compile the lexicon: %s: %w", name, err)
		}
	}
	return c.bytes(), nil
}

// compiler gathers what index has.
type compiler struct {
	topics, lines        []string
	firsts               []uint32
	places               []place
	mostWords, mostRunes int
}

// add takes the groups of a topic.
func (c *compiler) add(topic, text string) error {
	c.topics = append(c.topics, topic)
	c.firsts = append(c.firsts, uint32(len(c.lines)))
	for line := range strings.Lines(text) {
		s := strings.TrimSpace(line)
		if s == "" || s[0] == '#' {
			continue
		}
		if len(s) > math.MaxUint16 {
			return fmt.Errorf("a line of %d bytes", len(s))
		}
		bar := strings.IndexByte(s, '|')
		for at := 0; at < len(s); {
			start, end, next := nextTerm(s, at)
			if start < end {
				c.place(s, start, end, bar < 0 || start < bar)
			}
			at = next
		}
		c.lines = append(c.lines, s)
	}
	return nil
}

// place enters the occurrence s[start:end] of a term in the line that comes.
func (c *compiler) place(s string, start, end int, english bool) {
	term := s[start:end]
	if english {
		c.mostWords = max(c.mostWords, 1+strings.Count(term, " ")+strings.Count(term, "-"))
	} else {
		c.mostRunes = max(c.mostRunes, utf8.RuneCountInString(term))
	}
	c.places = append(c.places, place{hash(hashStart, term), len(c.lines), start, end - start})
}

// bytes writes all of it as open reads it.
func (c *compiler) bytes() []byte {
	slices.SortStableFunc(c.places, func(a, b place) int { return cmp.Compare(a.hash, b.hash) })
	var out []byte
	put := func(numbers ...uint32) {
		for _, n := range numbers {
			out = binary.LittleEndian.AppendUint32(out, n)
		}
	}
	put(uint32(c.mostWords), uint32(c.mostRunes), uint32(len(c.topics)), uint32(len(c.lines)), uint32(len(c.places)))
	end := 0
	all := slices.Concat(c.topics, c.lines)
	for _, s := range all {
		end += len(s)
		put(uint32(end))
	}
	put(c.firsts...)
	for bucket, at := 0, 0; bucket <= 1<<bucketBits; bucket++ {
		for at < len(c.places) && int(c.places[at].hash>>(32-bucketBits)) < bucket {
			at++
		}
		put(uint32(at))
	}
	for _, p := range c.places {
		put(p.hash, uint32(p.line))
		out = binary.LittleEndian.AppendUint16(out, uint16(p.start))
		out = binary.LittleEndian.AppendUint16(out, uint16(p.size))
	}
	return append(out, strings.Join(all, "")...)
}
