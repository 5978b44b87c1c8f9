package install

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// errNotDir: a file stands where a folder is expected, so what we look for
// below it does not exist.
var errNotDir = syscall.ENOTDIR

// placeProgram copies the program to its own folder, unless it is there
// already, and returns the path to register.
func (s *setup) placeProgram() (string, error) {
	exe := s.Exe
	if exe == "" {
		running, err := os.Executable()
		if err != nil {
			return "", fmt.Errorf("find the program: %w", err)
		}
		exe = running
	}
	exe, err := filepath.Abs(exe)
	if err != nil {
		return "", fmt.Errorf("find the program: %w", err)
	}
	// The manifest names the file itself: a link could be moved.
	if real, err := filepath.EvalSymlinks(exe); err == nil {
		exe = real
	}
	if s.InPlace {
		return exe, nil
	}
	to := s.program()
	if same, err := sameContent(exe, to); err != nil {
		return "", fmt.Errorf("copy the program: %w", err)
	} else if same {
		return to, nil
	}
	content, err := os.ReadFile(exe)
	if err != nil {
		return "", fmt.Errorf("copy the program: %w", err)
	}
	s.stepAside(to)
	if err := writeAtomically(to, content, 0o755); err != nil {
		return "", fmt.Errorf("copy the program: %w", err)
	}
	return to, nil
}

// program is where the copy of the program lives.
func (s *setup) program() string {
	name := "ai-bookmark"
	if s.goos == "windows" {
		name += ".exe"
	}
	return filepath.Join(s.programDir, name)
}

// stepAside makes room for a new program on Windows, where a running one
// cannot be replaced but can be renamed. Old ones go as soon as they can.
func (s *setup) stepAside(program string) {
	if s.goos != "windows" {
		return
	}
	old, _ := filepath.Glob(program + ".old*")
	for _, file := range old {
		os.Remove(file)
	}
	for i := range 100 {
		err := os.Rename(program, fmt.Sprintf("%s.old%d", program, i))
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			return
		}
	}
}

// removeProgram takes the copy away, and its folder when that leaves it empty.
func (s *setup) removeProgram() error {
	program := s.program()
	s.stepAside(program)
	if err := os.Remove(program); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errNotDir) {
		return fmt.Errorf("remove the program: %w", err)
	}
	old, _ := filepath.Glob(program + ".old*")
	for _, file := range old {
		os.Remove(file) // a running one stays until the next install or uninstall
	}
	removeEmptyDirs(s.programDir, s.Home)
	return nil
}

// sameContent tells whether both files are there with the same bytes. Only a
// missing or unreadable first file is an error.
func sameContent(a, b string) (bool, error) {
	ia, err := os.Stat(a)
	if err != nil {
		return false, err
	}
	ib, err := os.Stat(b)
	if err != nil || ia.Size() != ib.Size() || ib.Mode().Perm() != 0o755 && ib.Mode()&0o111 == 0 {
		return false, nil
	}
	if os.SameFile(ia, ib) {
		return true, nil
	}
	ha, err := hash(a)
	if err != nil {
		return false, err
	}
	hb, err := hash(b)
	return err == nil && bytes.Equal(ha, hb), nil
}

func hash(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return nil, fmt.Errorf("read %s: %w", filepath.Base(path), err)
	}
	return h.Sum(nil), nil
}

// writeAtomically replaces a file as a whole: a browser that reads meanwhile
// sees the old one or the new one.
func writeAtomically(path string, content []byte, mode os.FileMode) (err error) {
	dir := filepath.Dir(path)
	// 0700 as browsers make their own profile folders; an existing one keeps
	// its mode.
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	tmp, err := os.CreateTemp(dir, ".ai-bookmark-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	defer func() {
		if err != nil {
			tmp.Close()
			os.Remove(tmp.Name())
			err = fmt.Errorf("write %s: %w", filepath.Base(path), err)
		}
	}()
	if _, err := tmp.Write(content); err != nil {
		return err
	}
	if err := tmp.Chmod(mode); err != nil {
		return err
	}
	if err := tmp.Sync(); err != nil {
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

// removeEmptyDirs removes dir and the folders above it as long as they are
// empty, and stops below stop.
func removeEmptyDirs(dir, stop string) {
	for dir != stop && strings.HasPrefix(dir, stop+string(filepath.Separator)) {
		// Remove refuses a folder that holds anything.
		if os.Remove(dir) != nil {
			if _, err := os.Stat(dir); err == nil {
				return
			}
		}
		dir = filepath.Dir(dir)
	}
}
