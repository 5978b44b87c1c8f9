package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// askNode gives vectors and queries to a program for Node, as files of
// little-endian float32, and takes what it measured.
func (w *workload) askNode(ctx context.Context, program string, r *Result) error {
	dir, err := os.MkdirTemp("", "ai-bookmark-bench-vectors-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	vectors, queries := filepath.Join(dir, "vectors.f32"), filepath.Join(dir, "queries.f32")
	if err := errors.Join(writeVectors(vectors, w.vectors), writeVectors(queries, w.queries)); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, "node", "--expose-gc", program, vectors, queries, strconv.Itoa(w.dims), strconv.Itoa(k))
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		lines := strings.Split(strings.TrimSpace(complaint.String()), "\n")
		return fmt.Errorf("node: %w: %s", err, lines[len(lines)-1])
	}
	var said struct {
		Ready, MB float64
		Times     []float64
		Found     [][]int64
	}
	if err := json.Unmarshal(out, &said); err != nil {
		return fmt.Errorf("hnswlib.cjs: %w", err)
	}
	found := 0
	for i, ids := range said.Found {
		found += common(ids, w.truth[i])
	}
	r.Ready, r.MB = said.Ready, said.MB
	r.Recall = float64(found) / float64(k*len(w.queries))
	r.P50, r.P95 = quantile(said.Times, 0.5), quantile(said.Times, 0.95)
	return nil
}

func writeVectors(name string, vectors [][]float32) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(f)
	for _, v := range vectors {
		if err := binary.Write(out, binary.LittleEndian, v); err != nil {
			f.Close()
			return err
		}
	}
	return errors.Join(out.Flush(), f.Close())
}
