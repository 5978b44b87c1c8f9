package main

// world.go: pages that nobody wrote, with the statistics that matter to an
// index: word frequencies after Zipf, as in natural text, in English letters
// and in Chinese characters, and titles of words that the page uses.

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"time"
)

const (
	vocabulary = 20_000
	// commonWords are the words of the lowest ranks: no question asks for
	// them alone.
	commonWords = 60
	// Bytes of a page's text, evenly spread.
	shortest, longest = 4 << 10, 8 << 10
)

// world makes pages and questions from one source of chance.
type world struct {
	rand             *rand.Rand
	english, chinese []string
	zipf             *rand.Zipf
	// phrases are word sequences that pages share, by language: without them
	// nearly every pair of words, and in Chinese of characters, would be new.
	phrases [2][][]string
	titles  []string
	// quotes are word sequences of pages, to ask about.
	quotes [][]string
}

func newWorld(r *rand.Rand) *world {
	w := &world{rand: r, zipf: rand.NewZipf(r, 1.07, 8, vocabulary-1)}
	seen := map[string]bool{}
	for len(w.english) < vocabulary {
		if word := w.englishWord(); !seen[word] {
			seen[word] = true
			w.english = append(w.english, word)
		}
	}
	for len(w.chinese) < vocabulary {
		if word := w.chineseWord(); !seen[word] {
			seen[word] = true
			w.chinese = append(w.chinese, word)
		}
	}
	for i := range w.phrases {
		for range vocabulary {
			var words []string
			for range 2 + w.rand.IntN(4) {
				words = append(words, w.word(i == 1))
			}
			w.phrases[i] = append(w.phrases[i], words)
		}
	}
	return w
}

// phrase is a shared word sequence, or in one case of four a new word.
func (w *world) phrase(chinese bool) []string {
	if w.rand.IntN(4) == 0 {
		return []string{w.word(chinese)}
	}
	i := 0
	if chinese {
		i = 1
	}
	return w.phrases[i][w.zipf.Uint64()]
}

// englishWord is two to four syllables, sometimes with an ending.
func (w *world) englishWord() string {
	pick := func(list string) string { f := strings.Fields(list); return f[w.rand.IntN(len(f))] }
	var b strings.Builder
	for range 1 + w.rand.IntN(3) {
		b.WriteString(pick("b c d f g h j k l m n p r s t v w br ch cl cr dr fl gr pl pr sh sp st th tr") + pick("a e i o u ai ea oo ou"))
	}
	return b.String() + pick("n r s t l m nd rt ck ing er ion ness al y ed")
}

// chineseWord is one to three of 2,500 characters, the first ones far more
// often, as in natural text.
func (w *world) chineseWord() string {
	var b strings.Builder
	for range []int{1, 2, 2, 2, 2, 2, 3}[w.rand.IntN(7)] {
		n := int(2500 * w.rand.Float64() * w.rand.Float64())
		b.WriteRune(rune(0x4E00 + n*7))
	}
	return b.String()
}

// word is a random word after Zipf.
func (w *world) word(chinese bool) string {
	if chinese {
		return w.chinese[w.zipf.Uint64()]
	}
	return w.english[w.zipf.Uint64()]
}

// telling is a word that is not among the most common.
func (w *world) telling(chinese bool) string {
	for {
		n := w.zipf.Uint64()
		if n < commonWords {
			continue
		}
		if chinese {
			return w.chinese[n]
		}
		return w.english[n]
	}
}

// page is a line of JSON Lines as the host imports it.
type page struct {
	URL    string `json:"url"`
	Title  string `json:"title"`
	Folder string `json:"folder"`
	Added  string `json:"added"`
	Lang   string `json:"lang"`
	Text   string `json:"text"`
}

// writePages writes n pages to a file and returns the bytes of their texts.
func (w *world) writePages(name string, n int) (int, error) {
	f, err := os.Create(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	out := bufio.NewWriter(f)
	enc := json.NewEncoder(out)
	bytes := 0
	for i := range n {
		p := w.page(i)
		bytes += len(p.Text)
		if err := enc.Encode(p); err != nil {
			return 0, err
		}
	}
	return bytes, out.Flush()
}

// firstDay is when the first bookmark was made; ten a day follow.
var firstDay = time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)

func (w *world) page(i int) page {
	chinese := i%2 == 1
	p := page{
		URL: w.address(i), Folder: w.folder(i), Lang: "en",
		Added: firstDay.AddDate(0, 0, i/10).Format(time.DateOnly),
	}
	if chinese {
		p.Lang = "zh"
	}
	p.Title = w.title(chinese)
	p.Text = w.text(chinese)
	return p
}

func (w *world) address(i int) string {
	return fmt.Sprintf("https://site%d.example/%s/%d", i%500, w.english[i%vocabulary], i)
}

func (w *world) folder(i int) string {
	return "Bookmarks bar/" + w.english[i%40] + "/" + w.chinese[i%90]
}

// title is three to eight words, kept to be typed later.
func (w *world) title(chinese bool) string {
	var words []string
	for range 3 + w.rand.IntN(6) {
		words = append(words, w.telling(chinese))
	}
	space := " "
	if chinese {
		space = ""
	}
	t := strings.Join(words, space)
	w.titles = append(w.titles, t)
	return t
}

// text is sentences of eight to twenty words.
func (w *world) text(chinese bool) string {
	size := shortest + w.rand.IntN(longest-shortest)
	space, stop := " ", ". "
	if chinese {
		space, stop = "", "。"
	}
	var b strings.Builder
	for b.Len() < size {
		var words []string
		for n := 8 + w.rand.IntN(13); len(words) < n; {
			words = append(words, w.phrase(chinese)...)
		}
		b.WriteString(strings.Join(words, space) + stop)
		if w.rand.IntN(6) == 0 {
			b.WriteString("\n\n")
		}
		if w.rand.IntN(400) == 0 {
			w.quotes = append(w.quotes, words)
		}
	}
	return b.String()
}

// question is two to six words: some that stand together on a page, some
// that do not, in one language.
func (w *world) question() string {
	quote := w.quotes[w.rand.IntN(len(w.quotes))]
	from := w.rand.IntN(len(quote) - 4)
	words := append([]string{}, quote[from:from+1+w.rand.IntN(3)]...)
	chinese := words[0][0] >= 0x80
	for range 1 + w.rand.IntN(3) {
		words = append(words, w.telling(chinese))
	}
	if chinese {
		return strings.Join(words, "")
	}
	return strings.Join(words, " ")
}

// typing is a title as it is typed, a text for every keystroke.
func (w *world) typing() []string {
	title := []rune(w.titles[w.rand.IntN(len(w.titles))])
	title = title[:min(len(title), 16)]
	var out []string
	for i := range title {
		out = append(out, string(title[:i+1]))
	}
	return out
}

// nodes is a bookmark tree of n bookmarks in folders of fifty.
func (w *world) nodes(n int) []map[string]any {
	nodes := []map[string]any{{"id": "1", "parentId": "0", "title": "Bookmarks bar", "position": 0}}
	for i := range n {
		folder := fmt.Sprintf("f%d", i/50)
		if i%50 == 0 {
			nodes = append(nodes, map[string]any{"id": folder, "parentId": "1", "title": w.folder(i / 50), "position": i / 50})
		}
		nodes = append(nodes, map[string]any{
			"id": fmt.Sprintf("b%d", i), "parentId": folder, "title": w.titles[i%len(w.titles)], "url": w.address(i),
			"addedAt": firstDay.AddDate(0, 0, i/10).Format(time.RFC3339), "position": i % 50,
		})
	}
	return nodes
}
