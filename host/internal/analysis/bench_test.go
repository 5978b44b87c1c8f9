package analysis

import (
	"strings"
	"testing"
)

// The texts are written for the benchmark: ordinary prose, with the share of
// names and punctuation that web pages have.
const (
	englishProse = `The kettle had been whistling for some time before anybody noticed. When Maria finally walked over to
turn it off, she found that the handle was too hot to hold; her grandmother's cloth, which usually hung beside the
oven, was nowhere to be seen. "Somebody has been cleaning again," she said. Nobody answered. Outside, the first
trams of the morning were running down to the harbour, and the fishmongers were already arguing about prices.
`
	technicalProse = `To install the package run go1.26 build with -trimpath, then copy node.js bindings to /usr/local/lib. The
function parseHeader() returns a *bytes.Reader and an error; see https://example.org/docs/v2.1/index.html#errors for
the C++ and C# versions. Don't forget to set MAX_RETRIES=5 in config.yaml (the default is 3).
`
	chineseProse = `清晨的码头上已经有不少人在等第一班渡轮。老王把自行车停在栏杆旁边，从布袋里拿出一个还热着的烧饼，慢慢地吃起来。他每天都坐这一班船去对岸的工厂上班，三十年来几乎没有间断过。今天的雾很大，看不清对岸的灯塔。
`
	frenchProse = `Le château était fermé depuis l'été dernier, mais les élèves de l'école voisine continuaient d'y entrer par le
jardin, où une brèche dans le mur avait été oubliée pendant les travaux.
`
)

func BenchmarkTerms(b *testing.B) {
	for _, bm := range []struct{ name, text string }{
		{"english", englishProse}, {"technical", technicalProse}, {"chinese", chineseProse}, {"french", frenchProse},
	} {
		text := strings.Repeat(bm.text, 20)
		b.Run(bm.name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				Terms(text)
			}
		})
	}
}
