package vector

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"aibookmark/host/internal/vector/vectordata"
)

// items are vectors as they are stored: ids from 1, three to a group.
func items(vectors [][]float32) []Item {
	out := make([]Item, len(vectors))
	for i, v := range vectors {
		out[i] = itemOf(int64(i+1), v)
	}
	return out
}

func itemOf(id int64, v []float32) Item {
	code, scale := Quantise(v)
	return Item{ID: id, Group: id / 3, Scale: scale, Code: code}
}

// exactOf is the Exact of items(vectors), with the precision of the disk.
func exactOf(vectors [][]float32) Exact {
	return func(_ context.Context, ids []int64) (map[int64][]float32, error) {
		out := make(map[int64][]float32, len(ids))
		for _, id := range ids {
			out[id] = FromFloat16(Float16(vectors[id-1]))
		}
		return out, nil
	}
}

func add(t testing.TB, index Index, all []Item) {
	t.Helper()
	if err := index.Add(all); err != nil {
		t.Fatal(err)
	}
}

func find(t testing.TB, index Index, query []float32, k int) []Match {
	t.Helper()
	found, err := index.Search(t.Context(), query, k, nil)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func idsOf(found []Match) []int64 {
	out := make([]int64, len(found))
	for i, m := range found {
		out[i] = m.ID
	}
	return out
}

// share is how many of want are in got, from 0 to 1.
func share(got, want []int64) float64 {
	n := 0
	for _, id := range want {
		if slices.Contains(got, id) {
			n++
		}
	}
	return float64(n) / float64(len(want))
}

// nearestIDs is the truth for items(vectors) of which some are left.
func nearestIDs(vectors [][]float32, query []float32, k int, left func(id int64) bool) []int64 {
	var some [][]float32
	var ids []int64
	for i, v := range vectors {
		if left == nil || left(int64(i+1)) {
			some, ids = append(some, v), append(ids, int64(i+1))
		}
	}
	var out []int64
	for _, at := range vectordata.Nearest(some, query, k) {
		out = append(out, ids[at])
	}
	return out
}

// recall of an index of items(vectors), by looking at all that are left.
func recall(t *testing.T, index Index, vectors, queries [][]float32, k int, left func(id int64) bool) float64 {
	t.Helper()
	sum := 0.0
	for _, q := range queries {
		sum += share(idsOf(find(t, index, q, k)), nearestIDs(vectors, q, k, left))
	}
	return sum / float64(len(queries))
}

// axis is a unit vector along one axis, a little off to the next.
func axis(dims, i int, off float32) []float32 {
	v := make([]float32, dims)
	v[i], v[(i+1)%dims] = 1, off
	Normalise(v)
	return v
}

// both runs a test on a Scan and on an HNSW.
func both(t *testing.T, f func(t *testing.T, make func(dims int, exact Exact) Index)) {
	t.Run("scan", func(t *testing.T) {
		f(t, func(dims int, exact Exact) Index { return NewScan(dims, exact) })
	})
	t.Run("hnsw", func(t *testing.T) {
		f(t, func(dims int, exact Exact) Index { return NewHNSW(dims, exact) })
	})
}

func TestSearchOfAFew(t *testing.T) {
	both(t, func(t *testing.T, make func(int, Exact) Index) {
		index := make(4, nil)
		if found := find(t, index, []float32{1, 0, 0, 0}, 3); len(found) != 0 {
			t.Errorf("an empty index found %v", found)
		}
		add(t, index, nil)
		add(t, index, []Item{
			{ID: 9, Group: 1, Scale: 1.0 / 127, Code: []int8{127, 0, 0, 0}},
			{ID: 7, Group: 2, Scale: 1.0 / 127, Code: []int8{0, 127, 0, 0}},
			{ID: 8, Group: 2, Scale: 1.0 / 127, Code: []int8{0, 127, 0, 0}},
			{ID: 6, Group: 3, Scale: 0.6 / 127, Code: []int8{127, 127, 0, 0}},
		})
		if index.Len() != 4 || index.Dims() != 4 || index.Bytes() <= 0 {
			t.Errorf("Len %d, Dims %d, Bytes %d", index.Len(), index.Dims(), index.Bytes())
		}
		for _, tt := range []struct {
			name  string
			query []float32
			k     int
			allow func(int64) bool
			want  []int64
		}{
			{"nearest first", []float32{1, 0.1, 0, 0}, 2, nil, []int64{9, 6}},
			{"a query of any length", []float32{100, 10, 0, 0}, 1, nil, []int64{9}},
			{"ties by id", []float32{0, 1, 0, 0}, 2, nil, []int64{7, 8}},
			{"more than there are", []float32{0, 1, 0, 0}, 99, nil, []int64{7, 8, 6, 9}},
			{"none wanted", []float32{0, 1, 0, 0}, 0, nil, nil},
			{"fewer than none", []float32{0, 1, 0, 0}, -1, nil, nil},
			{"one group", []float32{1, 0, 0, 0}, 2, func(g int64) bool { return g == 2 }, []int64{7, 8}},
			{"no group", []float32{1, 0, 0, 0}, 2, func(int64) bool { return false }, nil},
		} {
			found, err := index.Search(t.Context(), tt.query, tt.k, tt.allow)
			if got := idsOf(found); err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("%s: %v, %v; want %v", tt.name, got, err, tt.want)
			}
			for _, m := range found {
				if m.Score > 1 || m.Score < -1 {
					t.Errorf("%s: score %v of %d", tt.name, m.Score, m.ID)
				}
			}
		}
	})
}

func TestWhatCannotBeAddedOrAsked(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	both(t, func(t *testing.T, make func(int, Exact) Index) {
		index := make(2, nil)
		good := Item{ID: 1, Scale: 1, Code: []int8{1, 0}}
		for _, bad := range []Item{
			{ID: 2, Scale: 1, Code: []int8{1}},
			{ID: 2, Scale: 1, Code: []int8{1, 2, 3}},
			{ID: 2, Scale: 1},
			{ID: 2, Scale: nan, Code: []int8{1, 2}},
			{ID: 2, Scale: inf, Code: []int8{1, 2}},
		} {
			if err := index.Add([]Item{good, bad}); err == nil {
				t.Errorf("%+v was added", bad)
			}
		}
		if index.Len() != 0 {
			t.Errorf("%d of refused items are there", index.Len())
		}
		add(t, index, []Item{good})
		for _, query := range [][]float32{{0, 0}, {nan, 1}, {inf, 1}} {
			if _, err := index.Search(t.Context(), query, 1, nil); !errors.Is(err, ErrQuery) {
				t.Errorf("query %v: %v", query, err)
			}
		}
		if _, err := index.Search(t.Context(), []float32{1}, 1, nil); err == nil {
			t.Error("a query of another length was answered")
		}
	})
}

func TestZeroVectorsAreNear0(t *testing.T) {
	both(t, func(t *testing.T, make func(int, Exact) Index) {
		index := make(2, nil)
		add(t, index, []Item{itemOf(1, []float32{0, 0}), itemOf(2, []float32{1, 0})})
		add(t, index, []Item{itemOf(3, []float32{0.8, 0.6})})
		if got := idsOf(find(t, index, []float32{1, 0}, 2)); !slices.Equal(got, []int64{2, 3}) {
			t.Errorf("found %v", got)
		}
	})
}

func TestExactHasTheLastWord(t *testing.T) {
	both(t, func(t *testing.T, make func(int, Exact) Index) {
		// By their codes 1 and 2 are the same; 3 is unknown to exact.
		index := make(2, func(_ context.Context, ids []int64) (map[int64][]float32, error) {
			return map[int64][]float32{1: {0.8, 0.6}, 2: {1.8, 0}, 99: {1, 1}}, nil
		})
		same := []int8{127, 10}
		add(t, index, []Item{{ID: 1, Scale: 1.0 / 127, Code: same}, {ID: 2, Scale: 1.0 / 127, Code: same}, {ID: 3, Scale: 0.9 / 127, Code: []int8{127, 0}}})
		found := find(t, index, []float32{1, 0}, 3)
		if got := idsOf(found); !slices.Equal(got, []int64{2, 3, 1}) {
			t.Errorf("found %v", found)
		} else if found[0].Score != 1 || math.Abs(float64(found[2].Score)-0.8) > 1e-6 {
			t.Errorf("scores %v", found)
		}
	})
}

func TestExactMayFail(t *testing.T) {
	failure := errors.New("disk full of holes")
	both(t, func(t *testing.T, make func(int, Exact) Index) {
		index := make(2, func(context.Context, []int64) (map[int64][]float32, error) { return nil, failure })
		add(t, index, []Item{itemOf(1, []float32{1, 0})})
		if _, err := index.Search(t.Context(), []float32{1, 0}, 1, nil); !errors.Is(err, failure) {
			t.Errorf("error %v", err)
		}
	})
}

func TestSearchHeedsItsContext(t *testing.T) {
	both(t, func(t *testing.T, make func(int, Exact) Index) {
		ctx, cancel := context.WithCancel(t.Context())
		index := make(2, func(context.Context, []int64) (map[int64][]float32, error) {
			cancel() // while the search waits for the disk
			return nil, nil
		})
		add(t, index, []Item{itemOf(1, []float32{1, 0})})
		for _, when := range []string{"during", "before"} {
			if _, err := index.Search(ctx, []float32{1, 0}, 1, nil); !errors.Is(err, context.Canceled) {
				t.Errorf("cancelled %s the search: %v", when, err)
			}
		}
	})
}

// Exact is I/O, of a store that may be adding at that moment.
func TestExactHoldsNoLock(t *testing.T) {
	both(t, func(t *testing.T, make func(int, Exact) Index) {
		var index Index
		index = make(2, func(context.Context, []int64) (map[int64][]float32, error) {
			index.Delete([]int64{1})
			return nil, index.Add([]Item{itemOf(2, []float32{1, 0})})
		})
		add(t, index, []Item{itemOf(1, []float32{1, 0})})
		if got := idsOf(find(t, index, []float32{1, 0}, 5)); !slices.Equal(got, []int64{1}) {
			t.Errorf("found %v", got)
		}
		if got := idsOf(find(t, index, []float32{1, 0}, 5)); !slices.Equal(got, []int64{2}) {
			t.Errorf("then found %v", got)
		}
	})
}

func TestDeleteAndReplace(t *testing.T) {
	const dims = 8
	both(t, func(t *testing.T, make func(int, Exact) Index) {
		index := make(dims, nil)
		index.Delete([]int64{1, 2, 3})
		for i := range dims {
			add(t, index, []Item{itemOf(int64(i), axis(dims, i, 0.1))})
		}
		index.Delete([]int64{3, 3, 77})
		add(t, index, []Item{itemOf(4, axis(dims, 3, 0)), itemOf(5, axis(dims, 7, 0)), itemOf(5, axis(dims, 3, 0.05))})
		if index.Len() != dims-1 {
			t.Errorf("Len %d", index.Len())
		}
		if got := idsOf(find(t, index, axis(dims, 3, 0), 2)); !slices.Equal(got, []int64{4, 5}) {
			t.Errorf("found %v", got)
		}
		add(t, index, []Item{itemOf(3, axis(dims, 3, 0))})
		if got := idsOf(find(t, index, axis(dims, 3, 0), 2)); !slices.Equal(got, []int64{3, 4}) {
			t.Errorf("found %v after 3 came back", got)
		}
		var all []int64
		for i := range dims {
			all = append(all, int64(i))
		}
		index.Delete(all)
		if found := find(t, index, axis(dims, 3, 0), 2); index.Len() != 0 || len(found) != 0 {
			t.Errorf("after all were deleted: Len %d, found %v", index.Len(), found)
		}
	})
}

// canned is an Index that answers with lists made beforehand, by query[0].
type canned struct {
	Index
	answers [][]int64
}

func (c canned) Search(_ context.Context, query []float32, k int, _ func(int64) bool) ([]Match, error) {
	if query[0] < 0 {
		return nil, ErrBroken
	}
	var out []Match
	for _, id := range c.answers[int(query[0])] {
		out = append(out, Match{ID: id})
	}
	return out[:min(k, len(out))], nil
}

func TestRecall(t *testing.T) {
	truth := canned{answers: [][]int64{{1, 2, 3, 4}, {5, 6}, {}}}
	for _, tt := range []struct {
		name    string
		subject [][]int64
		k       int
		want    float64
	}{
		{"the same", truth.answers, 4, 1},
		{"another order", [][]int64{{4, 3, 2, 1}, {6, 5}, {}}, 4, 1},
		{"the first only", [][]int64{{4, 3, 2, 1}, {5}, {}}, 1, 0.5},
		{"half of one", [][]int64{{1, 2, 8, 9}, {5, 6}, {}}, 4, 0.75},
		{"nothing", [][]int64{{}, {}, {}}, 4, 0},
	} {
		got, err := Recall(t.Context(), canned{answers: tt.subject}, truth, [][]float32{{0}, {1}, {2}}, tt.k)
		if err != nil || got != tt.want {
			t.Errorf("%s: %v, %v; want %v", tt.name, got, err, tt.want)
		}
	}
	if _, err := Recall(t.Context(), truth, truth, nil, 3); err == nil {
		t.Error("recall of no queries")
	}
	if _, err := Recall(t.Context(), truth, truth, [][]float32{{-1}}, 3); !errors.Is(err, ErrBroken) {
		t.Errorf("error %v", err)
	}
}
