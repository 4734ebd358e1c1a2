package emulator_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/emulator/journal"
	"github.com/shareproof/shareproof/internal/timing"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/services"
)

func lasting(t testing.TB, o emulator.Options, d emulator.Data) *emulator.Emulator {
	t.Helper()
	e, err := emulator.Open(o, d)
	require.NoError(t, err)
	t.Cleanup(func() { _ = e.Close() })
	return e
}

// killed is a copy of a folder as a process leaves it that is killed now.
func killed(t testing.TB, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy")
	require.NoError(t, os.CopyFS(to, os.DirFS(dir)))
	return to
}

// stirrer makes calls of any operation, most of which make sense.
type stirrer struct {
	*rand.Rand
	world *model.World // that is asked what makes sense
}

func newStirrer(seed uint64) *stirrer {
	return &stirrer{rand.New(rand.NewPCG(seed, 0)), model.New(model.Options{})}
}

var stirring = []string{"111111111111", "222222222222", "333333333333"}

func (s *stirrer) next() (kernel.Caller, any) {
	api := services.All[s.IntN(len(services.All))]
	op := api.Operations[s.IntN(len(api.Operations))]
	as := kernel.Caller{Account: stirring[s.IntN(3)], Region: "us-east-1"}
	in, ok := s.world.Generate(&kernel.Draw{Chance: s, Caller: as, Operation: op, Legal: true, Accounts: stirring,
		Regions: []string{"us-east-1", "eu-west-1"}, Certify: func(csr string) string { return csr }})
	if !ok {
		in = reflect.New(op.In).Interface()
	}
	_, _ = s.world.Do(as, in) // so that it knows as much
	return as, in
}

func TestAWorldThatIsKilledComesBackAsItWas(t *testing.T) {
	const seed = 7
	dir := t.TempDir()
	e := lasting(t, emulator.Options{World: model.Options{Seed: seed}}, emulator.Data{Dir: dir, Every: 300})
	s := newStirrer(seed)
	s.world = model.New(model.Options{Seed: seed})
	for i := range 2500 {
		as, in := s.next()
		_, _ = e.Do(t.Context(), as, in)
		if s.IntN(10) == 0 {
			d := time.Duration(s.IntN(48)) * time.Hour
			e.Advance(d)
			s.world.Advance(d)
		}
		if i%250 == 249 {
			digest := e.Digest()
			again, err := emulator.Open(emulator.Options{}, emulator.Data{Dir: killed(t, dir)})
			require.NoError(t, err, "after %d calls", i)
			require.Equal(t, digest, again.Digest(), "after %d calls", i)
			require.Equal(t, e.Now(), again.Now())
			require.NoError(t, again.Close())
		}
	}
	require.Equal(t, s.world.Digest(), e.Digest(), "a world that is not kept has come to the same")
}

func TestWhatTheControlAPIDoesIsKept(t *testing.T) {
	dir := t.TempDir()
	e := lasting(t, emulator.Options{}, emulator.Data{Dir: dir})
	for _, path := range []string{"reset?seed=5&activate=manual", "console?account=111111111111&region=us-east-1",
		"advance?by=3h"} {
		require.Equal(t, http.StatusOK, controlOf(http.MethodPost, path).to(e).Code, path)
	}
	created := cloudhsmCall("CreateCluster", `{"HsmType":"hsm2m.medium","SubnetIds":["subnet-01234567"],"Mode":"FIPS"}`)
	require.Equal(t, http.StatusOK, created.to(e).Code)
	again := lasting(t, emulator.Options{}, emulator.Data{Dir: killed(t, dir)})
	require.Equal(t, controlOf(http.MethodGet, "").to(e).Body.String(), controlOf(http.MethodGet, "").to(again).Body.String())
	require.Equal(t, e.Digest(), again.Digest())

	one, other := created.to(e), created.to(again)
	require.Equal(t, one.Body.String(), other.Body.String(), "its future is the same")
	require.NotEqual(t, one.Header().Get("X-Amzn-Requestid"), other.Header().Get("X-Amzn-Requestid"))
}

func controlOf(method, path string) request {
	return request{method: method, path: "/_shareproof/" + path}
}

func TestAClockGoesOnWhereItStoodAndARealOneShowsTheWalls(t *testing.T) {
	wall := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		clock emulator.Clock
		after time.Duration
	}{{emulator.Manual, time.Hour}, {emulator.Real, time.Hour + time.Minute + 24*time.Hour}, {60, 2 * time.Hour}} {
		now := wall
		o := emulator.Options{Clock: c.clock, World: model.Options{Clock: func() time.Time { return now }}}
		dir := t.TempDir()
		e := lasting(t, o, emulator.Data{Dir: dir})
		begun := e.Now()
		e.Advance(time.Hour)
		now = now.Add(time.Minute)
		require.Equal(t, http.StatusOK, controlOf(http.MethodGet, "digest").to(e).Code) // tells the time, which is kept
		copied := killed(t, dir)
		now = now.Add(24 * time.Hour)
		again := lasting(t, emulator.Options{World: o.World}, emulator.Data{Dir: copied})
		require.Equal(t, c.after, again.Now().Sub(begun), "%v", c.clock)
	}
}

func TestWhatContradictsAKeptWorldIsAnError(t *testing.T) {
	dir := t.TempDir()
	e, err := emulator.Open(emulator.Options{World: model.Options{Seed: 3}}, emulator.Data{Dir: dir})
	require.NoError(t, err)
	_, err = emulator.Open(emulator.Options{}, emulator.Data{Dir: dir})
	require.ErrorIs(t, err, journal.ErrInUse)
	require.NoError(t, e.Close())
	for says, o := range map[string]emulator.Options{
		"--seed 4 contradicts":       {World: model.Options{Seed: 4}},
		"--clock 60x contradicts":    {Clock: 60, World: model.Options{Seed: 3}},
		"--activate manual":          {World: model.Options{Seed: 3, ManualActivation: true}},
		"--start 2026-01-01T00:00:0": {World: model.Options{Seed: 3, Start: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}},
	} {
		_, err := emulator.Open(o, emulator.Data{Dir: dir, Asked: emulator.Asked{Seed: true, Clock: true, Start: true,
			Activate: true}})
		require.ErrorContains(t, err, says)
	}
	_, err = emulator.Open(emulator.Options{Faults: faults.Draw(5)}, emulator.Data{Dir: dir})
	require.ErrorContains(t, err, "no plan of faults")
	again, err := emulator.Open(emulator.Options{World: model.Options{Seed: 3}}, emulator.Data{Dir: dir,
		Asked: emulator.Asked{Seed: true, Clock: true, Start: true, Activate: true}})
	require.NoError(t, err)
	require.NoError(t, again.Close())
}

// rewrite changes what the snapshots of a folder tell of themselves.
func rewrite(t *testing.T, dir string, change func(s *journal.Snapshot, about map[string]any)) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "*.world"))
	require.NoError(t, err)
	require.NotEmpty(t, all)
	for _, name := range all {
		s, err := journal.ReadSnapshot(name)
		require.NoError(t, err)
		about := map[string]any{}
		require.NoError(t, json.Unmarshal(s.About, &about))
		change(&s, about)
		s.About, err = json.Marshal(about)
		require.NoError(t, err)
		require.NoError(t, journal.WriteSnapshot(name, s))
	}
}

func TestAJournalThatWouldBePlayedOtherwiseIsNotTouched(t *testing.T) {
	dir := t.TempDir()
	e := lasting(t, emulator.Options{}, emulator.Data{Dir: dir, Program: "v1.2.3"})
	_, err := e.Do(t.Context(), kernel.Caller{Account: "111111111111", Region: "us-east-1"}, &kms.CreateKey{})
	require.NoError(t, err)

	other := killed(t, dir)
	rewrite(t, other, func(_ *journal.Snapshot, about map[string]any) { about["Behaviour"] = "another" })
	before := killed(t, other)
	_, err = emulator.Open(emulator.Options{}, emulator.Data{Dir: other})
	require.ErrorContains(t, err, "was written by shareproof v1.2.3, whose model behaves otherwise than this one's: export its "+
		"state with that version")
	require.Equal(t, files(t, before), files(t, other))

	// What the digest of the behaviour does not show the record of the call does.
	other = killed(t, dir)
	rewrite(t, other, func(s *journal.Snapshot, _ map[string]any) { s.World = model.New(model.Options{Seed: 2}).Export() })
	_, err = emulator.Open(emulator.Options{}, emulator.Data{Dir: other})
	require.ErrorContains(t, err, "record 1: ")
	require.ErrorContains(t, err, "in which this record came to something else")
}

func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		all[e.Name()] = string(b)
	}
	return all
}

// narrow is a disk on which there is only so much room.
type narrow struct {
	*os.File
	room *int
}

func (f narrow) Write(b []byte) (int, error) {
	if len(b) > *f.room {
		n, _ := f.File.Write(b[:*f.room])
		return n, errors.New("no space left on device")
	}
	*f.room -= len(b)
	return f.File.Write(b)
}

func TestACallThatTheDiskDoesNotTakeIsAnsweredByAnErrorAndUndone(t *testing.T) {
	room := 2000
	dir := t.TempDir()
	e := lasting(t, emulator.Options{}, emulator.Data{Dir: dir, Journal: journal.Options{Always: true,
		Open: func(name string) (journal.File, error) {
			f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
			return narrow{f, &room}, err
		}}})
	create := request{method: http.MethodPost, path: "/", body: "{}", header: map[string]string{
		"Content-Type": json11, "X-Amz-Target": "TrentService.CreateKey", "Authorization": strings.Replace(cloudhsmAuth, "/cloudhsm/",
			"/kms/", 1)}}
	answered := 0
	for create.to(e).Code == http.StatusOK {
		answered++
	}
	require.Greater(t, answered, 5)
	require.Equal(t, http.StatusInternalServerError, create.to(e).Code)
	require.Equal(t, http.StatusServiceUnavailable, controlOf(http.MethodGet, "digest").to(e).Code)
	again := lasting(t, emulator.Options{}, emulator.Data{Dir: killed(t, dir)})
	require.Equal(t, answered, keysIn(t, again))

	room = 1 << 20
	require.Eventually(t, func() bool { return controlOf(http.MethodGet, "digest").to(e).Code == http.StatusOK },
		timing.Patience, 50*time.Millisecond)
	require.Equal(t, again.Digest(), e.Digest())
	require.Equal(t, http.StatusOK, create.to(e).Code)
	require.Equal(t, answered+1, keysIn(t, e))
}

// What is done in Go tells of a disk that takes nothing more, too.
func TestWhatTheDiskDoesNotTakeIsToldInGo(t *testing.T) {
	room := 1 << 20
	dir := t.TempDir()
	e := lasting(t, emulator.Options{}, emulator.Data{Dir: dir, Journal: journal.Options{
		Open: func(name string) (journal.File, error) {
			f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
			return narrow{f, &room}, err
		}}})
	as := kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	require.NoError(t, e.Advance(time.Hour))
	now, digest := e.Now(), e.Digest()
	room = 0
	for name, change := range map[string]func() error{
		"Advance":      func() error { return e.Advance(time.Hour) },
		"Pass":         func() error { return e.Pass(t.Context(), time.Hour) },
		"VisitConsole": func() error { return e.VisitConsole(as) },
		"Do": func() error {
			_, err := e.Do(t.Context(), as, &kms.CreateKey{})
			return err
		},
	} {
		require.ErrorContains(t, change(), "no space left on device", name)
		require.ErrorContains(t, change(), "no space left on device", name)
	}
	require.ErrorContains(t, e.Activate(as, "cluster-1"), "no space left on device")
	require.ErrorContains(t, e.WritePages(as, "x", 0, 1), "no space left on device")
	require.Equal(t, now, e.Now(), "nothing was done")
	require.Equal(t, digest, e.Digest())
	room = 1 << 20
	require.Eventually(t, func() bool { return e.Advance(time.Hour) == nil }, timing.Patience, 50*time.Millisecond)
	require.Equal(t, now.Add(time.Hour), e.Now())
	again := lasting(t, emulator.Options{}, emulator.Data{Dir: killed(t, dir)})
	require.Equal(t, e.Digest(), again.Digest())
}

func keysIn(t *testing.T, e *emulator.Emulator) int {
	t.Helper()
	out, err := e.Do(t.Context(), kernel.Caller{Account: "111111111111", Region: "us-east-1"},
		&kms.ListKeys{Limit: new(int32(1000))})
	require.NoError(t, err)
	return len(out.(*kms.ListKeysOutput).Keys)
}

func TestAnotherVersionImportsWhatThisOneExports(t *testing.T) {
	dir := t.TempDir()
	e, err := emulator.Open(emulator.Options{World: model.Options{Seed: 8}}, emulator.Data{Dir: dir, Program: "v1"})
	require.NoError(t, err)
	for range 3 {
		_, err := e.Do(t.Context(), kernel.Caller{Account: "111111111111", Region: "us-east-1"}, &kms.CreateKey{})
		require.NoError(t, err)
	}
	digest, running := e.Digest(), killed(t, dir)
	file, to := filepath.Join(t.TempDir(), "world"), filepath.Join(t.TempDir(), "to")
	require.ErrorIs(t, emulator.Export(emulator.Data{Dir: dir}, file), journal.ErrInUse)
	require.NoError(t, e.Close())
	require.NoError(t, emulator.Export(emulator.Data{Dir: dir}, file))
	require.ErrorContains(t, emulator.Export(emulator.Data{Dir: dir}, file), "is there already")
	require.NoError(t, emulator.Import(file, emulator.Data{Dir: to}))
	again := lasting(t, emulator.Options{}, emulator.Data{Dir: to})
	require.Equal(t, digest, again.Digest())
	require.ErrorContains(t, emulator.Import(file, emulator.Data{Dir: dir}), "has a world already")

	// Where the last snapshot has all nothing has to be played.
	other := func(_ *journal.Snapshot, about map[string]any) { about["Behaviour"] = "another" }
	rewrite(t, dir, other)
	require.NoError(t, emulator.Export(emulator.Data{Dir: dir}, file+"2"))
	rewrite(t, running, other)
	require.ErrorContains(t, emulator.Export(emulator.Data{Dir: running}, file+"3"), "behaves otherwise than this one's")

	damaged, err := os.ReadFile(file)
	require.NoError(t, err)
	damaged[len(damaged)-9] ^= 1
	require.NoError(t, os.WriteFile(file, damaged, 0o600))
	require.ErrorContains(t, emulator.Import(file, emulator.Data{Dir: filepath.Join(t.TempDir(), "x")}), "damaged at byte")
}

func TestTheStateOfAnEarlierMomentIsTold(t *testing.T) {
	e := lasting(t, emulator.Options{}, emulator.Data{Dir: t.TempDir(), Every: 3})
	as := kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	var digests []string
	for range 8 { // records 2 to 9, each after an hour
		_, err := e.Do(t.Context(), as, &kms.CreateKey{})
		require.NoError(t, err)
		digests = append(digests, e.Digest())
		e.Advance(time.Hour)
	}
	ask := func(query string) (then emulator.Then, status int) {
		w := controlOf(http.MethodGet, "state?"+query).to(e)
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &then))
		return then, w.Code
	}
	for i, digest := range digests {
		then, status := ask(fmt.Sprintf("at=%d&since=1", 2+2*i))
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, digest, then.Digest)
		require.Len(t, then.Accounts[0].Has, i+1)
		require.Len(t, then.Accounts[0].Appeared, i+1)
	}
	then, _ := ask("at=2025-11-01T02:30:00Z")
	require.Len(t, then.Accounts[0].Has, 3)
	require.Equal(t, "2025-11-01T02:30:00Z", then.Time.Format(time.RFC3339))
	then, _ = ask("")
	require.Equal(t, e.Digest(), then.Digest)
	again, status := ask("at=4") // back from the end
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, digests[1], again.Digest)
	_, status = ask("at=soon")
	require.Equal(t, http.StatusBadRequest, status)
	require.Equal(t, http.StatusNotFound, controlOf(http.MethodGet, "state").to(emulator.New(emulator.Options{})).Code)
}

func TestHistoryIsKeptAsLongAsItIsToBe(t *testing.T) {
	wall := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	now := wall
	o := emulator.Options{World: model.Options{Clock: func() time.Time { return now }}}
	dir := t.TempDir()
	data := emulator.Data{Dir: dir, History: 10 * time.Hour}
	e := lasting(t, o, data)
	as := kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	digests := map[uint64]string{}
	for i := range 60 { // every hour two records, and every five hours a snapshot
		_, err := e.Do(t.Context(), as, &kms.CreateKey{})
		require.NoError(t, err)
		record := uint64(2 + 2*i + i/5)
		digests[record] = e.Digest()
		require.NoError(t, e.Advance(2*time.Hour))
		now = now.Add(time.Hour)
		if i%5 == 4 {
			require.NoError(t, e.Close())
			e = lasting(t, o, data)
		}
	}
	var told struct{ Digest, Error string }
	ask := func(query string) int {
		w := controlOf(http.MethodGet, "state?"+query).to(e)
		told.Digest, told.Error = "", ""
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &told))
		return w.Code
	}
	for i := 50; i < 60; i++ { // the last ten hours
		record := uint64(2 + 2*i + i/5)
		require.Equal(t, 200, ask(fmt.Sprint("at=", record)), record)
		require.Equal(t, digests[record], told.Digest)
	}
	require.Equal(t, 400, ask("at=2"))
	require.Contains(t, told.Error, "record 2 is not kept any more: the first one is ")
	require.Equal(t, 400, ask("at=2025-11-01T01:00:00Z"))
	require.Contains(t, told.Error, "is not kept any more")
	numbers, err := journal.Snapshots(dir)
	require.NoError(t, err)
	require.Len(t, numbers, 3, "ten hours ago, five, and now")
	_, _, err = emulator.History(dir, 0, time.Time{})
	require.ErrorContains(t, err, "does not begin with an empty one, but with record")
	w := controlOf(http.MethodGet, "past?last=3").to(e)
	require.Equal(t, 200, w.Code)
	require.Contains(t, w.Body.String(), `"what": "time passed: 2h"`)
	again := lasting(t, o, emulator.Data{Dir: killed(t, dir)})
	require.Equal(t, e.Digest(), again.Digest())
}
