// Package journal keeps records in the files of a folder: each is on the disk before
// whoever wrote it goes on, all are there again after the process was killed at any moment, and
// what is not as it was written is told by its place. It does not know what is in a record.
//
// N.log holds the records after number N, and N.world what all records up to number N came to.
package journal

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// Options say how records are kept.
type Options struct {
	// Always has each record on the disk itself before Wait returns. Otherwise it is with the
	// operating system, which outlives the process, and on the disk after Interval.
	Always bool
	// Interval is how often the disk is told to write, by default a second.
	Interval time.Duration
	// Open opens a file to append to, by default that of the operating system.
	Open func(name string) (File, error)
	// Log is told what was cut off, by default nobody.
	Log *slog.Logger
	// Held tells that somebody holds a folder around this one, so that it needs no lock of its own.
	Held bool
}

// syncInterval is how often the disk is told to write by default.
const syncInterval = time.Second

// File is what the journal needs of an open file.
type File interface {
	io.WriteCloser
	Sync() error
	Truncate(size int64) error
}

// Journal is an open journal. It is safe for concurrent use.
type Journal struct {
	dir     string
	options Options
	lock    *flock.Flock // nil where another holds the folder

	// turn is held by who writes; the others wait for theirs, and mostly find that it was
	// done for them. It is taken before mu, and nothing of the file changes without it.
	turn  sync.Mutex
	gone  bool  // it was dropped, and nobody waits any more; it changes with both turn and mu
	size  int64 // of the file, in whole records
	spare []byte

	// snapshots is held by who writes or drops them. It is taken before turn.
	snapshots sync.Mutex

	mu      sync.Mutex
	writing bool       // somebody writes for those who wait
	written *sync.Cond // he has
	file    File
	pending []byte // frames that are not in the file yet
	last    uint64 // number of the last record, written or not
	safe    uint64 // up to which number records are as safe as was asked for
	dirty   bool   // the disk does not have all that the file has
	err     error
	epoch   uint64            // counts how often the journal was loaded or begun
	ended   map[uint64]uint64 // by epoch that ended with an error: up to where it was safe
	stop    chan struct{}
	synced  sync.WaitGroup
}

// Place is where a record is: numbers are given again where records were taken back.
type Place struct{ number, epoch uint64 }

var errTakenBack = errors.New("the record could not be written and was taken back")

// ErrInUse is that of a folder in which another process keeps its journal.
var ErrInUse = errors.New("another process keeps its journal there")

const (
	logExtension   = ".log"
	worldExtension = ".world"
	lockName       = "lock"
)

// Open locks a folder, which is made if need be, and returns its journal. Nothing can be
// written before Load.
func Open(dir string, o Options) (*Journal, error) {
	if o.Open == nil {
		o.Open = func(name string) (File, error) {
			return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
		}
	}
	if o.Interval <= 0 {
		o.Interval = syncInterval
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	j := &Journal{dir: dir, options: o, ended: map[uint64]uint64{}}
	j.written = sync.NewCond(&j.mu)
	if o.Held {
		return j, nil
	}
	j.lock = flock.New(filepath.Join(dir, lockName))
	switch locked, err := j.lock.TryLock(); {
	case err != nil:
		return nil, err
	case !locked:
		return nil, fmt.Errorf("%s: %w", dir, ErrInUse)
	}
	return j, nil
}

func (j *Journal) path(number uint64, extension string) string {
	return filepath.Join(j.dir, fmt.Sprintf("%016d%s", number, extension))
}

// numbers lists the numbers of the files with an extension, in rising order.
func (j *Journal) numbers(extension string) (all []uint64, err error) {
	entries, err := os.ReadDir(j.dir)
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), extension); ok {
			if n, err := strconv.ParseUint(name, 10, 64); err == nil {
				all = append(all, n)
			}
		}
	}
	slices.Sort(all)
	return all, err
}

// Append adds a record and returns its place. It is safe once Wait says so.
func (j *Journal) Append(content []byte) Place {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.last++
	j.pending = appendFrame(j.pending, j.last, content)
	return Place{j.last, j.epoch}
}

// Last returns the place of the last record, safe or not.
func (j *Journal) Last() Place {
	j.mu.Lock()
	defer j.mu.Unlock()
	return Place{j.last, j.epoch}
}

// Err returns why nothing can be written any more, nil as long as it can.
func (j *Journal) Err() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.err
}

// Wait returns when all records up to a place are safe. Those who wait at the same time write
// and sync once for all. After an error nothing is written any more, and what was not safe yet
// has been taken back as far as the disk let it.
func (j *Journal) Wait(p Place) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	done, err := j.isSafe(p)
	for ; !done; done, err = j.isSafe(p) {
		if j.writing {
			j.written.Wait()
			continue
		}
		j.writing = true
		j.mu.Unlock()
		j.writeOnce(p)
		j.mu.Lock()
		j.writing = false
		j.written.Broadcast()
	}
	return err
}

// writeOnce writes what is pending, unless the records up to a place are safe by then.
func (j *Journal) writeOnce(p Place) {
	j.turn.Lock()
	defer j.turn.Unlock()
	j.mu.Lock()
	done, _ := j.isSafe(p)
	j.mu.Unlock()
	if !done {
		_ = j.write(j.options.Always) // isSafe tells
	}
}

// isSafe reports whether all records up to a place are safe, or an error that they never will. Its caller has mu.
func (j *Journal) isSafe(p Place) (bool, error) {
	switch {
	case j.gone:
		return true, nil
	case p.epoch != j.epoch:
		if safe, failed := j.ended[p.epoch]; failed && p.number > safe {
			return true, errTakenBack
		}
		return true, nil
	case p.number <= j.safe:
		return true, nil
	}
	return j.err != nil, j.err
}

// write writes what is pending, and has the disk write it. Its caller has the turn.
func (j *Journal) write(sync bool) error {
	j.mu.Lock()
	batch, upTo, file := j.pending, j.last, j.file
	j.pending = j.spare[:0]
	j.mu.Unlock()
	_, err := file.Write(batch)
	if err == nil && sync {
		err = file.Sync()
	}
	if err != nil {
		err = errors.Join(err, file.Truncate(j.size))
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.spare = batch; err != nil {
		j.err = err
		return err
	}
	j.size += int64(len(batch))
	j.safe, j.dirty = upTo, !sync
	return nil
}

// idle has all written and synced. Its caller has the turn.
func (j *Journal) idle() error {
	j.mu.Lock()
	err, rest := j.err, len(j.pending) > 0 || j.dirty
	j.mu.Unlock()
	if err == nil && rest {
		err = j.write(true)
	}
	return err
}

// syncs tells the disk to write, now and then.
func (j *Journal) syncs(stop chan struct{}) {
	defer j.synced.Done()
	for tick := time.NewTicker(j.options.Interval); ; {
		select {
		case <-stop:
			tick.Stop()
			return
		case <-tick.C:
		}
		j.mu.Lock()
		file := j.file
		due := j.dirty && j.err == nil
		j.dirty = j.dirty && !due
		j.mu.Unlock()
		if !due {
			continue
		}
		if err := file.Sync(); err != nil {
			j.mu.Lock()
			if j.file == file && j.err == nil {
				j.err = err
			}
			j.mu.Unlock()
		}
	}
}

// Close writes what is left and gives the folder free.
func (j *Journal) Close() error {
	err := j.shut()
	if j.lock != nil {
		err = errors.Join(err, j.lock.Unlock())
	}
	return err
}

// Drop removes the journal with its folder. Who goes on writing to it is told that all is safe, since
// nobody can ask for it any more.
func (j *Journal) Drop() error {
	j.snapshots.Lock()
	defer j.snapshots.Unlock()
	j.turn.Lock()
	defer j.turn.Unlock()
	j.mu.Lock()
	j.gone, j.err = true, nil
	j.mu.Unlock()
	var err error
	if j.file != nil {
		close(j.stop)
		j.synced.Wait()
		err = j.file.Close()
		j.file = nil
	}
	// Without a snapshot there is no journal, whatever becomes of the rest.
	return errors.Join(err, j.forget(func(uint64) bool { return true }, worldExtension), os.RemoveAll(j.dir))
}

func (j *Journal) isGone() bool {
	j.turn.Lock()
	defer j.turn.Unlock()
	return j.gone
}

// shut writes what is left and closes the file.
func (j *Journal) shut() (err error) {
	j.turn.Lock()
	defer j.turn.Unlock()
	if j.file == nil {
		return nil
	}
	err = j.idle()
	close(j.stop)
	j.synced.Wait()
	j.mu.Lock()
	defer j.mu.Unlock()
	if err != nil {
		j.ended[j.epoch] = j.safe
	}
	err = errors.Join(err, j.file.Close())
	j.file = nil
	return err
}

// Empty reports whether nobody has begun the journal yet.
func (j *Journal) Empty() (bool, error) {
	worlds, err := j.numbers(worldExtension)
	return len(worlds) == 0, err
}
