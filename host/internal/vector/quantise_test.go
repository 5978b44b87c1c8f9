package vector

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"testing"
)

var (
	nan32 = float32(math.NaN())
	inf32 = float32(math.Inf(1))
)

func TestQuantise(t *testing.T) {
	for _, tt := range []struct {
		name  string
		v     []float32
		code  []int8
		scale float32
	}{
		{"nothing", []float32{}, []int8{}, 0},
		{"zeros", []float32{0, 0}, []int8{0, 0}, 0},
		{"largest is 127", []float32{1, -1, 0.5}, []int8{127, -127, 64}, 1.0 / 127},
		{"any length", []float32{-254, 2}, []int8{-127, 1}, 2},
		{"no number", []float32{1, nan32}, []int8{0, 0}, 0},
		{"infinite", []float32{1, -inf32}, []int8{0, 0}, 0},
		{"too small for a scale", []float32{math.SmallestNonzeroFloat32}, []int8{0}, 0},
	} {
		code, scale := Quantise(tt.v)
		if !slices.Equal(code, tt.code) || scale != tt.scale {
			t.Errorf("%s: %v x %v, want %v x %v", tt.name, code, scale, tt.code, tt.scale)
		}
	}
}

func TestNormalise(t *testing.T) {
	for _, tt := range []struct {
		v, want []float32
		ok      bool
	}{
		{[]float32{3, 4}, []float32{0.6, 0.8}, true},
		{[]float32{-2}, []float32{-1}, true},
		{[]float32{math.MaxFloat32, 0}, []float32{1, 0}, true},
		{[]float32{0, math.SmallestNonzeroFloat32}, []float32{0, 1}, true},
		{[]float32{}, []float32{}, false},
		{[]float32{0, 0}, []float32{0, 0}, false},
		{[]float32{1, inf32}, []float32{1, inf32}, false},
	} {
		v := slices.Clone(tt.v)
		if ok := Normalise(v); ok != tt.ok || !slices.Equal(v, tt.want) {
			t.Errorf("%v: %v, %v", tt.v, v, ok)
		}
	}
	if Normalise([]float32{1, nan32}) {
		t.Error("no number has a direction")
	}
}

func TestFloat16(t *testing.T) {
	for _, tt := range []struct {
		in, out float32
		bytes   []byte
	}{
		{0, 0, []byte{0, 0}},
		{1, 1, []byte{0, 0x3C}},
		{-2, -2, []byte{0, 0xC0}},
		{0.1, 0.099975586, []byte{0x66, 0x2E}},
		{1e9, inf32, []byte{0, 0x7C}},
		{1e-9, 0, []byte{0, 0}},
	} {
		b := Float16([]float32{tt.in})
		if got := FromFloat16(b); !bytes.Equal(b, tt.bytes) || got[0] != tt.out {
			t.Errorf("%v: % x, %v; want % x, %v", tt.in, b, got, tt.bytes, tt.out)
		}
	}
	if got := FromFloat16([]byte{0, 0x3C, 7}); !slices.Equal(got, []float32{1}) {
		t.Errorf("an odd byte: %v", got)
	}
}

func FuzzFromFloat16(f *testing.F) {
	f.Add([]byte{0, 0x3C, 0xFF, 0x7B, 1, 0, 0, 0x80})
	f.Add([]byte{0, 0x7C, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		v := FromFloat16(b)
		back := Float16(v)
		if len(v) != len(b)/2 || len(back) != len(b)&^1 {
			t.Fatalf("%d bytes, %d elements, %d bytes", len(b), len(v), len(back))
		}
		for i, x := range v {
			isNaN := math.IsNaN(float64(x)) // of which there are many
			if !isNaN && !bytes.Equal(back[2*i:2*i+2], b[2*i:2*i+2]) {
				t.Errorf("% x became %v, then % x", b[2*i:2*i+2], x, back[2*i:2*i+2])
			}
		}
	})
}

func FuzzQuantise(f *testing.F) {
	f.Add([]byte{0, 0, 128, 63, 0, 0, 0, 191})
	f.Add([]byte{1, 0, 0, 0, 255, 255, 127, 127, 0, 0, 192, 127})
	f.Fuzz(func(t *testing.T, b []byte) {
		v, finite := make([]float32, len(b)/4), true
		for i := range v {
			v[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
			finite = finite && !math.IsNaN(float64(v[i])) && !math.IsInf(float64(v[i]), 0)
		}
		code, scale := Quantise(v)
		if len(code) != len(v) || !(scale >= 0) || math.IsInf(float64(scale), 0) || !finite && scale != 0 {
			t.Fatalf("%v: %v x %v", v, code, scale)
		}
		for i, x := range v {
			off := math.Abs(float64(scale)*float64(code[i]) - float64(x))
			// Half a step; a scale so small that it has lost bits is off by
			// those, 127 times.
			if finite && off > 0.5001*float64(scale)+127*math.SmallestNonzeroFloat32 {
				t.Errorf("%v became %d x %v", x, code[i], scale)
			}
		}
		if Normalise(v) {
			if length := norm(v); math.Abs(length-1) > 1e-5 {
				t.Errorf("normalised to length %v", length)
			}
		}
	})
}

// The unrolled loops agree with the plain ones at every length.
func TestDots(t *testing.T) {
	for n := range 40 {
		x, y, code := make([]float32, n), make([]float32, n), make([]int8, n)
		want, wantCode := 0.0, 0.0
		for i := range n {
			x[i], y[i], code[i] = float32(i-7), float32(3*i%11), int8(i*37)
			want += float64(x[i]) * float64(y[i])
			wantCode += float64(x[i]) * float64(code[i])
		}
		if got := dot(x, y); float64(got) != want {
			t.Errorf("%d: dot %v, want %v", n, got, want)
		}
		if got := DotCode(x, code); float64(got) != wantCode {
			t.Errorf("%d: DotCode %v, want %v", n, got, wantCode)
		}
	}
}
