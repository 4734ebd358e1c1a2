package emulator

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// worldsFolder is where the journals of worlds with names are, a folder each, in that of the root's.
const worldsFolder = "worlds"

// folderOf is the name of a world as every file system keeps it apart from others: small letters stay, capitals
// are +a to +z, and a dot is ++. No device of Windows begins with a dash.
func folderOf(name string) string {
	b := []byte{'-'}
	for _, c := range []byte(name) {
		switch {
		case c == '.':
			b = append(b, "++"...)
		case 'A' <= c && c <= 'Z':
			b = append(b, '+', c-'A'+'a')
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

// inFolder is the name of the world in a folder, false where it is none's.
func inFolder(folder string) (name string, ok bool) {
	rest, ok := strings.CutPrefix(folder, "-")
	for i := 0; i < len(rest) && ok; i++ {
		switch {
		case rest[i] != '+':
			name += rest[i : i+1]
		case i+1 == len(rest):
			return "", false
		case rest[i+1] == '+':
			name += "."
			i++
		default:
			name += strings.ToUpper(rest[i+1 : i+2])
			i++
		}
	}
	return name, ok && worldName.MatchString(name) && folderOf(name) == folder
}

// WorldDir is the folder in which the world of a name is kept, beside the one at the root that is kept in
// dir. It is dir itself where there is no name.
func WorldDir(dir, name string) string {
	if name == "" {
		return dir
	}
	return filepath.Join(dir, worldsFolder, folderOf(name))
}

// beside is how the world of a name is kept, whose server keeps the root's. Nobody has asked for
// its options.
func (d *keeper) beside(name string) Data {
	of := d.Data
	of.Dir, of.Asked, of.Journal.Held = WorldDir(d.Dir, name), Asked{}, true
	return of
}

// Open brings back the worlds that are kept beside the one at the root, and removes what is left of those
// that were dropped. An error names the folder of the world that it is about.
func (w *Worlds) Open() error {
	if w.root.data == nil || w.room.Most == 0 {
		return nil
	}
	in := filepath.Join(w.root.data.Dir, worldsFolder)
	folders, err := os.ReadDir(in)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, f := range folders {
		name, ok := inFolder(f.Name())
		if !ok {
			continue
		}
		dir := filepath.Join(in, f.Name())
		if begun, err := filepath.Glob(filepath.Join(dir, "*.world")); err != nil || len(begun) == 0 {
			if err := errors.Join(err, os.RemoveAll(dir)); err != nil {
				return err
			}
			continue
		}
		if err := w.bringBack(name); err != nil {
			return errors.Join(err, w.Close())
		}
	}
	return nil
}

// bringBack opens a world that is kept.
func (w *Worlds) bringBack(name string) error {
	w.mu.Lock()
	world := w.begin(name)
	world.busy++
	w.mu.Unlock()
	err := w.open(world, nil)
	if err == nil {
		w.mu.Lock()
		world.seed = world.launch.World.Seed // another than its name's where it was forked
		w.mu.Unlock()
	}
	w.leave(world)
	return err
}

// Close keeps what is left of the worlds beside the one at the root. Nobody may call any more.
func (w *Worlds) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var err error
	for _, name := range slices.Sorted(maps.Keys(w.named)) {
		err = errors.Join(err, w.named[name].Close())
	}
	clear(w.named)
	return err
}
