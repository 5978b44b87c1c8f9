package vector

import (
	"encoding/binary"
	"math"

	"github.com/x448/float16"
)

// codeMax is the largest element of a code. -128 is not used, so that v and
// -v have opposite codes.
const codeMax = 127

// Quantise makes a code of v: element i of v is about scale*code[i], off by
// at most half of scale. A vector of zeros, or with an element that is no
// finite number, gives zeros and scale 0.
func Quantise(v []float32) (code []int8, scale float32) {
	code = make([]int8, len(v))
	largest := 0.0
	for _, x := range v {
		a := math.Abs(float64(x))
		if math.IsNaN(a) || math.IsInf(a, 0) {
			return code, 0
		}
		largest = max(largest, a)
	}
	scale = float32(largest / codeMax)
	if scale == 0 {
		return code, 0
	}
	for i, x := range v {
		// The bound matters where scale is so small that it was rounded down.
		c := math.RoundToEven(float64(x) / float64(scale))
		code[i] = int8(max(-codeMax, min(codeMax, c)))
	}
	return code, scale
}

// Float16 is v in IEEE half precision, little-endian: two bytes an element,
// with an error of at most 1/2048 of the element for those of a unit vector
// that matter. What is too large becomes infinite.
func Float16(v []float32) []byte {
	b := make([]byte, 0, 2*len(v))
	for _, x := range v {
		b = binary.LittleEndian.AppendUint16(b, float16.Fromfloat32(x).Bits())
	}
	return b
}

// FromFloat16 is the opposite of Float16. An odd last byte is left out.
func FromFloat16(b []byte) []float32 {
	v := make([]float32, len(b)/2)
	for i := range v {
		v[i] = float16.Frombits(binary.LittleEndian.Uint16(b[2*i:])).Float32()
	}
	return v
}

// Normalise brings v to length 1, in place. It returns false, and leaves v
// alone, when v has no direction: all zeros, or an element that is no finite
// number.
func Normalise(v []float32) bool {
	length := norm(v)
	if length == 0 || math.IsNaN(length) || math.IsInf(length, 0) {
		return false
	}
	for i, x := range v {
		v[i] = float32(float64(x) / length)
	}
	return true
}

// norm is the length of v; in float64, where no square of a float32 is too
// large or too small.
func norm(v []float32) float64 {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	return math.Sqrt(sum)
}

// cosine is that of query, which has length 1, and v, which has it up to the
// precision it is stored with. A v without direction is as good as at a right
// angle.
func cosine(query, v []float32) float32 {
	length := norm(v)
	if length == 0 || math.IsNaN(length) || math.IsInf(length, 0) {
		return 0
	}
	dot := 0.0
	for i, x := range v[:len(query)] {
		dot += float64(query[i]) * float64(x)
	}
	return clamp(float32(dot / length))
}

// clamp keeps a cosine in its range, which rounding may leave.
func clamp(score float32) float32 { return max(-1, min(1, score)) }

// DotCode is the dot product of a query and a code, without its scale; of the
// longer one the rest is left out. The query stays in
// float32: with a query of int8 the loop takes as long (0.17 µs for 384
// dimensions), and finds less. Slices that shrink together, with a test for
// both, are what the compiler needs to leave out the bounds checks.
func DotCode(query []float32, code []int8) float32 {
	var a, b, c, d float32
	for len(query) >= 8 && len(code) >= 8 {
		a += query[0] * float32(code[0])
		b += query[1] * float32(code[1])
		c += query[2] * float32(code[2])
		d += query[3] * float32(code[3])
		a += query[4] * float32(code[4])
		b += query[5] * float32(code[5])
		c += query[6] * float32(code[6])
		d += query[7] * float32(code[7])
		query, code = query[8:], code[8:]
	}
	for i := range min(len(query), len(code)) {
		a += query[i] * float32(code[i])
	}
	return a + b + (c + d)
}

// dot is the dot product of two vectors of the same length.
func dot(x, y []float32) float32 {
	var a, b, c, d float32
	for len(x) >= 4 && len(y) >= 4 {
		a += x[0] * y[0]
		b += x[1] * y[1]
		c += x[2] * y[2]
		d += x[3] * y[3]
		x, y = x[4:], y[4:]
	}
	for i := range min(len(x), len(y)) {
		a += x[i] * y[i]
	}
	return a + b + (c + d)
}
