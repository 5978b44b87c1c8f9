package vector

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"aibookmark/host/internal/vector/vectordata"
)

func TestScanFindsTheNearest(t *testing.T) {
	for _, tt := range []struct {
		n, dims int
		want    float64 // of the kinds that embeddings are like
	}{
		{1, 3, 1}, {49, 64, 1}, {1025, 65, 1}, {700, 384, 1}, {5000, 64, 0.99},
	} {
		for _, kind := range vectordata.Kinds {
			vectors, queries := vectordata.Make(kind, 1, tt.n, tt.dims, 8)
			scan := NewScan(tt.dims, exactOf(vectors))
			for part := range slices.Chunk(items(vectors), 700) {
				add(t, scan, part)
			}
			want := tt.want
			if kind == vectordata.Random {
				want -= 0.02
			}
			// Half precision may swap two that are as good as equally near.
			if got := recall(t, scan, vectors, queries, 10, nil); got < want-0.006 {
				t.Errorf("%d x %d, %s: recall %.3f, want %v", tt.n, tt.dims, kind, got, want)
			}
			if got := recall(t, scan.Exhaustive(), vectors, queries, 10, nil); got < 0.994 {
				t.Errorf("%d x %d, %s: recall %.3f of the exhaustive search", tt.n, tt.dims, kind, got)
			}
		}
	}
}

// firstStage is the share of the nearest ten, by code, that the sketches pass
// on with one of few vectors.
func firstStage(t *testing.T, scan *Scan, queries [][]float32, few int) float64 {
	t.Helper()
	sum := 0.0
	for _, q := range queries {
		found, err := scan.search(t.Context(), q, 10, nil, func(n int) int { return n / few })
		if err != nil {
			t.Fatal(err)
		}
		sum += share(idsOf(found), idsOf(find(t, scan.Exhaustive(), q, 10)))
	}
	return sum / float64(len(queries))
}

// The sketches alone tell near from far. The bits without spread and along
// pass on 0.90, with them 0.96.
func TestSketchesTellNearFromFar(t *testing.T) {
	vectors, queries := vectordata.Make(vectordata.PowerLaw, 7, 4500, 384, 20)
	scan := NewScan(384, nil)
	add(t, scan, items(vectors))
	if got := firstStage(t, scan, queries, 30); got < 0.93 {
		t.Errorf("%.3f", got)
	}
}

// A restricted search finds as much as one of an index of these alone.
func TestAllowCostsNoRecall(t *testing.T) {
	vectors, queries := vectordata.Make(vectordata.PowerLaw, 2, 6000, 64, 10)
	scan := NewScan(64, exactOf(vectors))
	add(t, scan, items(vectors))
	for _, every := range []int64{1, 2, 20, 1000} {
		allow := func(group int64) bool { return group%every == 0 }
		sum := 0.0
		for _, q := range queries {
			found, err := scan.Search(t.Context(), q, 10, allow)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range found {
				if !allow(m.Group) || m.Group != m.ID/3 {
					t.Fatalf("every %d: found %+v", every, m)
				}
			}
			sum += share(idsOf(found), nearestIDs(vectors, q, 10, func(id int64) bool { return allow(id / 3) }))
		}
		if got := sum / float64(len(queries)); got < 0.99 {
			t.Errorf("every %d: recall %.3f", every, got)
		}
	}
}

func TestDeletesCostNoRecall(t *testing.T) {
	const n, dims = 7000, 64
	vectors, queries := vectordata.Make(vectordata.PowerLaw, 3, n, dims, 8)
	scan := NewScan(dims, exactOf(vectors))
	add(t, scan, items(vectors))
	deleted := map[int64]bool{}
	order := rand.New(rand.NewPCG(3, 0)).Perm(n)
	for step := range 5 {
		var ids []int64
		for _, at := range order[step*700 : (step+1)*700] {
			ids = append(ids, int64(at+1))
			deleted[int64(at+1)] = true
		}
		scan.Delete(ids)
		left := func(id int64) bool { return !deleted[id] }
		if scan.Len() != n-len(deleted) {
			t.Errorf("%d left of %d without %d", scan.Len(), n, len(deleted))
		}
		if g := scan.current.Load(); g.deadCount > g.used/deadShare {
			t.Errorf("%d of %d are dead", g.deadCount, g.used)
		}
		if got := recall(t, scan, vectors, queries, 10, left); got < 0.99 {
			t.Errorf("after %d deletes: recall %.3f", len(deleted), got)
		}
		for _, q := range queries[:3] {
			for _, m := range find(t, scan, q, 500) {
				if deleted[m.ID] {
					t.Fatalf("found %d, which was deleted", m.ID)
				}
			}
		}
	}
}

// A library whose later vectors are unlike the first ones: the mean of the
// first tells the later apart badly.
func TestTheMeanFollowsTheData(t *testing.T) {
	const n, dims = 8500, 64
	vectors, queries := vectordata.Make(vectordata.PowerLaw, 4, n, dims, 20)
	for i, v := range vectors[:n/2] {
		for j := range v {
			vectors[i][j] = -v[j]
		}
	}
	grown, whole := NewScan(dims, nil), NewScan(dims, nil)
	add(t, whole, items(vectors))
	for part := range slices.Chunk(items(vectors), 250) {
		add(t, grown, part)
	}
	got, want := firstStage(t, grown, queries, 20), firstStage(t, whole, queries, 20)
	if t.Logf("%.3f, of a whole one %.3f", got, want); got < want-0.1 {
		t.Errorf("%.3f, of a whole one %.3f", got, want)
	}
}

// Anything in any order, against a plain map.
func TestChurn(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 0))
			pool, queries := vectordata.Make(vectordata.Random, seed, 400, 24, 8)
			scan, model := NewScan(24, nil), map[int64]Item{}
			for range 60 {
				var batch []Item
				for range r.IntN(200) {
					item := itemOf(r.Int64N(2000)-1000, pool[r.IntN(len(pool))])
					batch, model[item.ID] = append(batch, item), item
				}
				add(t, scan, batch)
				var gone []int64
				for range r.IntN(250) {
					gone = append(gone, r.Int64N(2000)-1000)
					delete(model, gone[len(gone)-1])
				}
				scan.Delete(gone)
				if scan.Len() != len(model) {
					t.Fatalf("%d vectors, want %d", scan.Len(), len(model))
				}
				q := queries[r.IntN(len(queries))]
				if got, want := find(t, scan, q, 20), modelSearch(model, q, 20); !slices.Equal(got, want) {
					t.Fatalf("found %v\nwant  %v", got, want)
				}
			}
		})
	}
}

// modelSearch is Search without an index.
func modelSearch(model map[int64]Item, query []float32, k int) []Match {
	q, _ := unit(query, len(query))
	var all []Match
	for _, item := range model {
		all = append(all, Match{ID: item.ID, Group: item.Group, Score: clamp(item.Scale * DotCode(q, item.Code))})
	}
	sortMatches(all)
	return all[:min(k, len(all))]
}

// Searches, adds, replaces and deletes at once: what is never touched is
// always found, what was deleted before never.
func TestScanAtOnce(t *testing.T) {
	const dims, steady = 16, 4500
	vectors, queries := vectordata.Make(vectordata.Clustered, 5, steady, dims, 4)
	scan := NewScan(dims, nil)
	add(t, scan, items(vectors))
	// Ids of dead come once more, then never again.
	dead := items(vectors)[:300]
	for i := range dead {
		dead[i].ID += 1_000_000
	}
	add(t, scan, dead)
	scan.Delete(idsOfItems(dead))
	var work sync.WaitGroup
	work.Go(func() {
		for round := range 20 {
			churn := items(vectors[round*100:][:500])
			for i := range churn {
				churn[i].ID += 2_000_000
			}
			if err := scan.Add(churn); err != nil {
				t.Error(err)
			}
			scan.Delete(idsOfItems(churn)[:400])
		}
	})
	for _, q := range queries {
		work.Go(func() {
			want := find(t, scan.Exhaustive(), vectors[0], 1)[0].Score
			for range 15 {
				found, err := scan.Search(t.Context(), vectors[0], 1, nil)
				if err != nil || found[0].Score < want {
					t.Errorf("found %v, %v; want score %v", found, err, want)
				}
				more, err := scan.Search(t.Context(), q, 300, nil)
				for _, m := range more {
					if err != nil || m.ID > 1_000_000 && m.ID < 2_000_000 {
						t.Errorf("found %v, which was deleted; %v", m, err)
					}
				}
			}
		})
	}
	work.Wait()
	if scan.Len() < steady {
		t.Errorf("%d vectors left", scan.Len())
	}
}

func idsOfItems(all []Item) []int64 {
	ids := make([]int64, len(all))
	for i, item := range all {
		ids[i] = item.ID
	}
	return ids
}

func TestScanStopsInTheMiddle(t *testing.T) {
	vectors, queries := vectordata.Make(vectordata.Random, 6, 5000, 16, 1)
	scan := NewScan(16, nil)
	add(t, scan, items(vectors))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	asked := 0
	_, err := scan.Search(ctx, queries[0], 10, func(int64) bool {
		if asked++; asked == 10 {
			cancel()
		}
		return true
	})
	if err == nil || asked > blockSize {
		t.Errorf("error %v after %d groups", err, asked)
	}
}

// Memory for 100,000 x 384 is to stay below 50 MB: 500 bytes a vector.
func TestScanIsSmall(t *testing.T) {
	const n, dims = 10 * blockSize, 384
	scan := NewScan(dims, nil)
	item := Item{Scale: 1, Code: make([]int8, dims)}
	for i := range n / 10 {
		var some []Item
		for j := range 10 {
			item.ID = int64(i*10 + j)
			some = append(some, item)
		}
		add(t, scan, some)
	}
	if got := float64(scan.Bytes()) / n; got > 480 {
		t.Errorf("%.0f bytes a vector", got)
	}
	ids := make([]int64, n*9/10)
	for i := range ids {
		ids[i] = int64(i)
	}
	scan.Delete(ids)
	if got := float64(scan.Bytes()) / n; got > 100 {
		t.Errorf("%.0f bytes a vector after nine of ten were deleted", got)
	}
}

func TestSlotsOfAnyID(t *testing.T) {
	blocks, table := []block{newBlocks(1, 1)[0]}, slots{}
	ids := []int64{0, -1, 1, math.MaxInt64, math.MinInt64, 1 << 32, 1 << 33, 1 << 62}
	for i := range int64(500) {
		ids = append(ids, i<<20+7)
	}
	for i, id := range ids {
		if _, ok := table.find(id, blocks); ok {
			t.Errorf("%d is there before it was put", id)
		}
		blocks[0].ids[i] = id
		table.put(id, i, blocks)
	}
	for i, id := range ids {
		if slot, ok := table.find(id, blocks); !ok || slot != i {
			t.Errorf("%d: slot %d, %v; want %d", id, slot, ok, i)
		}
	}
}

func TestCandidates(t *testing.T) {
	for n, want := range map[int]int{0: 0, 1: 1, 4000: 4000, 4001: 4000, 100_000: 4000, 200_000: 8000, 1_000_000: 20_000} {
		if got := candidates(n); got != want {
			t.Errorf("of %d: %d, want %d", n, got, want)
		}
	}
}

func TestNewScanRefusesSenselessDims(t *testing.T) {
	for _, dims := range []int{-1, 0} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%d dims", dims)
				}
			}()
			NewScan(dims, nil)
		}()
	}
}

// Filling is one Add of everything, although the codes share memory.
func TestFillIsOneAdd(t *testing.T) {
	vectors, queries := vectordata.Make(vectordata.PowerLaw, 5, 6000, 64, 10)
	all := items(vectors)
	added, filled := NewScan(64, nil), NewScan(64, nil)
	add(t, added, all)
	var code [64]int8
	err := filled.Fill(func(add func(Item) error) error {
		for _, item := range all {
			copy(code[:], item.Code)
			item.Code = code[:]
			if err := add(item); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || filled.Len() != len(all) {
		t.Fatalf("%d of %d, %v", filled.Len(), len(all), err)
	}
	for _, q := range queries {
		if got, want := find(t, filled, q, 20), find(t, added, q, 20); !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

// What came before an error can be found and deleted.
func TestFillKeepsWhatCameBeforeAnError(t *testing.T) {
	vectors, _ := vectordata.Make(vectordata.PowerLaw, 5, 3, 64, 0)
	all := items(vectors)
	scan := NewScan(64, nil)
	err := scan.Fill(func(add func(Item) error) error {
		return errors.Join(add(all[0]), add(all[1]), add(Item{ID: 9, Code: make([]int8, 63)}))
	})
	if err == nil || scan.Len() != 2 {
		t.Fatalf("%d there, %v", scan.Len(), err)
	}
	scan.Delete([]int64{all[0].ID, 9})
	if scan.Len() != 1 {
		t.Errorf("%d left", scan.Len())
	}
}
