package main

import (
	"math"
	"strings"
	"testing"
)

func TestMeasure(t *testing.T) {
	for _, c := range []struct {
		name            string
		relevant, found []string
		recall          [3]float64
		mrr, ndcg       float64
	}{
		{"first of one", []string{"a"}, []string{"a", "b"}, [3]float64{1, 1, 1}, 1, 1},
		{"third of one", []string{"a"}, []string{"b", "c", "a"}, [3]float64{0, 1, 1}, 1.0 / 3, 0.5},
		{"sixth of one", []string{"a"}, []string{"b", "c", "d", "e", "f", "a"}, [3]float64{0, 0, 1}, 1.0 / 6, 1 / math.Log2(7)},
		{"not found", []string{"a"}, []string{"b"}, [3]float64{}, 0, 0},
		{"nothing found", []string{"a"}, nil, [3]float64{}, 0, 0},
		{"capped: six relevant, five found", []string{"a", "b", "c", "d", "e", "f"}, []string{"a", "b", "c", "d", "e"}, [3]float64{1, 1, 5.0 / 6}, 1, 0},
		{"a repeated page counts once", []string{"a", "b"}, []string{"a", "a", "a", "a", "a", "b"}, [3]float64{1, 1, 1}, 1, 1},
		{"the eleventh is too late", []string{"a"}, strings.Fields("b c d e f g h i j k a"), [3]float64{}, 0, 0},
	} {
		m := measure(c.relevant, c.found)
		for i := range c.recall {
			if math.Abs(m.recall[i]-c.recall[i]) > 1e-9 {
				t.Errorf("%s: R@%d = %v, want %v", c.name, cutoffs[i], m.recall[i], c.recall[i])
			}
		}
		if math.Abs(m.mrr-c.mrr) > 1e-9 {
			t.Errorf("%s: MRR = %v, want %v", c.name, m.mrr, c.mrr)
		}
		if c.ndcg > 0 && math.Abs(m.ndcg-c.ndcg) > 1e-9 {
			t.Errorf("%s: nDCG = %v, want %v", c.name, m.ndcg, c.ndcg)
		}
	}
}

func TestTableHasBothHalvesAndCountsNothing(t *testing.T) {
	questions := []question{
		{Q: "one", Lang: "en", Kind: "keyword", Relevant: []string{"a"}},
		{Q: "two", Lang: "zh", Kind: "site", Relevant: []string{"b"}},
		{Q: "three", Lang: "en", Kind: "none"},
		{Q: "four", Lang: "en", Kind: "none"},
	}
	var b strings.Builder
	writeTable(&b, questions, [][]string{{"a"}, {"c", "b"}, nil, {"a"}})
	for _, want := range []string{
		"TOTAL                        2    0.500   1.000   1.000   0.750",
		"half A                       1    1.000",
		"half B                       1    0.000   1.000",
		"(temporal+site+folder)       1",
		"lang:zh                      1",
		"none                         2  rightly answered with nothing: 1 (0.500)",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}
