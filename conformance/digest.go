package conformance

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/shareproof/shareproof/features"
	"github.com/shareproof/shareproof/scenarios"
)

// SuiteDigest returns a digest of the features and scenarios that come with Shareproof, and
// of those at some paths: two runs with the same digest played the same.
func SuiteDigest(paths []string) string {
	h := sha256.New()
	add := func(name string, content []byte) {
		fmt.Fprintf(h, "%s %d\n", filepath.ToSlash(name), len(content))
		h.Write(content)
	}
	for _, root := range []fs.FS{features.FS, scenarios.FS} {
		_ = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
			if ext := path.Ext(name); err == nil && (ext == ".feature" || ext == ".yaml") {
				content, _ := fs.ReadFile(root, name) // the program holds it
				add(name, content)
			}
			return err
		})
	}
	for _, named := range paths {
		_ = filepath.WalkDir(File(named), func(name string, d fs.DirEntry, err error) error {
			if ext := filepath.Ext(name); err == nil && !d.IsDir() && (ext == ".feature" || ext == ".yaml") {
				if content, err := os.ReadFile(name); err == nil {
					add(name, content)
				}
			}
			return nil // what is not there is told by who runs it
		})
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}
