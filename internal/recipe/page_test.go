package recipe_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	root    = "../.." // of the module
	page    = root + "/docs/adding-a-service.md"
	example = "testdata/parcels"
)

// block is a block of code of the page, and the file that was named before it.
type block struct{ language, file, text string }

var (
	fence = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")
	named = regexp.MustCompile("`([\\w/]+\\.[a-z]+)`")
)

// blocks lists the blocks of code of the page.
func blocks(t *testing.T) (all []block) {
	t.Helper()
	text := read(t, page)
	for _, at := range fence.FindAllStringSubmatchIndex(text, -1) {
		files := named.FindAllStringSubmatch(text[:at[0]], -1)
		require.NotEmpty(t, files, "no file is named before %s", text[at[4]:at[5]])
		all = append(all, block{text[at[2]:at[3]], files[len(files)-1][1], text[at[4]:at[5]]})
	}
	return all
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash(path))
	require.NoError(t, err)
	return string(text)
}

// files lists the files of the example, as they lie in the module.
func files(t *testing.T) (all []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(example, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(example, path)
			all = append(all, filepath.ToSlash(name))
		}
		return err
	}))
	require.NotEmpty(t, all)
	return all
}

func TestThePageShowsTheExampleAsItIs(t *testing.T) {
	text := read(t, page)
	for _, name := range files(t) {
		assert.Contains(t, text, "[`"+name+"`](../internal/recipe/testdata/parcels/"+name+")", "the page links every file")
	}
	for _, b := range blocks(t) {
		if b.language != "diff" {
			assert.Contains(t, read(t, example+"/"+b.file), b.text, "%s in testdata/parcels, of which the page shows a part", b.file)
		}
	}
}

// line is a line that is added to a file, after another one.
type line struct{ file, after, added string }

// registration lists the lines that the page adds outside the folders of the
// example.
func registration(t *testing.T) (all []line) {
	t.Helper()
	for _, b := range blocks(t) {
		if b.language != "diff" {
			continue
		}
		after, added, ok := strings.Cut(b.text, "\n+")
		require.True(t, ok && after[0] == ' ', "want a line of %s and one that is added after it: %s", b.file, b.text)
		all = append(all, line{b.file, after[1:] + "\n", added})
	}
	return all
}

func TestAServiceIsFiveFoldersAndAtMostFiveLinesElsewhere(t *testing.T) {
	folders := map[string]bool{}
	for _, name := range files(t) {
		folders[filepath.Dir(filepath.FromSlash(name))] = true
	}
	for _, top := range []string{"model", "steps", "invariants", "features", "scenarios"} {
		assert.True(t, folders[filepath.Join(top, "parcels")], "the folder %s/parcels", top)
	}
	assert.Len(t, folders, 5)

	added := registration(t)
	assert.LessOrEqual(t, len(added), 5)
	for _, l := range added {
		assert.Equal(t, 1, strings.Count(l.added, "\n"), "one line at a time: %s", l.added)
		assert.Equal(t, 1, strings.Count(read(t, root+"/"+l.file), l.after), "%s has once: %s", l.file, l.after)
	}
}

// The table at the end of the page has a row for each part that the tests leave out.
func TestThePageTellsWhatIsMissed(t *testing.T) {
	text := read(t, page)
	_, table, ok := strings.Cut(text, "| left out | told by | message |\n| --- | --- | --- |\n")
	require.True(t, ok)
	var rows strings.Builder
	for _, w := range without {
		for _, m := range w.missed {
			rows.WriteString(m.row())
		}
	}
	assert.Equal(t, rows.String(), table)
}
