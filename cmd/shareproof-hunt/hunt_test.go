package main

import (
	"context"
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance/simulation"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/scenarios/history"
)

func TestAHuntReportsWhatASimulationOfTheSameSeedsReports(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	args := []string{"--seeds", "1..6", "--range", "4", "--workers", "2", "--dir", dir, "--out", out, "--json"}
	code, stdout, stderr := hunted("honest", args...)
	require.Zero(t, code, stderr)
	var got report
	require.NoError(t, json.Unmarshal([]byte(stdout), &got))
	want := simulation.Run(t.Context(), simulation.Options{Seed: 1, Steps: 6 * simulation.PerWorld, Workers: 2})
	assert.Equal(t, report{
		Hunt: got.Hunt, Worlds: want.Worlds, Steps: want.Steps, Calls: want.Calls, States: want.States,
		Simulated: want.Simulated, Digest: want.Digest, Coverage: want.Coverage, Findings: []finding{},
	}, got)
	assert.Equal(t, map[string]string{"report.json": stdout}, folder(t, out))

	// All of it is kept: nobody has to play it again.
	code, again, stderr := hunted("honest", append(args, "--workers", "0", "--listen", "127.0.0.1:0")...)
	require.Zero(t, code, stderr)
	assert.Equal(t, stdout, again)

	// Only the same version may go on with it, and only as it began.
	code, _, stderr = hunted("another", args...)
	assert.Equal(t, exit.Usage, code)
	assert.Contains(t, stderr, `the hunt "hunt" is another one, of seeds 1..6 in ranges of 4, digest honest, not`)
	code, _, _ = hunted("honest", append(args, "--range", "3")...)
	assert.Equal(t, exit.Usage, code)
}

func TestWhatIsFoundIsShrunkAndToldOnce(t *testing.T) {
	out := t.TempDir()
	code, stdout, stderr := hunted("planted", "--seeds", "1..12", "--range", "3", "--dir", t.TempDir(), "--out", out)
	require.Equal(t, exit.Diverges, code, stderr)
	files := folder(t, out)
	var r report
	require.NoError(t, json.Unmarshal([]byte(files["report.json"]), &r))
	worlds, seen := 0, map[string]bool{}
	for _, f := range r.Findings {
		worlds += f.Worlds
		key := f.Invariant + strings.Join(f.Shape, " ")
		assert.False(t, seen[key], "%s is told twice", key)
		seen[key] = true
		assert.Contains(t, f.Shape, "ram.DeleteResourceShare")
		require.Equal(t, f.Scenario, files[f.File])
		read, err := scenarios.Read(f.File, []byte(f.Scenario))
		require.NoError(t, err)
		h := read.History
		planted := func(o model.Options) history.World { return lasting{model.New(o)} }
		shows, _ := h.Replay(planted, catalogue.NewChecker(h.Invariants...))
		assert.NotNil(t, shows, "%s does not show the bug", f.File)
		honest, _ := h.Replay(history.Honest, catalogue.NewChecker(h.Invariants...))
		assert.Nil(t, honest, "%s accuses the model", f.File)
		assert.Contains(t, stdout, "  replay  shareproof replay "+filepath.Join(out, f.File)+"\n")
	}
	assert.Greater(t, worlds, len(r.Findings), "nothing was found twice")
	assert.Contains(t, stdout, "\nbroken: INV-LIFE-02, ")
}

// A range in which every world breaks an invariant is not shrunk for ever.
func TestOnlySomeOfARangeAreShrunk(t *testing.T) {
	planted := players["planted"]
	result, err := planted.play(t.Context(), &plan{First: 1, Last: 16, Size: 16}, 0)
	require.NoError(t, err)
	shrunkOf, shrunk, unshrunk := map[string]int{}, 0, 0
	for _, f := range result.Found {
		if f.Shape == nil {
			unshrunk += f.Worlds
			continue
		}
		shrunkOf[f.Invariant] += f.Worlds
		shrunk += f.Worlds
	}
	assert.Equal(t, shrunkPerRange, slices.Max(slices.Collect(maps.Values(shrunkOf))))
	assert.Positive(t, unshrunk)
	assert.Len(t, result.Violations, shrunk+unshrunk, "each is counted")
}

// queued is a server with a queue, which can be begun again on what it keeps.
type queued struct {
	embedded
	t   *testing.T
	url string
}

func serve(t *testing.T) *queued {
	s := &queued{t: t, embedded: embedded{dir: t.TempDir(), listen: free(t)}}
	s.url = "nats://" + s.listen
	require.NoError(t, s.start())
	t.Cleanup(func() { s.stop() })
	return s
}

func (s *queued) connect(t *testing.T) *queue {
	q, err := reach{url: s.url, patience: time.Minute, replicas: 1}.connect("hunt")
	require.NoError(t, err)
	t.Cleanup(q.close)
	return q
}

// ended is how a command ended.
type ended struct {
	code   int
	stderr string
}

func (s *queued) hunt(player string, args ...string) chan ended {
	done := make(chan ended, 1)
	go func() {
		code, _, stderr := hunted(player, append(args, "--nats", s.url)...)
		done <- ended{code, stderr}
	}()
	return done
}

func TestAHuntOutlivesItsQueue(t *testing.T) {
	out, alone := t.TempDir(), t.TempDir()
	code, _, stderr := hunted("honest", "--seeds", "1..8", "--range", "1", "--dir", t.TempDir(), "--out", alone)
	require.Zero(t, code, stderr)

	s := serve(t)
	early := s.hunt("honest", "work", "--workers", "1")
	late := s.hunt("another", "work")
	lead := s.hunt("honest", "start", "--seeds", "1..8", "--range", "1", "--out", out)
	q := s.connect(t)
	for restarts, done := 0, uint64(0); done < 8; time.Sleep(50 * time.Millisecond) {
		p, err := q.planned(t.Context())
		require.NoError(t, err)
		if p == nil {
			continue
		}
		require.NoError(t, q.patiently(t.Context(), func(ctx context.Context) (err error) {
			done, err = q.done(ctx)
			return err
		}))
		if restarts < 2 && done > uint64(restarts) {
			restarts++
			s.stop()
			require.NoError(t, s.start())
		}
	}
	for name, process := range map[string]chan ended{"worker": early, "coordinator": lead} {
		e := <-process
		require.Zero(t, e.code, "%s: %s", name, e.stderr)
	}
	require.Equal(t, folder(t, alone), folder(t, out))
	refused := <-late
	assert.Equal(t, exit.Usage, refused.code)
	assert.Contains(t, refused.stderr, "is played by another version: its digest is honest, that of this program another")

	assert.Zero(t, (<-s.hunt("honest", "remove")).code)
	again := <-s.hunt("honest", "remove")
	assert.Equal(t, exit.Usage, again.code)
	assert.Contains(t, again.stderr, `there is no hunt "hunt"`)
}

// begun begins a hunt, whose ranges two coordinators put into the queue.
func begun(t *testing.T, ranges uint64) (*queue, *plan) {
	q, p := serve(t).connect(t), &plan{First: 1, Last: ranges, Size: 1, Digest: "honest"}
	require.NoError(t, q.begin(t.Context(), p, time.Minute))
	other := make(chan error)
	go func() { other <- q.publish(t.Context(), p) }()
	require.NoError(t, q.publish(t.Context(), p))
	require.NoError(t, <-other)
	return q, p
}

func (q *queue) waits(t *testing.T) uint64 {
	tasks, err := q.js.Stream(t.Context(), q.stream())
	require.NoError(t, err)
	return tasks.CachedInfo().State.Msgs
}

func TestARangeIsQueuedOnceAndHasOneResult(t *testing.T) {
	q, p := begun(t, 250)
	require.NoError(t, q.publish(t.Context(), p), "a third coordinator finds all of it")
	assert.EqualValues(t, 250, q.waits(t))

	first := &result{Range: 3, Digest: "honest", Part: &simulation.Part{Worlds: []simulation.Ended{{Steps: 1}}}}
	require.NoError(t, q.store(t.Context(), first))
	second := &result{Range: 3, Digest: "honest", Part: &simulation.Part{Worlds: []simulation.Ended{{Steps: 2}}}}
	require.NoError(t, q.store(t.Context(), second))
	stored, err := q.load(t.Context(), 3, 2)
	require.NoError(t, err)
	require.Len(t, stored, 1, "range 4 has none")
	assert.Equal(t, 1, stored[0].Worlds[0].Steps)
	none, err := q.load(t.Context(), 2, 2)
	require.NoError(t, err)
	assert.Empty(t, none, "there is a gap before range 3")
}

func TestARangeThatTheQueueHasLostIsPlayedNevertheless(t *testing.T) {
	q, p := begun(t, 3)
	again, err := q.requeue(t.Context(), p)
	require.NoError(t, err)
	require.Zero(t, again, "nothing is lost yet")
	tasks, err := q.js.Stream(t.Context(), q.stream())
	require.NoError(t, err)
	require.NoError(t, tasks.Purge(t.Context(), jetstream.WithPurgeKeep(0)))
	require.NoError(t, q.store(t.Context(), &result{Range: 1, Digest: "honest", Part: &simulation.Part{}}))
	again, err = q.requeue(t.Context(), p)
	require.NoError(t, err)
	assert.Equal(t, 2, again)
	assert.EqualValues(t, 2, q.waits(t))
}

func TestAResultThatIsNotOfTheHuntIsRefused(t *testing.T) {
	p := &plan{First: 1, Last: 9, Size: 3, Digest: "honest"}
	for name, r := range map[string]result{
		"another range":   {Range: 1, Digest: "honest", Part: &simulation.Part{}},
		"another version": {Digest: "another", Part: &simulation.Part{}},
		"nothing":         {Digest: "honest"},
		"no invariant":    {Digest: "honest", Part: &simulation.Part{}, Found: []shrunk{{found: found{Invariant: "../../x"}}}},
	} {
		code, _ := exit.Of(newSum(p).add(&r))
		assert.Equal(t, exit.Harness, code, name)
	}
}

func TestWrongArgumentsAreToldBeforeAnythingBegins(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"", `required flag(s) "seeds" not set`},
		{"--seeds 7", "--seeds: want FIRST..LAST, as in 1..100000, not \"7\""},
		{"--seeds 1..x", `--seeds: "x" is no seed`},
		{"--seeds 1..9007199254740992", `--seeds: "9007199254740992" is no seed`},
		{"--seeds 9..1", "--seeds: 1 lies before 9"},
		{"--seeds 1..9 --range 0", "--range: want 1 to 1000 seeds, not 0"},
		{"--seeds 1..99999999 --range 1", "--range: 99999999 ranges are more than 10000000"},
		{"--seeds 1..9 --system s3", `--system: "s3" is no system: want one of backup, `},
		{"--seeds 1..9 --workers -1", "--workers: -1 is no number of workers"},
		{"--seeds 1..9 --workers 0", "--workers: nobody else can take part without --listen"},
		{"--seeds 1..9 --lease 1ms", "--lease: want at least 1s, not 1ms"},
		{"--seeds 1..9 --name a.b", `--name: want 1 to 32 letters, digits, - or _, not "a.b"`},
		{"--seeds 1..9 --listen 4222", "--listen: address 4222: missing port in address"},
		{"--seeds 1..9 --listen 127.0.0.1:x", `--listen: "x" is no port`},
		{"--seeds 1..9 --listen 0.0.0.0:0", "--listen: others than this machine reach 0.0.0.0:0: set SHAREPROOF_HUNT_TOKEN"},
		{"work", `required flag(s) "nats" not set`},
		{"work --nats nats://127.0.0.1:1 --workers 0", "--workers: want at least one, not 0"},
	} {
		args := append(strings.Fields(c.args), "--dir", t.TempDir())
		if strings.HasPrefix(c.args, "work") {
			args = strings.Fields(c.args)
		}
		code, _, stderr := hunted("honest", args...)
		assert.Equal(t, exit.Usage, code, c.args)
		assert.Contains(t, stderr, c.want, c.args)
	}
}

func TestAFolderHasOneQueueAtATime(t *testing.T) {
	s := serve(t)
	code, _, stderr := hunted("honest", "--seeds", "1..2", "--dir", s.dir)
	assert.Equal(t, exit.Usage, code)
	assert.Contains(t, stderr, "--dir: another process has the queue in "+s.dir)
}

func TestAWorkerNeedsTheToken(t *testing.T) {
	t.Setenv(tokenVariable, "secret")
	s := serve(t)
	t.Setenv(tokenVariable, "guess")
	code, _, stderr := hunted("honest", "work", "--nats", s.url)
	assert.Equal(t, exit.Harness, code)
	assert.Contains(t, stderr, "the queue at "+s.url+" does not answer: nats: Authorization Violation")
}

func TestAQueueThatDoesNotAnswerIsToldWithoutItsPassword(t *testing.T) {
	address := free(t)
	code, _, stderr := hunted("honest", "work", "--nats", "nats://me:secret@"+address, "--patience", "3s")
	assert.Equal(t, exit.Harness, code)
	assert.Contains(t, stderr, "waiting: the queue at nats://"+address+" does not answer: ")
	assert.NotContains(t, stderr, "secret")
}

func TestEveryCommandHasExamplesThatParse(t *testing.T) {
	each := append(rootCommand(player{}).Commands(), rootCommand(player{}))
	for _, cmd := range each {
		require.NotEmpty(t, cmd.Example, cmd.Name())
		for line := range strings.Lines(cmd.Example) {
			parse(t, strings.Fields(line))
		}
	}
}

// parse parses a command line of the command, after variables of its environment.
func parse(t *testing.T, words []string) *cobra.Command {
	t.Helper()
	for strings.Contains(words[0], "=") {
		words = words[1:]
	}
	require.Equal(t, []string{"shareproof", "hunt"}, words[:2])
	found, args, err := rootCommand(player{}).Find(words[2:])
	require.NoError(t, err, words)
	require.NoError(t, found.ParseFlags(args), words)
	require.NoError(t, found.ValidateArgs(found.Flags().Args()), words)
	require.NoError(t, found.ValidateRequiredFlags(), words)
	return found
}

func TestTheIdentityIsAlwaysTheSame(t *testing.T) {
	one, err := identity()
	require.NoError(t, err)
	again, err := identity()
	require.NoError(t, err)
	assert.Equal(t, one, again)
	assert.Len(t, one, 32)
}
