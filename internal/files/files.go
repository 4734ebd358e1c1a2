// Package files finds the files of a suite and reads them as text. What looks
// like one of them and would not be read is a mistake.
package files

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shareproof/shareproof/internal/mistake"
)

// Named returns the files below the root with an extension such as ".yaml", in
// the order of their paths. Links to folders are followed. A file whose name
// ends in another spelling of the extension is a mistake.
func Named(fsys fs.FS, ext string, alike ...string) (names []string, err error) {
	var wrong []error
	w := walker{fsys: fsys, file: func(name string) {
		got := path.Ext(name)
		switch {
		case got == ext:
			names = append(names, name)
		case slices.ContainsFunc(append(alike, ext), func(e string) bool { return strings.EqualFold(e, got) }):
			wrong = append(wrong, &mistake.Mistake{File: name,
				Reason: fmt.Sprintf("the extension is %s: want %s, or it is not read", got, ext)})
		}
	}}
	if err := w.folder("."); err != nil {
		return nil, err
	}
	return names, mistake.Join(wrong...)
}

type walker struct {
	fsys fs.FS
	file func(name string)
	in   []fs.FileInfo // the folders on the way here
}

// folder walks a folder.
func (w *walker) folder(name string) error {
	here, err := fs.Stat(w.fsys, name)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(w.in, func(above fs.FileInfo) bool { return os.SameFile(above, here) }) {
		return &mistake.Mistake{File: name, Reason: "this link leads back to a folder that it is in"}
	}
	entries, err := fs.ReadDir(w.fsys, name)
	if err != nil {
		return err
	}
	w.in = append(w.in, here)
	defer func() { w.in = w.in[:len(w.in)-1] }()
	for _, entry := range entries {
		if err := w.entry(path.Join(name, entry.Name()), entry); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) entry(name string, entry fs.DirEntry) error {
	isFolder := entry.IsDir()
	if entry.Type()&fs.ModeSymlink != 0 {
		info, err := fs.Stat(w.fsys, name)
		isFolder = err == nil && info.IsDir()
	}
	if isFolder {
		return w.folder(name)
	}
	w.file(name)
	return nil
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// WithoutMark returns a text without the byte order mark that some editors put
// before it.
func WithoutMark(text []byte) []byte { return bytes.TrimPrefix(text, byteOrderMark) }

// Text reads a file that has to be UTF-8, without a byte order mark.
func Text(fsys fs.FS, name string) ([]byte, error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	text = WithoutMark(text)
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			before := text[:at]
			column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
			return nil, &mistake.Mistake{File: name, Line: bytes.Count(before, []byte("\n")) + 1, Column: column,
				Reason: fmt.Sprintf("the byte 0x%02x is not UTF-8", text[at])}
		}
		at += size
	}
	return text, nil
}

// Replace writes a file as a whole: who reads it meanwhile, and who is killed, has the old one or
// the new one.
func Replace(name string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(content)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	if err := os.Chmod(f.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
