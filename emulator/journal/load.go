package journal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// Snapshot is what all records up to a number came to.
type Snapshot struct {
	Number uint64
	About  []byte // whatever the writer wants to know before it reads the content
	World  []byte
}

// Load reads the journal for who has not written to it yet, or cannot any more: begin gets the last
// snapshot that is whole, and play each record after it. Then the journal can be written to. It
// returns false, and nothing can be written yet, where there is no snapshot. A record that
// was not written to its end is cut off and logged; Damage is an error.
func (j *Journal) Load(begin func(Snapshot) error, play func(number uint64, content []byte) error) (bool, error) {
	if err := j.shut(); err != nil {
		j.options.Log.Warn("the journal was left behind", "error", err)
	}
	worlds, err := j.numbers(worldExtension)
	if err != nil || len(worlds) == 0 {
		return false, err
	}
	var snapshot Snapshot
	for i := len(worlds) - 1; ; i-- {
		if snapshot, err = readSnapshot(j.path(worlds[i], worldExtension), worlds[i]); err == nil {
			break
		} else if i == 0 {
			return false, err
		}
		j.options.Log.Warn("a snapshot cannot be read: an older one is taken", "error", err)
	}
	if err := begin(snapshot); err != nil {
		return false, err
	}
	logs, err := j.numbers(logExtension)
	if err != nil {
		return false, err
	}
	next, size := snapshot.Number, 0
	for i, n := range logs {
		if n < snapshot.Number {
			continue
		}
		if n != next {
			return false, &Damage{j.path(n, logExtension), 0, next + 1, "the records before it are not there"}
		}
		last := i == len(logs)-1
		if next, size, err = j.playFile(n, last, play); err != nil {
			return false, err
		}
		if last {
			if err := j.cut(n, size); err != nil {
				return false, err
			}
		}
	}
	if len(logs) == 0 || logs[len(logs)-1] < snapshot.Number {
		size = 0
		logs = append(logs, snapshot.Number)
	}
	return true, j.continueAt(logs[len(logs)-1], next, int64(size))
}

// playFile plays the records of a file. It returns the number of the last one and how long the
// file is.
func (j *Journal) playFile(n uint64, last bool, play func(uint64, []byte) error) (uint64, int, error) {
	name := j.path(n, logExtension)
	bytes, err := os.ReadFile(name)
	if err != nil {
		return n, 0, err
	}
	f := frames{file: name, bytes: bytes, number: n + 1}
	for {
		content, torn, err := f.next()
		switch {
		case err != nil:
			return n, 0, err
		case torn && !last:
			return n, 0, f.damage("the file ends within it, and others follow")
		case torn:
			return f.number - 1, f.offset, nil
		case content == nil:
			return f.number - 1, f.offset, nil
		}
		if err := play(f.number-1, content); err != nil {
			return n, 0, fmt.Errorf("%s: record %d: %w", name, f.number-1, err)
		}
	}
}

// cut cuts off what is in a file after so many bytes: a record that was not written to its end.
func (j *Journal) cut(n uint64, size int) error {
	name := j.path(n, logExtension)
	info, err := os.Stat(name)
	if err != nil || info.Size() == int64(size) {
		return err
	}
	j.options.Log.Warn("the last record was not written to its end and is cut off", "file", name, "offset", size,
		"bytes", info.Size()-int64(size))
	return os.Truncate(name, int64(size))
}

// ErrEnough ends the play of a journal that is only read.
var ErrEnough = errors.New("enough was played")

// Snapshots lists the numbers of the snapshots in a folder, in rising order: there is one at least.
func Snapshots(dir string) ([]uint64, error) {
	worlds, err := (&Journal{dir: dir}).numbers(worldExtension)
	if err == nil && len(worlds) == 0 {
		err = fmt.Errorf("there is no world in %s", dir)
	}
	return worlds, err
}

// ReadSnapshotAt reads the snapshot of a number in a folder.
func ReadSnapshotAt(dir string, number uint64) (Snapshot, error) {
	return readSnapshot((&Journal{dir: dir}).path(number, worldExtension), number)
}

// ReadAbout reads what the snapshot of a number tells of its content, and not the content.
func ReadAbout(dir string, number uint64) ([]byte, error) {
	name := (&Journal{dir: dir}).path(number, worldExtension)
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	head := make([]byte, len(snapshotMark)+frameHead)
	if _, err := io.ReadFull(file, head); err != nil || string(head[:len(snapshotMark)]) != snapshotMark {
		return nil, fmt.Errorf("%s is no snapshot of a world, or in a format that this version does not know", name)
	}
	head = head[len(snapshotMark):]
	bytes, err := io.ReadAll(io.LimitReader(file, int64(binary.BigEndian.Uint32(head))))
	if err != nil {
		return nil, err
	}
	f := frames{file: name, bytes: append(head, bytes...), number: number}
	about, torn, err := f.next()
	if err == nil && torn {
		err = f.damage("the file ends within it")
	}
	return about, err
}

// Read plays the records of a folder after a number. It writes nothing, and somebody else may write meanwhile.
func Read(dir string, after uint64, play func(number uint64, content []byte) error) error {
	j := &Journal{dir: dir}
	logs, err := j.numbers(logExtension)
	for i := 0; i < len(logs) && err == nil; i++ {
		last := i == len(logs)-1
		if !last && logs[i+1] <= after {
			continue
		}
		_, _, err = j.playFile(logs[i], last, func(n uint64, content []byte) error {
			if n <= after {
				return nil
			}
			return play(n, content)
		})
	}
	if errors.Is(err, ErrEnough) {
		return nil
	}
	return err
}

// Tail returns the last records of a folder, oldest first, the number of the first of them, and how many there
// are before them.
func Tail(dir string, most int) (first uint64, last [][]byte, before uint64, err error) {
	j := &Journal{dir: dir}
	worlds, err := Snapshots(dir)
	if err != nil {
		return 0, nil, 0, err
	}
	logs, err := j.numbers(logExtension)
	for i := len(logs) - 1; i >= 0 && err == nil && len(last) < most; i-- {
		if logs[i] < worlds[0] {
			break
		}
		var here [][]byte
		_, _, err = j.playFile(logs[i], i == len(logs)-1, func(_ uint64, content []byte) error {
			here = append(here, content)
			return nil
		})
		first, last = logs[i]+1, append(here, last...)
	}
	cut := max(0, len(last)-most)
	first += uint64(cut)
	return first, last[cut:], max(first, worlds[0]+1) - worlds[0] - 1, err
}

// continueAt opens a file to go on with after a record.
func (j *Journal) continueAt(n, last uint64, size int64) error {
	j.turn.Lock()
	defer j.turn.Unlock()
	if j.gone {
		return nil
	}
	file, err := j.options.Open(j.path(n, logExtension))
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.file, j.size, j.pending, j.last, j.safe, j.err, j.dirty = file, size, nil, last, last, nil, false
	j.stop = make(chan struct{})
	j.epoch++
	j.synced.Add(1)
	go j.syncs(j.stop)
	return nil
}

// Begin starts over: what comes from now on follows a snapshot whose number is that of the last
// record and one, and all before is forgotten.
func (j *Journal) Begin(about, world []byte) error {
	if err := j.shut(); err != nil || j.isGone() {
		return err
	}
	n := uint64(0)
	if worlds, err := j.numbers(worldExtension); err != nil {
		return err
	} else if len(worlds) > 0 {
		n = max(j.Last().number, worlds[len(worlds)-1]) + 1
	}
	if err := j.Keep(Snapshot{n, about, world}); err != nil {
		return err
	}
	if err := j.forget(func(m uint64) bool { return m < n }, logExtension, worldExtension); err != nil {
		return err
	}
	return j.continueAt(n, n, 0)
}

// Rotate goes on in a new file, since a snapshot of all until now is to be kept. It returns the
// number of the last record.
func (j *Journal) Rotate() (uint64, error) {
	j.turn.Lock()
	defer j.turn.Unlock()
	if j.gone {
		return j.Last().number, nil
	}
	if err := j.idle(); err != nil {
		return 0, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	file, err := j.options.Open(j.path(j.last, logExtension))
	if err != nil {
		return 0, err
	}
	err = j.file.Close()
	j.file, j.size = file, 0
	return j.last, errors.Join(err, syncDir(j.dir))
}

// mostSnapshots is how many there are at most.
const mostSnapshots = 16

// Keep writes a snapshot. Of those before it the first and the last stay, and others about as far from each
// other.
func (j *Journal) Keep(s Snapshot) error {
	j.snapshots.Lock()
	defer j.snapshots.Unlock()
	if j.gone {
		return nil
	}
	name := j.path(s.Number, worldExtension)
	if err := WriteSnapshot(name, s); err != nil {
		return err
	}
	worlds, err := j.numbers(worldExtension)
	for err == nil && len(worlds) > mostSnapshots {
		near := 1 // to its neighbours
		for i := 2; i < len(worlds)-2; i++ {
			if worlds[i+1]-worlds[i-1] < worlds[near+1]-worlds[near-1] {
				near = i
			}
		}
		err = os.Remove(j.path(worlds[near], worldExtension))
		worlds = slices.Delete(worlds, near, near+1)
	}
	return err
}

// Retire forgets what is before a snapshot. The last two stay, and all records after them.
func (j *Journal) Retire(before uint64) error {
	j.snapshots.Lock()
	defer j.snapshots.Unlock()
	if j.gone {
		return nil
	}
	worlds, err := j.numbers(worldExtension)
	if err != nil || len(worlds) < 3 {
		return err
	}
	before = min(before, worlds[len(worlds)-2])
	return j.forget(func(n uint64) bool { return n < before }, worldExtension, logExtension)
}

func (j *Journal) forget(which func(uint64) bool, extensions ...string) error {
	for _, extension := range extensions {
		all, err := j.numbers(extension)
		if err != nil {
			return err
		}
		for _, n := range all {
			if which(n) {
				if err := os.Remove(j.path(n, extension)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

const snapshotMark = "shareproof snapshot 1\n"

// WriteSnapshot writes a snapshot to a file, which is there whole or not at all.
func WriteSnapshot(name string, s Snapshot) error {
	b := appendFrame(appendFrame([]byte(snapshotMark), s.Number, s.About), s.Number+1, s.World)
	f, err := os.CreateTemp(filepath.Dir(name), ".snapshot-*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return syncDir(filepath.Dir(name))
}

// ReadSnapshot reads a snapshot from a file.
func ReadSnapshot(name string) (Snapshot, error) {
	bytes, err := os.ReadFile(name)
	if err != nil {
		return Snapshot{}, err
	}
	if len(bytes) < len(snapshotMark)+frameHead || string(bytes[:len(snapshotMark)]) != snapshotMark {
		return Snapshot{}, fmt.Errorf("%s is no snapshot of a world, or in a format that this version does not know", name)
	}
	f := frames{file: name, bytes: bytes, offset: len(snapshotMark)}
	f.number = numberAt(bytes[f.offset:])
	s := Snapshot{Number: f.number}
	for _, content := range []*[]byte{&s.About, &s.World} {
		var torn bool
		if *content, torn, err = f.next(); err == nil && (torn || *content == nil) {
			err = f.damage("the file ends within it")
		}
		if err != nil {
			return s, err
		}
	}
	if f.offset != len(bytes) {
		return s, f.damage("the file goes on after its end")
	}
	return s, nil
}

func readSnapshot(name string, number uint64) (Snapshot, error) {
	s, err := ReadSnapshot(name)
	if err == nil && s.Number != number {
		err = &Damage{name, 0, s.Number, "its name is that of another"}
	}
	return s, err
}
