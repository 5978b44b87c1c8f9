package lsa

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// each yields pages made of words.
func each(pages []string) docsFunc {
	return func(yield func([]string) bool) error {
		for _, p := range pages {
			if !yield(strings.Fields(p)) {
				return nil
			}
		}
		return nil
	}
}

// subjects of the small library. Of the first two words of each, a page has
// one or the other, never both: synonyms.
var subjects = []string{
	"physician doctor patient hospital nurse treatment symptom clinic illness dose fever ward",
	"car automobile engine wheel road driver fuel brake garage tyre gear clutch",
	"film movie actor director scene camera cinema script studio plot screen role",
	"stone rock mountain geology mineral cliff crystal lava sediment quarry fossil crust",
	"bread loaf flour oven yeast dough baker crust butter wheat knead rise",
	"lawyer attorney court judge trial verdict jury contract appeal statute witness plea",
	"garden yard soil plant seed compost prune flower weed water shrub mulch",
	"ship vessel harbour sailor captain anchor cargo deck tide port crew hull",
}

// smallLibrary has n pages, each of six words of one subject and two that any
// page may have.
func smallLibrary(n int) []string {
	random := rand.New(rand.NewPCG(7, 7))
	pages := make([]string, n)
	for i := range pages {
		words := strings.Fields(subjects[i%len(subjects)])
		page := []string{words[random.IntN(2)]}
		for _, k := range random.Perm(len(words) - 2)[:6] {
			page = append(page, words[2+k])
		}
		for range 2 {
			page = append(page, fmt.Sprint("noise", random.IntN(40)))
		}
		pages[i] = strings.Join(page, " ")
	}
	return pages
}

func mustTrain(tb testing.TB, pages []string, o Options) *Model {
	tb.Helper()
	m, err := Train(tb.Context(), each(pages), o)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func cosine(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

func TestSynonymsThatNeverMeetAreAlike(t *testing.T) {
	m := mustTrain(t, smallLibrary(240), Options{Dims: 8})
	for i, s := range subjects {
		words := strings.Fields(s)
		a, b := m.Embed(words[:1]), m.Embed(words[1:2])
		if c := cosine(a, b); c < 0.8 {
			t.Errorf("%s and %s: cosine %.2f", words[0], words[1], c)
		}
		for j, other := range subjects {
			if i == j {
				continue
			}
			if c := cosine(a, m.Embed(strings.Fields(other)[:1])); c > 0.4 {
				t.Errorf("%s and a word of %q: cosine %.2f", words[0], other, c)
			}
		}
	}
}

func TestEmbed(t *testing.T) {
	m := mustTrain(t, smallLibrary(240), Options{})
	if m.Docs() != 240 || m.Dims() != 80 {
		t.Errorf("%d pages, %d dimensions; want 240, a third of it", m.Docs(), m.Dims())
	}
	v := m.Embed(strings.Fields("the patient of the doctor"))
	if len(v) != m.Dims() || math.Abs(cosine(v, v)-1) > 1e-5 {
		t.Errorf("length %d, norm² %v", len(v), cosine(v, v))
	}
	if w := m.Embed(strings.Fields("doctor unheard patient")); !slices.Equal(v, w) {
		t.Error("order or unknown terms change the vector")
	}
	if w := m.Embed(strings.Fields("doctor doctor doctor doctor patient")); slices.Equal(v, w) {
		t.Error("frequency does not change the vector")
	}
	for _, terms := range [][]string{nil, {}, {"unheard"}, {""}} {
		if v := m.Embed(terms); v != nil {
			t.Errorf("%q has a vector", terms)
		}
	}
	if v := new(Model).Embed([]string{"doctor"}); v != nil {
		t.Error("an empty model knows a term")
	}
}

// Bytes instead of numbers turn vectors by next to nothing.
func TestQuantisedVectorsAreNearTheExactOnes(t *testing.T) {
	pages := smallLibrary(240)
	m := mustTrain(t, pages, Options{})
	a, v, err := read(t.Context(), each(pages))
	if err != nil {
		t.Fatal(err)
	}
	f, err := factor(t.Context(), a, m.dims)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range pages {
		exact := make([]float32, m.dims)
		for _, e := range weighed(nil, idsOf(v, strings.Fields(p)), v.idf) {
			for j := range exact {
				exact[j] += float32(e.weight) * f.terms[int(e.column)*m.dims+j]
			}
		}
		if c := cosine(normalised(exact), m.Embed(strings.Fields(p))); c < 0.999 {
			t.Errorf("page %d: cosine %.4f", i, c)
		}
	}
}

func idsOf(v vocabulary, terms []string) (ids []int32) {
	for _, t := range terms {
		if id, ok := v.terms.find(hash(t)); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// A term of one page, and one of most pages, say nothing about others.
func TestVocabularyBounds(t *testing.T) {
	pages := smallLibrary(80)
	for i := range pages {
		pages[i] += " everywhere"
	}
	pages[3] += " once once " + strings.Repeat("x", longestTerm+1)
	pages[4] += " " + strings.Repeat("x", longestTerm+1)
	m := mustTrain(t, pages, Options{})
	for _, term := range []string{"everywhere", "once", strings.Repeat("x", longestTerm+1)} {
		if m.Embed([]string{term}) != nil {
			t.Errorf("%.20q is in the vocabulary", term)
		}
	}
}

func TestTrainIsDeterministic(t *testing.T) {
	pages := smallLibrary(300)
	a, b := mustTrain(t, pages, Options{}), mustTrain(t, pages, Options{})
	if a.Digest() != b.Digest() || len(a.Digest()) != 64 {
		t.Errorf("digests %s and %s", a.Digest(), b.Digest())
	}
	pages[0] += " doctor doctor"
	if c := mustTrain(t, pages, Options{}); c.Digest() == a.Digest() {
		t.Error("other pages, same digest")
	}
}

func TestTooSmall(t *testing.T) {
	strangers := make([]string, 200) // with no term in common
	for i := range strangers {
		strangers[i] = fmt.Sprintf("a%d b%d", i, i)
	}
	for name, pages := range map[string][]string{
		"none": nil, "49": smallLibrary(MinDocs - 1), "strangers": strangers, "no terms": make([]string, 100),
	} {
		if _, err := Train(t.Context(), each(pages), Options{}); !errors.Is(err, ErrTooSmall) {
			t.Errorf("%s: %v", name, err)
		}
	}
	mustTrain(t, smallLibrary(MinDocs), Options{})
}

// Pages that repeat each other leave fewer axes than were asked for.
func TestFewerAxesThanAskedFor(t *testing.T) {
	pages := make([]string, 120)
	for i := range pages {
		pages[i] = subjects[i%len(subjects)]
	}
	m := mustTrain(t, pages, Options{})
	if m.Dims() != len(subjects) {
		t.Errorf("%d dimensions of %d different pages", m.Dims(), len(subjects))
	}
}

// The library may change between the two readings.
func TestPagesChangeWhileRead(t *testing.T) {
	for name, second := range map[string][]string{
		"more": smallLibrary(300), "fewer": smallLibrary(60), "others": append(smallLibrary(60), "unheard of", ""),
	} {
		readings := 0
		m, err := Train(t.Context(), func(yield func([]string) bool) error {
			if readings++; readings == 1 {
				return each(smallLibrary(100))(yield)
			}
			return each(second)(yield)
		}, Options{})
		if err != nil || m.Embed([]string{"doctor"}) == nil || readings != 2 {
			t.Errorf("%s: %v after %d readings", name, err, readings)
		}
	}
	if _, err := Train(t.Context(), each(nil), Options{}); !errors.Is(err, ErrTooSmall) {
		t.Error(err)
	}
}

func TestErrorsOfTheSource(t *testing.T) {
	broken := errors.New("broken")
	for fail := 1; fail <= 2; fail++ {
		readings := 0
		_, err := Train(t.Context(), func(yield func([]string) bool) error {
			if readings++; readings == fail {
				return broken
			}
			return each(smallLibrary(60))(yield)
		}, Options{})
		if !errors.Is(err, broken) {
			t.Errorf("reading %d fails: %v", fail, err)
		}
	}
}

func TestTrainStopsWhenAsked(t *testing.T) {
	for _, after := range []int{0, 10, 70, 119} { // pages read, of 60 twice
		ctx, cancel := context.WithCancel(t.Context())
		read := 0
		_, err := Train(ctx, func(yield func([]string) bool) error {
			return each(smallLibrary(60))(func(terms []string) bool {
				if read == after {
					cancel()
				}
				read++
				return yield(terms)
			})
		}, Options{})
		if !errors.Is(err, context.Canceled) || read > after+1 {
			t.Errorf("after %d pages: %v, %d read", after, err, read)
		}
		cancel()
	}
}

// Stopping in the middle of the decomposition.
func TestFactorStopsWhenAsked(t *testing.T) {
	a, _, err := read(t.Context(), zipfPages(1500, 300))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	began := time.Now()
	if _, err := factor(ctx, a, 200); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	t.Logf("stopped after %v", time.Since(began))
}

func TestEmbedConcurrently(t *testing.T) {
	m := mustTrain(t, smallLibrary(120), Options{})
	want := m.Embed(strings.Fields(subjects[0]))
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 100 {
				if !slices.Equal(want, m.Embed(strings.Fields(subjects[0]))) {
					t.Error("another vector")
					return
				}
			}
		})
	}
	wait.Wait()
}

// When more terms turn up than are counted at a time, the frequent survive.
func TestForgetRare(t *testing.T) {
	c := &counter{ids: map[string]int32{}}
	for i := range 10 {
		c.docs++
		c.add("often")
		c.add(fmt.Sprint("once", i))
		c.add("often")
		if i%3 == 2 {
			c.forgetRare()
		}
	}
	if n := c.pages[c.ids["often"]]; n != 10 || len(c.ids) != 2 {
		t.Errorf("often on %d pages, %d terms", n, len(c.ids))
	}
}

func TestTermsPerPage(t *testing.T) {
	idf := make([]float64, 2*termsPerPage)
	ids := make([]int32, len(idf))
	for i := range idf {
		idf[i], ids[i] = float64(i+1), int32(len(idf)-1-i)
	}
	row := weighed(nil, append(ids, ids...), idf)
	if len(row) != termsPerPage || row[0].column != termsPerPage {
		t.Fatalf("%d terms from column %d", len(row), row[0].column)
	}
	if !slices.IsSortedFunc(row, func(a, b entry) int { return int(a.column - b.column) }) {
		t.Error("columns out of order")
	}
	if w := row[0].weight; math.Abs(w-(1+math.Ln2)*idf[termsPerPage]) > 1e-9 {
		t.Errorf("weight %v", w)
	}
}

// zipfPages yields n pages of about length words from a language of 150,000,
// whose frequencies fall as Zipf found, with a subject a page out of 400 that
// a third of its words are from.
func zipfPages(n, length int) docsFunc {
	const language, subjects = 150_000, 400
	words := make([]string, language)
	for i := range words {
		words[i] = fmt.Sprintf("w%x", i)
	}
	return func(yield func([]string) bool) error {
		var page []string
		for i := range n {
			random := rand.New(rand.NewPCG(uint64(i), 1))
			common := rand.NewZipf(random, 1.07, 4, language-1)
			own := rand.NewZipf(random, 1.3, 8, language/subjects-1)
			page = page[:0]
			for range length/2 + random.IntN(length) {
				if random.IntN(3) == 0 {
					page = append(page, words[int(own.Uint64())*subjects+i%subjects])
				} else {
					page = append(page, words[common.Uint64()])
				}
			}
			if !yield(page) {
				return nil
			}
		}
		return nil
	}
}

// The promise is 30 s and 300 MB at 10,000 pages on two cores.
func BenchmarkTrain(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(n, "pages"), func(b *testing.B) {
			var m *Model
			for b.Loop() {
				peak := peakHeap(func() {
					var err error
					if m, err = Train(b.Context(), zipfPages(n, 900), Options{}); err != nil {
						b.Fatal(err)
					}
				})
				b.ReportMetric(float64(peak)/1e6, "peak-MB")
			}
			bytes, _ := m.MarshalBinary()
			b.ReportMetric(float64(len(bytes))/1e6, "model-MB")
			b.ReportMetric(float64(len(m.terms.hashes)), "terms")
		})
	}
}

// peakHeap is the most memory that Go held from the system for the heap while
// do ran, in bytes, looked at every 10 ms.
func peakHeap(do func()) (peak uint64) {
	runtime.GC()
	done := make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			var s runtime.MemStats
			runtime.ReadMemStats(&s)
			peak = max(peak, s.HeapInuse)
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	})
	do()
	close(done)
	wait.Wait()
	return peak
}

func BenchmarkEmbed(b *testing.B) {
	m, err := Train(b.Context(), zipfPages(1000, 900), Options{})
	if err != nil {
		b.Fatal(err)
	}
	var passage []string
	zipfPages(1, 900)(func(terms []string) bool { passage = slices.Clone(terms[:300]); return false })
	b.ReportAllocs()
	for b.Loop() {
		m.Embed(passage)
	}
}
