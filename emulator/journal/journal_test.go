package journal_test

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator/journal"
)

// contents are what a journal says: its snapshot and the records after it.
func contents(j *journal.Journal) (all []string, err error) {
	found, err := j.Load(func(s journal.Snapshot) error {
		all = append(all, string(s.About)+"/"+string(s.World))
		return nil
	}, func(_ uint64, content []byte) error {
		all = append(all, string(content))
		return nil
	})
	if err == nil && !found {
		all = append(all, "nothing")
	}
	return all, err
}

func open(t *testing.T, dir string, o journal.Options) *journal.Journal {
	t.Helper()
	j, err := journal.Open(dir, o)
	require.NoError(t, err)
	return j
}

// written makes a journal of a snapshot and records in a fresh folder.
func written(t *testing.T, records ...string) (dir, log string) {
	t.Helper()
	dir = t.TempDir()
	j := open(t, dir, journal.Options{})
	require.NoError(t, j.Begin([]byte("about"), []byte("world")))
	for _, r := range records {
		require.NoError(t, j.Wait(j.Append([]byte(r))))
	}
	require.NoError(t, j.Close())
	return dir, filepath.Join(dir, "0000000000000000.log")
}

// reopened returns what a folder's journal says, and what was logged.
func reopened(t *testing.T, dir string) ([]string, string, error) {
	t.Helper()
	var log strings.Builder
	j := open(t, dir, journal.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	all, err := contents(j)
	require.NoError(t, j.Close())
	return all, log.String(), err
}

func TestWhatIsWrittenIsThereAgain(t *testing.T) {
	dir, _ := written(t, "one", "", "three")
	all, log, err := reopened(t, dir)
	require.NoError(t, err)
	require.Equal(t, []string{"about/world", "one", "", "three"}, all)
	require.Empty(t, log)
}

func TestAFolderHasOneJournal(t *testing.T) {
	dir, _ := written(t)
	j := open(t, dir, journal.Options{})
	_, err := journal.Open(dir, journal.Options{})
	require.ErrorIs(t, err, journal.ErrInUse)
	require.NoError(t, j.Close())
	require.NoError(t, open(t, dir, journal.Options{}).Close())
}

func TestALastRecordThatEndsTooEarlyIsCutOffAndSaid(t *testing.T) {
	dir, file := written(t, "the first", "the last")
	whole, err := os.ReadFile(file)
	require.NoError(t, err)
	last := len("the last") + 20
	for missing := 1; missing < last; missing++ {
		for _, zeros := range []int{0, missing} { // a file system may have made room for what it has not written
			torn := append(whole[:len(whole)-missing:len(whole)-missing], make([]byte, zeros)...)
			require.NoError(t, os.WriteFile(file, torn, 0o600))
			all, log, err := reopened(t, dir)
			if zeros > 0 && missing > last-20 && missing < last && err != nil { // a part of its head is there
				require.ErrorContains(t, err, "its head has another checksum")
				continue
			}
			require.NoError(t, err)
			require.Equal(t, []string{"about/world", "the first"}, all)
			require.Contains(t, log, fmt.Sprintf("offset=%d", len(whole)-last))
			after, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Len(t, after, len(whole)-last)
		}
	}
}

func TestAJournalThatWasCutOffGoesOn(t *testing.T) {
	dir, file := written(t, "one", "two")
	whole, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, whole[:len(whole)-1], 0o600))
	j := open(t, dir, journal.Options{Always: true})
	_, err = contents(j)
	require.NoError(t, err)
	require.NoError(t, j.Wait(j.Append([]byte("three"))))
	require.NoError(t, j.Close())
	all, _, err := reopened(t, dir)
	require.NoError(t, err)
	require.Equal(t, []string{"about/world", "one", "three"}, all)
}

func TestAByteThatIsAnotherIsAnErrorThatNamesItsPlace(t *testing.T) {
	dir, file := written(t, "one", "two", "three")
	whole, err := os.ReadFile(file)
	require.NoError(t, err)
	for i := range whole {
		damaged := append([]byte{}, whole...)
		damaged[i] ^= 0x40
		require.NoError(t, os.WriteFile(file, damaged, 0o600))
		_, _, err := reopened(t, dir)
		var damage *journal.Damage
		require.ErrorAs(t, err, &damage, "byte %d", i)
		require.Equal(t, min(i/23, 2)*23, damage.Offset)
		require.EqualValues(t, min(i/23, 2)+1, damage.Record)
		require.Equal(t, file, damage.File)
		after, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, damaged, after, "what is damaged is left as it is")
	}
}

func TestAFileThatIsMissingIsNoticed(t *testing.T) {
	dir, file := written(t, "one")
	j := open(t, dir, journal.Options{})
	_, err := contents(j)
	require.NoError(t, err)
	_, err = j.Rotate()
	require.NoError(t, err)
	require.NoError(t, j.Wait(j.Append([]byte("two"))))
	require.NoError(t, j.Close())
	all, _, err := reopened(t, dir)
	require.NoError(t, err)
	require.Equal(t, []string{"about/world", "one", "two"}, all)
	require.NoError(t, os.Remove(file))
	_, _, err = reopened(t, dir)
	require.ErrorContains(t, err, "the records before it are not there")
}

func TestASnapshotSavesThePlayOfWhatIsBeforeIt(t *testing.T) {
	dir, _ := written(t, "one")
	j := open(t, dir, journal.Options{})
	_, err := contents(j)
	require.NoError(t, err)
	for i := range 5 {
		n, err := j.Rotate()
		require.NoError(t, err)
		require.NoError(t, j.Keep(journal.Snapshot{Number: n, About: []byte("about"), World: fmt.Append(nil, "world ", i)}))
		require.NoError(t, j.Wait(j.Append([]byte("more"))))
	}
	require.NoError(t, j.Close())
	all, _, err := reopened(t, dir)
	require.NoError(t, err)
	require.Equal(t, []string{"about/world 4", "more"}, all)
	worlds, err := filepath.Glob(filepath.Join(dir, "*.world"))
	require.NoError(t, err)
	require.Len(t, worlds, 6)

	last := worlds[5]
	whole, err := os.ReadFile(last)
	require.NoError(t, err)
	whole[len(whole)/2] ^= 1
	require.NoError(t, os.WriteFile(last, whole, 0o600))
	all, log, err := reopened(t, dir)
	require.NoError(t, err)
	require.Equal(t, []string{"about/world 3", "more", "more"}, all)
	require.Contains(t, log, "an older one is taken")
}

func TestSnapshotsAreSpreadOverWhatWasDone(t *testing.T) {
	dir, _ := written(t, "one")
	j := open(t, dir, journal.Options{})
	_, err := contents(j)
	require.NoError(t, err)
	for i := range 200 {
		n, err := j.Rotate()
		require.NoError(t, err)
		require.NoError(t, j.Keep(journal.Snapshot{Number: n, About: fmt.Append(nil, i)}))
		require.NoError(t, j.Wait(j.Append([]byte("more"))))
	}
	numbers, err := journal.Snapshots(dir)
	require.NoError(t, err)
	require.Len(t, numbers, 16)
	require.Zero(t, numbers[0])
	require.Equal(t, []uint64{199, 200}, numbers[14:])
	for i, n := range numbers[1:] {
		require.LessOrEqual(t, n-numbers[i], uint64(30), "%v", numbers)
	}
	about, err := journal.ReadAbout(dir, 200)
	require.NoError(t, err)
	require.Equal(t, "199", string(about))

	require.NoError(t, j.Retire(numbers[3]))
	left, err := journal.Snapshots(dir)
	require.NoError(t, err)
	require.Equal(t, numbers[3:], left)
	count := 0
	require.NoError(t, journal.Read(dir, numbers[3], func(n uint64, _ []byte) error {
		count++
		require.Equal(t, numbers[3]+uint64(count), n)
		return nil
	}))
	require.EqualValues(t, 201-numbers[3], count)
	first, last, before, err := journal.Tail(dir, 3)
	require.NoError(t, err)
	require.EqualValues(t, 199, first)
	require.Len(t, last, 3)
	require.EqualValues(t, 198-numbers[3], before)
	_, last, before, err = journal.Tail(dir, 1000)
	require.NoError(t, err)
	require.Len(t, last, count)
	require.Zero(t, before)
	require.NoError(t, j.Retire(1000))
	left, err = journal.Snapshots(dir)
	require.NoError(t, err)
	require.Equal(t, []uint64{199, 200}, left, "a start needs them")
	require.NoError(t, j.Close())
	all, _, err := reopened(t, dir)
	require.NoError(t, err)
	require.Equal(t, []string{"199/", "more"}, all)
}

func TestToBeginIsToForget(t *testing.T) {
	dir, _ := written(t, "one")
	j := open(t, dir, journal.Options{})
	_, err := contents(j)
	require.NoError(t, err)
	before := j.Append([]byte("two"))
	require.NoError(t, j.Begin([]byte("about"), []byte("another")))
	require.NoError(t, j.Wait(before))
	require.NoError(t, j.Wait(j.Append([]byte("three"))))
	require.NoError(t, j.Close())
	all, _, err := reopened(t, dir)
	require.NoError(t, err)
	require.Equal(t, []string{"about/another", "three"}, all)
}

func TestAJournalThatIsDroppedLeavesNothing(t *testing.T) {
	dir, _ := written(t, "one")
	j := open(t, dir, journal.Options{Held: true})
	_, err := contents(j)
	require.NoError(t, err)
	under := j.Append([]byte("two"))
	require.NoError(t, j.Drop())
	require.NoDirExists(t, dir)
	require.NoError(t, j.Wait(under), "who still writes is answered")
	require.NoError(t, j.Wait(j.Append([]byte("three"))))
	_, err = j.Rotate()
	require.NoError(t, err)
	require.NoError(t, j.Keep(journal.Snapshot{}))
	require.NoError(t, j.Begin(nil, nil))
	require.NoDirExists(t, dir)
	require.NoError(t, j.Close())
}

// full is a disk on which there is so much room.
type full struct {
	*os.File
	room *int
}

func (f full) Write(b []byte) (int, error) {
	if len(b) > *f.room {
		n, _ := f.File.Write(b[:*f.room])
		*f.room = 0
		return n, errors.New("no space left on device")
	}
	*f.room -= len(b)
	return f.File.Write(b)
}

func TestWhatDoesNotFitOnTheDiskIsTakenBack(t *testing.T) {
	dir, _ := written(t, "one")
	room := 30
	j := open(t, dir, journal.Options{Open: func(name string) (journal.File, error) {
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
		return full{f, &room}, err
	}})
	_, err := contents(j)
	require.NoError(t, err)
	require.NoError(t, j.Wait(j.Append([]byte("two"))))
	lost := j.Append([]byte("lost"))
	require.ErrorContains(t, j.Wait(lost), "no space left")
	require.ErrorContains(t, j.Err(), "no space left")
	room = 1000
	all, err := contents(j)
	require.NoError(t, err)
	require.Equal(t, []string{"about/world", "one", "two"}, all)
	require.NoError(t, j.Err())
	require.NoError(t, j.Wait(j.Append([]byte("three"))))
	require.Error(t, j.Wait(lost), "its number was given again")
	require.NoError(t, j.Close())
	all, _, err = reopened(t, dir)
	require.NoError(t, err)
	require.Equal(t, []string{"about/world", "one", "two", "three"}, all)
}

// slow is a disk that needs a while for each sync.
type slow struct {
	*os.File
	syncs *int
}

func (f slow) Sync() error {
	*f.syncs++ // one at a time
	time.Sleep(2 * time.Millisecond)
	return nil
}

func TestThoseWhoWaitAtTheSameTimeSyncOnce(t *testing.T) {
	syncs := 0
	j := open(t, t.TempDir(), journal.Options{Always: true, Open: func(name string) (journal.File, error) {
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
		return slow{f, &syncs}, err
	}})
	require.NoError(t, j.Begin(nil, nil))
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			for range 20 {
				if err := j.Wait(j.Append([]byte("record"))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	t.Logf("%d syncs", syncs)
	require.LessOrEqual(t, syncs, 16*20/4, "one by one it is %d", 16*20)
	require.NoError(t, j.Close())
}

// Whatever a file holds, it is played, cut off or told by its place.
func FuzzLoad(f *testing.F) {
	f.Add([]byte{})
	f.Add(make([]byte, 40))
	f.Fuzz(func(t *testing.T, content []byte) {
		dir, file := written(t)
		if os.WriteFile(file, content, 0o600) != nil {
			t.Skip()
		}
		_, _, err := reopened(t, dir)
		if damage := (*journal.Damage)(nil); err != nil && !errors.As(err, &damage) {
			t.Fatal(err)
		}
	})
}
