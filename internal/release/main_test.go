package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheSameCommitGivesTheSameBytes(t *testing.T) {
	if testing.Short() || runtime.GOOS == "windows" {
		t.Skip("builds the program twice")
	}
	top, err := run(".", nil, "git", "rev-parse", "--show-toplevel")
	if err != nil {
		t.Skip("there is no git repository")
	}
	revision, err := run(top, nil, "git", "rev-parse", "HEAD")
	require.NoError(t, err)
	_, _ = os.Stat(filepath.Join(top, ".git", "logs", "HEAD")) // the go command runs a test anew once what it looked at changes
	var built [2]map[string][]byte
	for i := range built {
		out := t.TempDir()
		require.NoError(t, release(top, out, []string{runtime.GOOS + "/" + runtime.GOARCH}))
		built[i] = contents(t, out)
	}
	require.Len(t, built[0], 2)
	for file, content := range built[0] {
		assert.True(t, bytes.Equal(content, built[1][file]), "%s differs", file)
	}
	for file, content := range built[0] {
		if file == "SHA256SUMS" {
			continue
		}
		assert.Equal(t, fmt.Sprintf("%x  %s\n", sha256.Sum256(content), file), string(built[0]["SHA256SUMS"]))
		dir := t.TempDir()
		for i, program := range unpack(t, content)[2:] {
			require.NoError(t, os.WriteFile(filepath.Join(dir, programs[i]), program, 0o755))
		}
		said, err := exec.Command(filepath.Join(dir, "shareproof"), "version").Output()
		require.NoError(t, err)
		assert.Contains(t, string(said), revision)
		said, err = exec.Command(filepath.Join(dir, "shareproof"), "hunt", "--help").Output()
		require.NoError(t, err)
		assert.Contains(t, string(said), "--seeds", "it finds the program that hunts")
	}
}

// unpack returns the files of an archive, whose names and modes it checks.
func unpack(t *testing.T, content []byte) (files [][]byte) {
	t.Helper()
	plain, err := gzip.NewReader(bytes.NewReader(content))
	require.NoError(t, err)
	archived := tar.NewReader(plain)
	for _, want := range append([]string{"LICENSE", "README.md"}, programs...) {
		header, err := archived.Next()
		require.NoError(t, err)
		assert.True(t, strings.HasSuffix(header.Name, "/"+want), header.Name)
		assert.Equal(t, slices.Contains(programs, want), header.Mode&0o100 != 0)
		file, err := io.ReadAll(archived)
		require.NoError(t, err)
		files = append(files, file)
	}
	_, err = archived.Next()
	assert.Equal(t, io.EOF, err)
	return files
}

func contents(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	for _, e := range entries {
		all[e.Name()], err = os.ReadFile(filepath.Join(folder, e.Name()))
		require.NoError(t, err)
	}
	return all
}

func TestAnArchiveForWindowsIsAZipOfTheCommitsTime(t *testing.T) {
	made := time.Unix(1_700_000_000, 0).UTC()
	a := archive{name: "x", made: made, files: []entry{{"x/shareproof.exe", 0o755, []byte("p")}}}
	file, content, err := a.pack("windows")
	require.NoError(t, err)
	assert.Equal(t, "x.zip", file)
	packed, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	require.NoError(t, err)
	require.Len(t, packed.File, 1)
	assert.Equal(t, "x/shareproof.exe", packed.File[0].Name)
	assert.True(t, made.Equal(packed.File[0].Modified))
}
