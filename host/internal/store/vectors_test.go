package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"aibookmark/host/internal/library"
	"aibookmark/host/internal/vector"
)

// someModel is a model of 8 dimensions.
func someModel(name string) library.EmbeddingModel {
	return library.EmbeddingModel{Name: name, Digest: name + "-1", Dims: 8}
}

// withPassages is a library of n pages, each with its title passage and one of
// text.
func withPassages(t testing.TB, dir string, n int) *Store {
	t.Helper()
	s := open(t, dir)
	apply(t, s, source(t, s, "p1"), manyNodes(n))
	ids, err := s.PageIDs(t.Context(), 0, n)
	if err != nil {
		t.Fatal(err)
	}
	putPassages(t, s, false, ids...)
	return s
}

// putPassages indexes pages with two passages each.
func putPassages(t testing.TB, s *Store, urgent bool, pages ...int64) {
	t.Helper()
	entries := entriesOf(t, s, pages...)
	for i := range entries {
		e := &entries[i]
		e.Urgent = urgent
		page := e.Document.PageID
		e.Passages = []library.Passage{
			{PageID: page, Hash: "title " + e.Document.Title()},
			{PageID: page, Start: 0, End: 9, Hash: "text " + e.Document.Title()},
		}
	}
	if err := s.PutDocuments(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
}

func startModelNamed(t testing.TB, s *Store, name string) library.EmbeddingModel {
	t.Helper()
	m, err := s.StartModel(t.Context(), someModel(name), 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// embedAll gives every passage that waits a vector and returns the passages in
// the order in which they came.
func embedAll(t testing.TB, s *Store, m library.EmbeddingModel) []library.PassageTask {
	t.Helper()
	var all []library.PassageTask
	for {
		tasks, err := s.PendingPassages(t.Context(), 7)
		if err != nil {
			t.Fatal(err)
		}
		if len(tasks) == 0 {
			return all
		}
		all = append(all, tasks...)
		if n, err := s.PutVectors(t.Context(), m.ID, vectorsOf(tasks)); err != nil || n != len(tasks) {
			t.Fatalf("stored %d of %d, %v", n, len(tasks), err)
		}
	}
}

func vectorsOf(tasks []library.PassageTask) []library.PassageVector {
	out := make([]library.PassageVector, len(tasks))
	for i, p := range tasks {
		out[i] = library.PassageVector{PassageID: p.ID, Hash: p.Hash, Vector: unit(p.ID)}
	}
	return out
}

// unit is a vector of length 1 that differs from id to id.
func unit(id int64) []float32 {
	v := make([]float32, 8)
	for i := range v {
		v[i] = float32(math.Sin(float64(id)*float64(i+1))) + 0.01
	}
	vector.Normalise(v)
	return v
}

func loaded(t testing.TB, s *Store, model, after int64) []library.VectorRow {
	t.Helper()
	var out []library.VectorRow
	if err := s.Vectors(t.Context(), model, after, func(v library.VectorRow) error {
		v.Code = slices.Clone(v.Code)
		out = append(out, v)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestVectorsComeBackAsTheyWent(t *testing.T) {
	s := withPassages(t, filepath.Join(t.TempDir(), "data"), 5)
	m := startModelNamed(t, s, "a")
	tasks := embedAll(t, s, m)
	if len(tasks) != 10 {
		t.Fatalf("%d passages waited, want 10", len(tasks))
	}
	rows := loaded(t, s, m.ID, 0)
	if len(rows) != 10 {
		t.Fatalf("%d vectors, want 10", len(rows))
	}
	for _, row := range rows {
		for i, want := range unit(row.PassageID) {
			if got := row.Scale * float32(row.Code[i]); math.Abs(float64(got-want)) > 0.005 {
				t.Errorf("passage %d: element %d is %.4f, want %.4f", row.PassageID, i, got, want)
			}
		}
	}
	precise, err := s.PreciseVectors(t.Context(), m.ID, []int64{rows[3].PassageID, 999})
	if err != nil || len(precise) != 1 {
		t.Fatalf("precise vectors %v, %v", precise, err)
	}
	for i, want := range unit(rows[3].PassageID) {
		if got := precise[rows[3].PassageID][i]; math.Abs(float64(got-want)) > 0.0005 {
			t.Errorf("precise element %d is %.5f, want %.5f", i, got, want)
		}
	}
	if later := loaded(t, s, m.ID, rows[7].Seq); len(later) != 2 {
		t.Errorf("%d vectors after the eighth, want 2", len(later))
	}
}

// What was just saved comes first, then titles, then texts, newest first.
func TestTheOrderOfEmbedding(t *testing.T) {
	s, src := fresh(t)
	at := func(id string, month int) library.Node {
		n := link(id, "0", "page "+id, "https://"+id+".example/")
		n.AddedAt = time.Date(2026, time.Month(month), 1, 0, 0, 0, 0, time.UTC)
		return n
	}
	apply(t, s, src, []library.Node{at("1", 2), at("2", 3), at("3", 1)})
	putPassages(t, s, false, 1, 2)
	putPassages(t, s, true, 3)
	startModelNamed(t, s, "a")
	tasks, err := s.PendingPassages(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range tasks {
		got = append(got, p.Hash)
	}
	want := []string{"text page 3", "title page 3", "title page 2", "title page 1", "text page 2", "text page 1"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestVectorsOfChangedPassagesAreRefused(t *testing.T) {
	s := withPassages(t, filepath.Join(t.TempDir(), "data"), 2)
	m := startModelNamed(t, s, "a")
	tasks, err := s.PendingPassages(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	tasks[0].Hash = "what it was before"
	if n, err := s.PutVectors(t.Context(), m.ID, vectorsOf(tasks)); err != nil || n != len(tasks)-1 {
		t.Errorf("stored %d of %d, %v", n, len(tasks), err)
	}
	if n, err := s.PutVectors(t.Context(), m.ID+1, vectorsOf(tasks)); err != nil || n != 0 {
		t.Errorf("a model that is not wanted stored %d, %v", n, err)
	}
	// A page that goes takes its vectors along, and says so.
	before := len(loaded(t, s, m.ID, 0))
	apply(t, s, source(t, s, "p1"), nil, "1")
	if _, err := s.SweepIndex(t.Context()); err != nil {
		t.Fatal(err)
	}
	gone, last, whole, err := s.GoneVectors(t.Context(), 0)
	if err != nil || !whole || len(gone) != before-len(loaded(t, s, m.ID, 0)) || len(gone) == 0 {
		t.Errorf("gone %v up to %d, whole %t, %v", gone, last, whole, err)
	}
	if again, _, _, _ := s.GoneVectors(t.Context(), last); len(again) != 0 {
		t.Errorf("gone again: %v", again)
	}
}

// A new model is made beside the old one, which answers meanwhile; the swap is
// one step, and what is left of the old goes.
func TestModelsSwap(t *testing.T) {
	s := withPassages(t, filepath.Join(t.TempDir(), "data"), 20)
	models := func() library.IndexModels {
		m, err := s.EmbeddingModels(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	if m := models(); m.Wanted() != nil {
		t.Fatalf("a new index has models: %+v", m)
	}
	if c, _ := s.Counts(t.Context()); c.PendingEmbed != 0 || c.Passages != 40 {
		t.Errorf("without a model: %+v", c)
	}
	a := startModelNamed(t, s, "a")
	if again := startModelNamed(t, s, "a"); again.ID != a.ID {
		t.Errorf("the wanted model was started again: %d, %d", a.ID, again.ID)
	}
	embedAll(t, s, a)
	if c, _ := s.Counts(t.Context()); c.Embedded != 40 || c.PendingEmbed != 0 {
		t.Errorf("after embedding: %+v", c)
	}
	b := startModelNamed(t, s, "b")
	if m := models(); m.Current.ID != a.ID || m.Building.ID != b.ID {
		t.Fatalf("models %+v", m)
	}
	if swapped, err := s.SwapModel(t.Context()); swapped || err != nil {
		t.Errorf("swapped before it was done: %v", err)
	}
	embedAll(t, s, b)
	if len(loaded(t, s, a.ID, 0)) != 40 {
		t.Error("the old model lost vectors before the swap")
	}
	if swapped, err := s.SwapModel(t.Context()); !swapped || err != nil {
		t.Errorf("not swapped: %v", err)
	}
	if m := models(); m.Current.ID != b.ID || m.Building != nil {
		t.Errorf("models %+v", m)
	}
	for {
		n, err := s.SweepVectors(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			break
		}
	}
	if left := loaded(t, s, a.ID, 0); len(left) != 0 {
		t.Errorf("%d vectors of the old model are left", len(left))
	}
	if gone, _, _, _ := s.GoneVectors(t.Context(), 0); len(gone) != 0 {
		t.Errorf("dropping a model logged %d passages", len(gone))
	}
	if len(loaded(t, s, b.ID, 0)) != 40 {
		t.Error("the new model lost vectors")
	}
}

// A model given up leaves the old one as it was, and only what came meanwhile
// waits for it.
func TestAbandonModel(t *testing.T) {
	s := withPassages(t, filepath.Join(t.TempDir(), "data"), 6)
	a := startModelNamed(t, s, "a")
	embedAll(t, s, a)
	startModelNamed(t, s, "b")
	apply(t, s, source(t, s, "p1"), []library.Node{link("new", "0", "New", "https://new.example/")})
	page, err := s.PageByURL(t.Context(), "https://new.example/")
	if err != nil {
		t.Fatal(err)
	}
	putPassages(t, s, false, page.ID)
	if err := s.AbandonModel(t.Context()); err != nil {
		t.Fatal(err)
	}
	tasks, err := s.PendingPassages(t.Context(), 100)
	if err != nil || len(tasks) != 2 || tasks[0].PageID != page.ID {
		t.Errorf("waiting: %+v, %v", tasks, err)
	}
}

// A passage that fails is set aside, counted, and comes back.
func TestFailuresAreSetAside(t *testing.T) {
	now := start
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "data"), Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	apply(t, s, source(t, s, "p1"), manyNodes(3))
	putPassages(t, s, false, 1, 2, 3)
	m := startModelNamed(t, s, "a")
	tasks, _ := s.PendingPassages(t.Context(), 1)
	bad := library.PassageFailure{PassageID: tasks[0].ID, Hash: tasks[0].Hash, Reason: "refused", Next: now.Add(time.Hour)}
	if err := s.PutFailures(t.Context(), m.ID, []library.PassageFailure{bad}); err != nil {
		t.Fatal(err)
	}
	if left := embedAll(t, s, m); len(left) != 5 || slices.ContainsFunc(left, func(p library.PassageTask) bool { return p.ID == bad.PassageID }) {
		t.Errorf("waiting: %+v", left)
	}
	if c, _ := s.Counts(t.Context()); c.Failed != 1 || c.Embedded != 5 || c.PendingEmbed != 0 {
		t.Errorf("counts: %+v", c)
	}
	now = now.Add(2 * time.Hour)
	back, err := s.PendingPassages(t.Context(), 10)
	if err != nil || len(back) != 1 || back[0].Attempts != 1 {
		t.Errorf("after an hour: %+v, %v", back, err)
	}
}

// What is kept with a built-in model comes back, whole and in pieces, until it
// is dropped; and forgetting makes the model count as learnt from nothing.
func TestModelData(t *testing.T) {
	s := withPassages(t, filepath.Join(t.TempDir(), "data"), 3)
	kept := make([]byte, muchOfModel+3*modelPart/2)
	for i := range kept {
		kept[i] = byte(i * 7 >> 3)
	}
	m, err := s.StartModel(t.Context(), someModel(library.BuiltinModel), 3, kept)
	if err != nil {
		t.Fatal(err)
	}
	data, err := s.ModelData(t.Context(), m.ID)
	if err != nil || data.Size() != int64(len(kept)) {
		t.Fatalf("data: %v", err)
	}
	for _, piece := range [][2]int{{0, 1}, {0, len(kept)}, {modelPart - 1, 1}, {modelPart - 1, 2}, {modelPart, modelPart}, {5, 3 * modelPart}, {len(kept) - 1, 1}} {
		got := make([]byte, piece[1])
		if n, err := data.ReadAt(got, int64(piece[0])); n != len(got) || err != nil || !bytes.Equal(got, kept[piece[0]:piece[0]+piece[1]]) {
			t.Errorf("%d bytes at %d: %d read, %v", piece[1], piece[0], n, err)
		}
	}
	_, err = s.ModelData(t.Context(), m.ID+1)
	wantKind(t, err, library.NotFound)
	embedAll(t, s, m)
	receipt, err := s.Forget(t.Context(), ForgetTarget{PageID: 1}, false)
	if err != nil || receipt.Vectors != 2 {
		t.Errorf("receipt %+v, %v", receipt, err)
	}
	if models, _ := s.EmbeddingModels(t.Context()); models.Current == nil || models.Current.Docs != 0 {
		t.Errorf("models after forgetting: %+v", models.Current)
	}
	if len(loaded(t, s, m.ID, 0)) != 4 {
		t.Error("forgetting a page left its vectors")
	}
	if err := s.DropModels(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := data.ReadAt(make([]byte, 10), 0); err != nil {
		t.Errorf("of a model that is still in use elsewhere: %v", err)
	}
	for left := 1; left > 0; {
		if left, err = s.SweepVectors(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := data.ReadAt(make([]byte, 10), 0); n != 0 || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("of a model that was dropped: %d bytes, %v", n, err)
	}
	_, err = s.ModelData(t.Context(), m.ID)
	wantKind(t, err, library.NotFound)
}

// blocksOf counts the blocks of a model.
func blocksOf(t *testing.T, s *Store, model int64) int {
	t.Helper()
	n, err := value[int](s.idx, "SELECT count(*) FROM vector_blocks WHERE model = ?", model)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func sealAll(t *testing.T, s *Store) (made int) {
	t.Helper()
	made, err := s.SealVectors(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// Blocks change nothing of what is read, whatever is deleted, added, damaged
// or given another model meanwhile; only how fast it is.
func TestBlocksAreTheSameVectors(t *testing.T) {
	const pages = 2600 // two vectors each: ten whole blocks
	s := withPassages(t, filepath.Join(t.TempDir(), "data"), pages)
	m := startModelNamed(t, s, "a")
	embedAll(t, s, m)
	if _, err := s.SwapModel(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := loaded(t, s, m.ID, 0)
	same := func(when string, want []library.VectorRow) {
		t.Helper()
		if got := loaded(t, s, m.ID, 0); !slices.EqualFunc(got, want, sameRow) {
			t.Errorf("%s: %d vectors that differ from the %d before", when, len(got), len(want))
		}
		at := len(want) / 11 // in the middle of a block
		if got := loaded(t, s, m.ID, want[at].Seq); !slices.EqualFunc(got, want[at+1:], sameRow) {
			t.Errorf("%s: those after one: %d, want %d", when, len(got), len(want)-at-1)
		}
	}
	if made := sealAll(t, s); made != 2*pages/blockNumbers || blocksOf(t, s, m.ID) != made {
		t.Fatalf("made %d blocks, there are %d", made, blocksOf(t, s, m.ID))
	}
	same("in blocks", want)

	// One page that goes takes the block of each of its vectors along.
	gone := want[600].PageID
	before := blocksOf(t, s, m.ID)
	apply(t, s, source(t, s, "p1"), nil, fmt.Sprintf("b%d", gone-1))
	if _, err := s.SweepIndex(t.Context()); err != nil {
		t.Fatal(err)
	}
	want = slices.DeleteFunc(want, func(r library.VectorRow) bool { return r.PageID == gone })
	if n := blocksOf(t, s, m.ID); n >= before || n < before-2 {
		t.Errorf("%d of %d blocks are left", n, before)
	}
	same("without a page", want)
	if made := sealAll(t, s); made != 0 {
		t.Errorf("%d blocks were made of few vectors", made)
	}

	// It is the blocks that are read, where there are any.
	var block []byte
	if err := s.idx.read.QueryRow("SELECT data FROM vector_blocks WHERE block = 0").Scan(&block); err != nil {
		t.Fatal(err)
	}
	other := slices.Clone(want)
	for i := range other {
		if other[i].Seq < blockNumbers {
			other[i].Scale = 7
		}
	}
	last := slices.IndexFunc(other, func(r library.VectorRow) bool { return r.Seq >= blockNumbers })
	overwrite := func(data []byte) {
		t.Helper()
		if res, err := s.idx.write.Exec("UPDATE vector_blocks SET data = ? WHERE block = 0", data); err != nil {
			t.Fatal(err)
		} else if n, _ := res.RowsAffected(); n != 1 {
			t.Fatalf("%d blocks were overwritten", n)
		}
	}
	overwrite(encodeBlock(other[:last], 0))
	same("with other numbers in a block", other)

	// What is damaged is read one by one.
	for _, data := range [][]byte{{}, block[:len(block)-1], {9, 0, 0, 0, 8, 0, 0, 0}, {255, 255, 255, 255, 232, 255, 255, 255, 0}} {
		overwrite(data)
		same("with a damaged block", want)
	}

	// Those of a model that went go with it.
	b := startModelNamed(t, s, "b")
	embedAll(t, s, b)
	if swapped, err := s.SwapModel(t.Context()); !swapped || err != nil {
		t.Fatal(swapped, err)
	}
	for n := 1; n > 0; {
		var err error
		if n, err = s.SweepVectors(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := blocksOf(t, s, m.ID); n != 0 {
		t.Errorf("%d blocks of a model that went", n)
	}
	all := loaded(t, s, b.ID, 0)
	if made := sealAll(t, s); made == 0 {
		t.Error("no blocks of the new model")
	}
	if got := loaded(t, s, b.ID, 0); len(got) != len(want) || !slices.EqualFunc(got, all, sameRow) {
		t.Errorf("%d vectors of the new model in blocks, %d before", len(got), len(all))
	}
}

func sameRow(a, b library.VectorRow) bool {
	return a.Seq == b.Seq && a.PassageID == b.PassageID && a.PageID == b.PageID && a.Title == b.Title && a.Scale == b.Scale && slices.Equal(a.Code, b.Code)
}

// Any bytes at all are a block or none, and one that is comes back as it was.
func FuzzBlock(f *testing.F) {
	f.Add([]byte{}, int64(0))
	f.Add(encodeBlock(nil, 0), int64(512))
	f.Add(encodeBlock([]library.VectorRow{{Seq: 515, PassageID: 7, PageID: 1, Title: true, Scale: 0.5, Code: []int8{1, -2, 127, -128}}, {Seq: 600, Code: []int8{0, 0, 0, 1}}}, 512), int64(512))
	f.Fuzz(func(t *testing.T, data []byte, base int64) {
		var rows vectorRows
		if rows.decode(data, base, math.MinInt64, math.MaxInt64) != nil {
			return
		}
		again := vectorRows{}
		if err := again.decode(encodeBlock(rows.rows, base), base, math.MinInt64, math.MaxInt64); err != nil || !slices.EqualFunc(again.rows, rows.rows, func(a, b library.VectorRow) bool {
			return a.Seq == b.Seq && a.PassageID == b.PassageID && a.PageID == b.PageID && a.Title == b.Title &&
				math.Float32bits(a.Scale) == math.Float32bits(b.Scale) && slices.Equal(a.Code, b.Code)
		}) {
			t.Errorf("%v, then %v, %v", rows.rows, again.rows, err)
		}
	})
}
