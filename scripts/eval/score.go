package main

// score.go: the measures, as in the literature, with binary relevance.
//
//	R@k      relevant pages among the first k, of min(k, all relevant), so that
//	         a question with many answers can reach 1
//	MRR@10   1/rank of the first relevant page, 0 beyond the tenth
//	nDCG@10  Järvelin and Kekäläinen, ACM TOIS 20(4), 2002

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// cutoffs are the k of R@k.
var cutoffs = [...]int{1, 5, 10}

// measures are sums over n questions.
type measures struct {
	n          int
	recall     [len(cutoffs)]float64
	mrr, ndcg  float64
	unanswered int // questions of kind none with no page, rightly
}

// measure scores one answer. A page that is named twice counts once.
func measure(relevant, found []string) measures {
	m := measures{n: 1}
	if len(relevant) == 0 {
		if len(found) == 0 {
			m.unanswered = 1
		}
		return m
	}
	want := map[string]bool{}
	for _, id := range relevant {
		want[id] = true
	}
	total := len(want)
	rank, dcg := 0, 0.0
	seen := map[string]bool{}
	for _, id := range found {
		if seen[id] {
			continue
		}
		seen[id] = true
		if rank++; rank > 10 {
			break
		}
		if !want[id] {
			continue
		}
		for i, k := range cutoffs {
			if rank <= k {
				m.recall[i] += 1 / float64(min(k, total))
			}
		}
		if m.mrr == 0 {
			m.mrr = 1 / float64(rank)
		}
		dcg += 1 / math.Log2(float64(rank)+1)
	}
	ideal := 0.0
	for i := range min(10, total) {
		ideal += 1 / math.Log2(float64(i)+2)
	}
	m.ndcg = dcg / ideal
	return m
}

func (m *measures) add(o measures) {
	m.n += o.n
	m.mrr += o.mrr
	m.ndcg += o.ndcg
	m.unanswered += o.unanswered
	for i := range m.recall {
		m.recall[i] += o.recall[i]
	}
}

// groups are the rows of the table that a question counts in.
func groups(q question, i int) []string {
	g := []string{"TOTAL", "half " + string("AB"[i%2]), q.Kind, "lang:" + q.Lang}
	if slices.Contains([]string{"temporal", "site", "folder"}, q.Kind) {
		g = append(g, "(temporal+site+folder)")
	}
	return g
}

// writeTable prints the means per kind of question.
func writeTable(w io.Writer, questions []question, answers [][]string) {
	sums := map[string]*measures{}
	var none measures
	for i, q := range questions {
		m := measure(q.Relevant, answers[i])
		if len(q.Relevant) == 0 {
			none.add(m)
			continue
		}
		for _, g := range groups(q, i) {
			if sums[g] == nil {
				sums[g] = &measures{}
			}
			sums[g].add(m)
		}
	}
	names := make([]string, 0, len(sums))
	for g := range sums {
		names = append(names, g)
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(tableOrder(a), tableOrder(b)) })
	fmt.Fprintf(w, "%-24s %5s  %7s %7s %7s %7s %7s\n", "kind", "n", "R@1", "R@5", "R@10", "MRR@10", "nDCG@10")
	for _, g := range names {
		m := sums[g]
		n := float64(m.n)
		fmt.Fprintf(w, "%-24s %5d  %7.3f %7.3f %7.3f %7.3f %7.3f\n", g, m.n, m.recall[0]/n, m.recall[1]/n, m.recall[2]/n, m.mrr/n, m.ndcg/n)
	}
	if none.n > 0 {
		fmt.Fprintf(w, "%-24s %5d  rightly answered with nothing: %d (%.3f)\n", "none", none.n, none.unanswered, float64(none.unanswered)/float64(none.n))
	}
}

// tableOrder sorts the total first, then the halves, kinds and languages.
func tableOrder(group string) string {
	switch {
	case group == "TOTAL":
		return "0"
	case strings.HasPrefix(group, "half "):
		return "1" + group
	case strings.HasPrefix(group, "lang:"):
		return "4" + group
	case strings.HasPrefix(group, "("):
		return "3" + group
	}
	return "2" + group
}

// writeTimes prints how long the host says it took.
func writeTimes(w io.Writer, results []result) {
	if len(results) == 0 {
		return
	}
	times := make([]float64, len(results))
	modes := map[string]int{}
	for i, r := range results {
		times[i] = r.TookMs
		modes[r.Mode]++
	}
	slices.Sort(times)
	fmt.Fprintf(w, "\ntook p50 %.1f ms, p95 %.1f ms, most %.1f ms; by %v\n", quantile(times, 0.5), quantile(times, 0.95), times[len(times)-1], modes)
}

// quantile of sorted values, the nearest one.
func quantile(sorted []float64, q float64) float64 {
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

// writeMisses lists the questions with a relevant page missing from the first
// five.
func writeMisses(w io.Writer, questions []question, answers [][]string) {
	fmt.Fprintln(w)
	for i, q := range questions {
		m := measure(q.Relevant, answers[i])
		if len(q.Relevant) == 0 && m.unanswered == 0 || len(q.Relevant) > 0 && m.recall[1] < 0.999 {
			fmt.Fprintf(w, "%-12s R@5 %.2f  %s\n             want %v\n             got  %v\n", q.Kind, m.recall[1], q.Q, q.Relevant, answers[i])
		}
	}
}
