package modelgen

import (
	"encoding/binary"
	"fmt"
	"math"
)

// GGUF version 3: a header, typed fields, a table of tensors, and their data,
// everything little-endian. Only what the models here need is written.
const (
	ggufMagic   = "GGUF"
	ggufVersion = 3
	// dataAlign is where each tensor begins, a multiple of it; the format's
	// default, so that no field has to say it.
	dataAlign = 32
)

// Types of fields, by their numbers in the format.
const (
	typeUint32  uint32 = 4
	typeInt32   uint32 = 5
	typeFloat32 uint32 = 6
	typeBool    uint32 = 7
	typeString  uint32 = 8
	typeArray   uint32 = 9
)

// precision is how the elements of a tensor are stored, by its number in the
// format.
type precision uint32

const (
	float32s precision = 0
	float16s precision = 1
)

func (p precision) bytes(elements int) int {
	if p == float16s {
		return 2 * elements
	}
	return 4 * elements
}

// gguf is a model file in the making.
type gguf struct {
	fields  int
	head    []byte // the fields, encoded
	tensors []tensor
}

type tensor struct {
	name      string
	shape     []int // the first is the one whose elements lie side by side
	precision precision
	data      []float32
}

// set adds a field. Fields keep the order in which they were set.
func (g *gguf) set(key string, value any) {
	g.fields++
	g.head = appendString(g.head, key)
	le := binary.LittleEndian
	switch v := value.(type) {
	case uint32:
		g.head = le.AppendUint32(le.AppendUint32(g.head, typeUint32), v)
	case float32:
		g.head = le.AppendUint32(le.AppendUint32(g.head, typeFloat32), math.Float32bits(v))
	case bool:
		g.head = append(le.AppendUint32(g.head, typeBool), map[bool]byte{true: 1}[v])
	case string:
		g.head = appendString(le.AppendUint32(g.head, typeString), v)
	case []string:
		g.array(typeString, len(v))
		for _, s := range v {
			g.head = appendString(g.head, s)
		}
	case []int32:
		g.array(typeInt32, len(v))
		for _, n := range v {
			g.head = le.AppendUint32(g.head, uint32(n))
		}
	case []float32:
		g.array(typeFloat32, len(v))
		for _, x := range v {
			g.head = le.AppendUint32(g.head, math.Float32bits(x))
		}
	default:
		panic(fmt.Sprintf("modelgen: field %s of type %T", key, value))
	}
}

func (g *gguf) array(of uint32, n int) {
	le := binary.LittleEndian
	g.head = le.AppendUint64(le.AppendUint32(le.AppendUint32(g.head, typeArray), of), uint64(n))
}

// add adds a tensor; shape multiplies to the number of elements.
func (g *gguf) add(name string, p precision, data []float32, shape ...int) {
	elements := 1
	for _, n := range shape {
		elements *= n
	}
	if elements != len(data) {
		panic(fmt.Sprintf("modelgen: tensor %s has %d elements, its shape %v wants %d", name, len(data), shape, elements))
	}
	g.tensors = append(g.tensors, tensor{name, shape, p, data})
}

// bytes is the finished file.
func (g *gguf) bytes() []byte {
	le := binary.LittleEndian
	out := append([]byte(nil), ggufMagic...)
	out = le.AppendUint32(out, ggufVersion)
	out = le.AppendUint64(out, uint64(len(g.tensors)))
	out = le.AppendUint64(out, uint64(g.fields))
	out = append(out, g.head...)
	offset := 0
	for _, t := range g.tensors {
		out = appendString(out, t.name)
		out = le.AppendUint32(out, uint32(len(t.shape)))
		for _, n := range t.shape {
			out = le.AppendUint64(out, uint64(n))
		}
		out = le.AppendUint32(out, uint32(t.precision))
		out = le.AppendUint64(out, uint64(offset))
		offset = aligned(offset + t.precision.bytes(len(t.data)))
	}
	for _, t := range g.tensors {
		out = t.appendTo(append(out, make([]byte, aligned(len(out))-len(out))...))
	}
	return append(out, make([]byte, aligned(len(out))-len(out))...)
}

func (t tensor) appendTo(out []byte) []byte {
	for _, x := range t.data {
		if t.precision == float16s {
			out = binary.LittleEndian.AppendUint16(out, half(x))
		} else {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(x))
		}
	}
	return out
}

func aligned(n int) int { return (n + dataAlign - 1) / dataAlign * dataAlign }

func appendString(to []byte, s string) []byte {
	return append(binary.LittleEndian.AppendUint64(to, uint64(len(s))), s...)
}

// half is x as an IEEE 754 half, rounded to nearest, ties to even. What is too
// small for a normal half becomes zero: the models have nothing that small.
func half(x float32) uint16 {
	bits := math.Float32bits(x)
	sign := uint16(bits >> 16 & 0x8000)
	exponent := int(bits>>23&0xff) - 127 + 15
	switch {
	case exponent <= 0:
		return sign
	case exponent >= 31:
		return sign | 0x7c00
	}
	out := uint16(exponent)<<10 | uint16(bits>>13&0x3ff)
	if rest := bits & 0x1fff; rest > 0x1000 || rest == 0x1000 && out&1 == 1 {
		out++ // carries into the exponent where it must
	}
	return sign | out
}

// repeated is n times x.
func repeated(x float32, n int) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = x
	}
	return out
}

// signs is a vector of ones and minus ones that is always the same for a name
// and close to orthogonal to that of any other. It needs no random source that
// might change with Go: FNV-1a for the name, splitmix64 for the sequence.
func signs(name string, n int) []float32 {
	state := uint64(0xcbf29ce484222325)
	for i := range len(name) {
		state = (state ^ uint64(name[i])) * 0x100000001b3
	}
	out := make([]float32, n)
	for i := range out {
		state += 0x9e3779b97f4a7c15
		z := (state ^ state>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		out[i] = 1
		if (z^z>>31)>>63 == 1 {
			out[i] = -1
		}
	}
	return out
}
