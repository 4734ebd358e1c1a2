// Command release builds what people without Go install: an archive of the programs for
// each platform, and their checksums. It builds the commit that is checked out, not what
// lies around it, and the same commit and version of Go give the same bytes.
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

var all = []string{"darwin/amd64", "darwin/arm64", "linux/amd64", "linux/arm64", "windows/amd64", "windows/arm64"}

func main() {
	out := flag.String("o", "dist", "folder for the archives")
	flag.Parse()
	platforms := flag.Args()
	if len(platforms) == 0 {
		platforms = all
	}
	if err := release(".", *out, platforms); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// release writes an archive for each platform, such as linux/amd64, and SHA256SUMS.
func release(repository, out string, platforms []string) error {
	work, err := os.MkdirTemp("", "release")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	// In a clone nothing is changed, and go knows the revision.
	source := filepath.Join(work, "source")
	if _, err := run(repository, nil, "git", "clone", "--quiet", repository, source); err != nil {
		return err
	}
	version, err := run(source, nil, "git", "describe", "--tags", "--always", "--abbrev=12")
	if err != nil {
		return err
	}
	seconds, err := run(source, nil, "git", "log", "-1", "--format=%ct")
	if err != nil {
		return err
	}
	committed, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	var sums bytes.Buffer
	for _, platform := range platforms {
		system, machine, _ := strings.Cut(platform, "/")
		a := archive{name: "shareproof_" + version + "_" + system + "_" + machine, made: time.Unix(committed, 0).UTC()}
		if err := a.gather(source, filepath.Join(work, system+"-"+machine), system, machine); err != nil {
			return fmt.Errorf("%s: %w", platform, err)
		}
		file, content, err := a.pack(system)
		if err != nil {
			return fmt.Errorf("%s: %w", platform, err)
		}
		if err := os.WriteFile(filepath.Join(out, file), content, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(content), file)
	}
	return os.WriteFile(filepath.Join(out, "SHA256SUMS"), sums.Bytes(), 0o644)
}

// archive holds files in a folder of its own name.
type archive struct {
	name  string
	made  time.Time
	files []entry
}

type entry struct {
	name    string
	mode    fs.FileMode
	content []byte
}

// programs are in folders of their own below cmd, each in the module of its folder.
var programs = []string{"shareproof", "shareproof-hunt"}

// gather builds the programs, and puts them behind what else the archive holds.
func (a *archive) gather(source, binaries, system, machine string) error {
	for _, name := range []string{"LICENSE", "README.md"} {
		if err := a.add(name, filepath.Join(source, name), 0o644); err != nil {
			return err
		}
	}
	// No workspace counts but those of the source.
	build := []string{"CGO_ENABLED=0", "GOOS=" + system, "GOARCH=" + machine, "GOFLAGS=", "GOWORK="}
	for _, program := range programs {
		folder := filepath.Join(source, "cmd", program)
		if system == "windows" {
			program += ".exe"
		}
		binary := filepath.Join(binaries, program)
		if _, err := run(folder, build, "go", "build", "-trimpath", "-buildvcs=true", "-ldflags=-s -w", "-o", binary, "."); err != nil {
			return err
		}
		if err := a.add(program, binary, 0o755); err != nil {
			return err
		}
	}
	return nil
}

// add puts a file into the archive.
func (a *archive) add(name, path string, mode fs.FileMode) error {
	content, err := os.ReadFile(path)
	a.files = append(a.files, entry{a.name + "/" + name, mode, content})
	return err
}

// pack returns the archive's file: a zip for Windows, else a tar.gz.
func (a *archive) pack(system string) (file string, content []byte, err error) {
	var to bytes.Buffer
	if system == "windows" {
		err = a.zip(&to)
		return a.name + ".zip", to.Bytes(), err
	}
	err = a.tar(&to)
	return a.name + ".tar.gz", to.Bytes(), err
}

func (a *archive) tar(to io.Writer) error {
	packed := gzip.NewWriter(to)
	w := tar.NewWriter(packed)
	for _, f := range a.files {
		header := &tar.Header{Name: f.name, Mode: int64(f.mode), Size: int64(len(f.content)), ModTime: a.made,
			Typeflag: tar.TypeReg, Format: tar.FormatUSTAR}
		if err := w.WriteHeader(header); err != nil {
			return err
		}
		if _, err := w.Write(f.content); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	return packed.Close()
}

func (a *archive) zip(to io.Writer) error {
	w := zip.NewWriter(to)
	for _, f := range a.files {
		header := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: a.made}
		header.SetMode(f.mode)
		into, err := w.CreateHeader(header)
		if err != nil {
			return err
		}
		if _, err := into.Write(f.content); err != nil {
			return err
		}
	}
	return w.Close()
}

// run runs a program in a folder, and returns what it says.
func run(folder string, environment []string, program string, args ...string) (string, error) {
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Env = folder, append(os.Environ(), environment...)
	said, err := cmd.Output()
	if failed, ok := err.(*exec.ExitError); ok {
		return "", fmt.Errorf("%s %s: %w: %s", program, args[0], err, failed.Stderr)
	}
	return strings.TrimSpace(string(said)), err
}
