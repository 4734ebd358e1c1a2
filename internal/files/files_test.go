package files_test

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/files"
)

func write(t *testing.T, name, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
}

func TestFilesBehindLinksAreFound(t *testing.T) {
	top := t.TempDir()
	write(t, filepath.Join(top, "shared", "a.yaml"), "")
	write(t, filepath.Join(top, "suite", "b.yaml"), "")
	require.NoError(t, os.Symlink(filepath.Join(top, "shared"), filepath.Join(top, "suite", "linked")))
	require.NoError(t, os.Symlink(filepath.Join(top, "shared", "a.yaml"), filepath.Join(top, "suite", "c.yaml")))
	names, err := files.Named(os.DirFS(filepath.Join(top, "suite")), ".yaml")
	require.NoError(t, err)
	require.Equal(t, []string{"b.yaml", "c.yaml", "linked/a.yaml"}, names)
}

func TestALinkToAFolderAboveIsAMistake(t *testing.T) {
	top := t.TempDir()
	write(t, filepath.Join(top, "in", "a.yaml"), "")
	require.NoError(t, os.Symlink(top, filepath.Join(top, "in", "up")))
	_, err := files.Named(os.DirFS(top), ".yaml")
	require.EqualError(t, err, "in/up: this link leads back to a folder that it is in")
}

func TestAnExtensionSpeltOtherwiseIsAMistake(t *testing.T) {
	fsys := fstest.MapFS{"a.yaml": {}, "b.yml": {}, "c.YAML": {}, "d.txt": {}, "yaml": {}}
	names, err := files.Named(fsys, ".yaml", ".yml")
	require.Equal(t, []string{"a.yaml"}, names)
	require.EqualError(t, err,
		"b.yml: the extension is .yml: want .yaml, or it is not read\nc.YAML: the extension is .YAML: want .yaml, or it "+
			"is not read")
}

func TestATextIsUTF8WithoutAMark(t *testing.T) {
	fsys := fstest.MapFS{"good": {Data: []byte("\xef\xbb\xbfgrüße")}, "bad": {Data: []byte("\xef\xbb\xbfä\nöü\xff\n")},
		"sixteen": {Data: []byte("\xff\xfea\x00")}}
	text, err := files.Text(fsys, "good")
	require.NoError(t, err)
	require.Equal(t, "grüße", string(text))
	_, err = files.Text(fsys, "bad")
	require.EqualError(t, err, "bad:2:3: the byte 0xff is not UTF-8")
	_, err = files.Text(fsys, "sixteen")
	require.EqualError(t, err, "sixteen:1:1: the byte 0xff is not UTF-8")
}
