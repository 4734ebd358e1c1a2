//go:build unix

package journal

import (
	"errors"
	"os"
)

// syncDir has the disk write which files a folder has.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
