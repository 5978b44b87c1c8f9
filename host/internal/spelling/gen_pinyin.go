//go:build ignore

// Command gen_pinyin writes pinyin.txt from the dictionary of go-pinyin:
//
//	go run gen_pinyin.go < $(go env GOMODCACHE)/github.com/mozillazg/go-pinyin@v0.21.0/pinyin_dict.go > pinyin.txt
//
// The library itself is not part of the product: its dictionary is a map that
// is built at every start, which takes 8 to 45 ms and 1.8 MB of memory, for a
// question in a thousand.
package main

import (
	"bufio"
	"cmp"
	"fmt"
	"log"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/unicode/norm"
)

const header = `# The readings of Chinese characters in pinyin, without tones; v stands for u
# with diaeresis. A line is a syllable, then the characters whose first reading
# it is (the 3755 common ones of GB 2312, then others), then those whose second
# and third it is; - for none.
# Derived by gen_pinyin.go from go-pinyin v0.21.0
# (https://github.com/mozillazg/go-pinyin), Copyright (c) 2016 mozillazg,
# MIT License: https://opensource.org/license/mit
# Changed: only U+4E00-U+9FFF; tones dropped; at most three readings.
`

// Columns of a line.
const (
	common = iota
	rare
	second
	third
	columns
)

func main() {
	log.SetFlags(0)
	table := map[string]*[columns][]rune{}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		code, rest, ok := strings.Cut(strings.TrimSpace(lines.Text()), ": \"")
		r, err := strconv.ParseInt(code, 0, 32)
		if !ok || err != nil || r < 0x4E00 || r > 0x9FFF {
			continue
		}
		for i, syllable := range readings(strings.TrimSuffix(rest, "\",")) {
			if table[syllable] == nil {
				table[syllable] = new([columns][]rune)
			}
			column := second + i - 1
			if i == 0 {
				column = rarity(rune(r))
			}
			table[syllable][column] = append(table[syllable][column], rune(r))
		}
	}
	if len(table) < 400 {
		log.Fatal("usage: gen_pinyin < pinyin_dict.go")
	}
	fmt.Print(header)
	for _, syllable := range slices.Sorted(maps.Keys(table)) {
		fmt.Print(syllable)
		for _, runes := range table[syllable] {
			slices.Sort(runes)
			fmt.Print(" ", cmp.Or(string(runes), "-"))
		}
		fmt.Println()
	}
}

// readings are the first three different syllables of a list with tones.
func readings(list string) (out []string) {
	for with := range strings.SplitSeq(list, ",") {
		plain := strings.Map(func(r rune) rune {
			switch {
			case r == 0x308: // the diaeresis, after its u
				return 'v'
			case r > 0x7F:
				return -1
			}
			return r
		}, norm.NFD.String(with))
		plain = strings.ReplaceAll(plain, "uv", "v")
		if strings.ContainsAny(plain, "aeiouv") && !slices.Contains(out, plain) && len(out) < 3 {
			out = append(out, plain)
		}
	}
	return out
}

// rarity tells the common characters: the first level of GB 2312, whose codes
// begin with B0 to D7.
func rarity(r rune) int {
	code, err := simplifiedchinese.GBK.NewEncoder().String(string(r))
	if err == nil && len(code) == 2 && code[0] >= 0xB0 && code[0] <= 0xD7 && code[1] >= 0xA1 {
		return common
	}
	return rare
}
