package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/exit"
)

var (
	killFor   = flag.Duration("kill-for", 0, "how long to kill workers at random; 0 for one short hunt")
	killSeeds = flag.Uint64("kill-seeds", 24, "how many seeds each hunt has whose workers are killed")
)

// process is the command in a process of its own.
type process struct {
	*exec.Cmd
	errs bytes.Buffer
	done chan error // has how it ended, once
}

func begin(t *testing.T, player string, args ...string) *process {
	t.Helper()
	program, err := os.Executable()
	require.NoError(t, err)
	p := &process{Cmd: exec.Command(program, args...), done: make(chan error, 1)}
	p.Env = append(os.Environ(), playerVariable+"="+player)
	p.Stderr = &p.errs
	require.NoError(t, p.Start())
	go func() { p.done <- p.Wait() }()
	return p
}

// code waits for the process, and returns its exit code.
func (p *process) code(t *testing.T) int {
	t.Helper()
	err := <-p.done
	p.done <- err
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	return p.ProcessState.ExitCode()
}

func (p *process) ended() bool { return len(p.done) > 0 }

func (p *process) kill() {
	_ = p.Process.Kill() // it may have ended
	p.done <- <-p.done
}

// free returns a port of this machine that nobody has.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

// crew is a coordinator with the queue, and its workers, each in a process of its own.
type crew struct {
	t       *testing.T
	hunt    []string
	address string
	lead    *process
	workers [4]*process
	killed  struct{ leads, workers int }
	left    time.Duration // how long to go on killing
}

func (c *crew) begin(i int) {
	if i == len(c.workers) {
		c.lead = begin(c.t, "planted", c.hunt...)
		return
	}
	c.workers[i] = begin(c.t, "planted", "work", "--nats", "nats://"+c.address, "--workers", "1")
}

// kill kills one of the workers, and sometimes the coordinator with the queue, and
// begins it again.
func (c *crew) kill(chance *rand.Rand) {
	i, leads := chance.IntN(len(c.workers)+1), chance.IntN(2) == 0
	if c.killed.leads == 0 && c.killed.workers > 2 { // a short hunt has to lose it, too
		i, leads = len(c.workers), true
	}
	if i == len(c.workers) {
		if leads && !c.lead.ended() {
			c.lead.kill()
			c.killed.leads++
			c.begin(i)
		}
	} else if !c.workers[i].ended() {
		c.workers[i].kill()
		c.killed.workers++
		c.begin(i)
	}
}

// round hunts once while workers and the coordinator are killed, and holds the result against
// that of one process.
func (c *crew) round(seeds string, chance *rand.Rand) {
	alone, together := c.t.TempDir(), c.t.TempDir()
	plan := []string{"--seeds", seeds, "--range", "2", "--lease", "2s"}
	one := begin(c.t, "planted", append(plan, "--workers", "1", "--dir", c.t.TempDir(), "--out", alone)...)
	require.Equal(c.t, exit.Diverges, one.code(c.t), &one.errs)

	c.address = free(c.t)
	c.hunt = append(plan, "--workers", "0", "--listen", c.address, "--dir", c.t.TempDir(), "--out", together)
	for i := range len(c.workers) + 1 {
		c.begin(i)
	}
	for !c.lead.ended() {
		pause := time.Duration(200+chance.IntN(800)) * time.Millisecond
		time.Sleep(pause)
		if c.left -= pause; c.left > 0 {
			c.kill(chance)
		}
	}
	require.Equal(c.t, exit.Diverges, c.lead.code(c.t), &c.lead.errs)
	for _, w := range c.workers {
		w.kill() // those that wait for a queue that is not there any more
	}
	want := folder(c.t, alone)
	require.Greater(c.t, len(want), 1, "a report and scenarios")
	require.Equal(c.t, want, folder(c.t, together))
}

// Whoever is killed, and however often, the result is that of one process, byte by byte.
//
//	go test . -run Killed -v -timeout 1h -args -kill-for 10m -kill-seeds 600
func TestWhoeverIsKilledTheResultIsThatOfOneProcess(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	chance := rand.New(rand.NewPCG(1, 2))
	c := &crew{t: t, left: max(*killFor, 20*time.Second)}
	for first := uint64(1); first == 1 || *killFor > 0 && c.left > 0; first += *killSeeds {
		last := first + *killSeeds - 1
		c.round(fmt.Sprintf("%d..%d", first, last), chance)
		t.Logf("seeds %d..%d: %d workers and %d coordinators were killed so far", first, last, c.killed.workers, c.killed.leads)
	}
	assert.Positive(t, c.killed.workers)
	assert.Positive(t, c.killed.leads)
}
