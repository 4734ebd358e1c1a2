package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/shareproof/shareproof/internal/files"
)

// Write writes report.json, report.html and junit.xml into a folder, each of
// them whole or not at all.
func (r *Report) Write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, file := range []struct {
		name   string
		render func() ([]byte, error)
	}{{"report.json", r.JSON}, {"report.html", r.HTML}, {"junit.xml", r.JUnit}} {
		content, err := file.render()
		if err != nil {
			return fmt.Errorf("%s: %w", file.name, err)
		}
		if err := files.Replace(filepath.Join(dir, file.name), content); err != nil {
			return err
		}
	}
	return nil
}

// JSON renders the report as its schema describes it.
func (r *Report) JSON() ([]byte, error) {
	text, err := json.MarshalIndent(r, "", "  ")
	return r.hide(append(text, '\n')), err
}

// TryFolder says why no report could be written into a folder, without leaving
// anything there: it is not to be found out after a long run.
func TryFolder(dir string) error {
	for {
		info, err := os.Stat(dir)
		switch {
		case err == nil && !info.IsDir():
			return fmt.Errorf("%s is not a folder", dir)
		case err == nil:
			return tryToWrite(dir)
		case !errors.Is(err, fs.ErrNotExist) || filepath.Dir(dir) == dir:
			return err
		}
		dir = filepath.Dir(dir)
	}
}

func tryToWrite(dir string) error {
	f, err := os.CreateTemp(dir, ".shareproof-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
