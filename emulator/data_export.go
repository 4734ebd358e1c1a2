package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/shareproof/shareproof/emulator/journal"
)

// Export writes the state of the world that is kept in a folder to a file, which is not there yet, for
// versions that would play its journal otherwise. This version has to play it as the one that
// wrote it, unless its last snapshot has all.
func Export(d Data, file string) error {
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%s is there already", file)
	}
	if _, err := os.Stat(d.Dir); err != nil {
		return err
	}
	j, err := journal.Open(d.Dir, d.Journal)
	if err != nil {
		return err
	}
	e := &Emulator{data: &keeper{Data: d, journal: j, lenient: true}}
	e.start(Options{})
	found, err := e.load(false)
	if err == nil && !found {
		err = fmt.Errorf("there is no world in %s", d.Dir)
	}
	if err == nil {
		var text []byte
		if text, err = json.Marshal(e.aboutNow()); err == nil {
			err = journal.WriteSnapshot(file, journal.Snapshot{About: text, World: e.world.Export()})
		}
	}
	return errors.Join(err, j.Close())
}

// Import begins a journal in a folder, in which there is none, with the state that Export wrote. An
// error names what this version does not know.
func Import(file string, d Data) error {
	s, err := journal.ReadSnapshot(file)
	if err != nil {
		return err
	}
	var from about
	if err := json.Unmarshal(s.About, &from); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	j, err := journal.Open(d.Dir, d.Journal)
	if err != nil {
		return err
	}
	e := &Emulator{data: &keeper{Data: d, journal: j}}
	e.start(Options{})
	if empty, err := j.Empty(); err != nil || !empty {
		return errors.Join(err, fmt.Errorf("%s has a world already: choose another folder", d.Dir), j.Close())
	}
	if err = e.adoptSnapshot(&from, s.World); err == nil {
		err = e.beginJournal()
	}
	if err != nil {
		err = fmt.Errorf("%s, of shareproof %s: %w", file, from.Program, err)
	}
	return errors.Join(err, j.Close())
}
