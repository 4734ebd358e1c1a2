package conformance

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
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
		if err := replace(filepath.Join(dir, file.name), content); err != nil {
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

func replace(name string, content []byte) error {
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
