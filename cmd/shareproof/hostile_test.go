package main

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/timing"
)

var hostile = flag.Duration("hostile", 10*time.Second, "how long TestAHostileHourEndsAsItBegan goes on")

// What the besieged server is told, and what docs/limits.md says of the memory that this may take.
const (
	siegeConnections = 128
	siegeWorlds      = 40
	siegeMemory      = 640 << 20
	// siegePatience is how long an honest call may wait while all connections are taken: as long
	// as one may be held that does nothing.
	siegePatience = 45 * time.Second
)

// siege is a server and those who wish it ill.
type siege struct {
	*testing.T
	cmd        *exec.Cmd
	said       *bytes.Buffer
	ended      chan error
	url, host  string
	admin      string
	strict     bool
	worst      atomic.Int64 // of the honest client, in nanoseconds
	counts     sync.Map     // of what was done, by the name of who did it
	complained atomic.Int64
	over       context.Context // ends when nobody attacks any more
}

// besiege starts a server in a process of its own.
func besiege(t *testing.T, args ...string) *siege {
	s := &siege{T: t, said: &bytes.Buffer{}, ended: make(chan error, 1),
		strict: slices.Contains(args, "--strict")}
	s.cmd = exec.Command("shareproof", append([]string{"serve", "--addr", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--seed",
		"11", "--max-connections", strconv.Itoa(siegeConnections)}, args...)...)
	out, err := s.cmd.StdoutPipe()
	require.NoError(t, err)
	errs, err := s.cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, s.cmd.Start())
	t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	admin, err := bufio.NewReader(errs).ReadString('\n')
	require.NoError(t, err)
	s.admin = strings.TrimSpace(admin[strings.LastIndex(admin, "http://"):])
	first, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	s.url = strings.TrimSpace(first)
	s.host = strings.TrimPrefix(s.url, "http://")
	go func() {
		_, _ = s.said.ReadFrom(errs)
		s.ended <- s.cmd.Wait()
	}()
	return s
}

// wrong tells of something that no attack may come to, and of not too many.
func (s *siege) wrong(format string, args ...any) {
	if s.complained.Add(1) < 20 {
		s.Errorf(format, args...)
	}
}

func (s *siege) count(name string) {
	n, _ := s.counts.LoadOrStore(name, new(atomic.Int64))
	n.(*atomic.Int64).Add(1)
}

// attacker does one thing that a server has to bear.
type attacker struct {
	name  string
	at    int // so many at the same time
	often time.Duration
	does  func(s *siege, chance *rand.Rand)
}

var attackers = []attacker{
	{"bytes that are almost a request", 2, 0, (*siege).sendNoise},
	{"headers that drip", 12, 0, (*siege).dripHeader},
	{"bodies that drip", 8, 0, (*siege).dripBody},
	{"answers that nobody reads", 16, 0, (*siege).readNothing},
	{"floods of connections", 1, 500 * time.Millisecond, (*siege).flood},
	{"sockets that are half closed", 2, 20 * time.Millisecond, (*siege).closeHalf},
	{"large, deep and packed bodies", 4, 50 * time.Millisecond, (*siege).sendLarge},
	{"forged keys and signatures", 2, 5 * time.Millisecond, (*siege).forge},
	{"requests of pages and for other hosts", 1, 20 * time.Millisecond, (*siege).sendAsPage},
	{"worlds without end", 1, 2 * time.Millisecond, (*siege).makeWorlds},
	{"the control API", 1, 20 * time.Millisecond, (*siege).control},
}

// attack lets all attackers loose until the context ends.
func (s *siege) attack(ctx context.Context) {
	var all sync.WaitGroup
	for i, a := range attackers {
		for j := range a.at {
			all.Go(func() {
				for chance := rand.New(rand.NewPCG(uint64(i), uint64(j))); ctx.Err() == nil; {
					a.does(s, chance)
					s.count(a.name)
					time.Sleep(a.often)
				}
			})
		}
	}
	all.Wait()
}

// dial opens a connection that ends by itself after a while.
func (s *siege) dial(d time.Duration) (c net.Conn, ok bool) {
	var err error
	if c, err = net.DialTimeout("tcp", s.host, 5*time.Second); err != nil {
		return nil, false // it is on its way out, or so full that the system refuses
	}
	end := time.Now().Add(d)
	if until, _ := s.over.Deadline(); until.Before(end) {
		end = until
	}
	return c, c.SetDeadline(end) == nil
}

// hear reads answers to their end, and complains of those that say that the server is at fault.
func (s *siege) hear(c net.Conn, about string) {
	for answers := bufio.NewReader(c); ; {
		answer, err := http.ReadResponse(answers, nil)
		if err != nil {
			return
		}
		text, _ := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
		s.judge(answer.StatusCode, text, about)
	}
}

var insides = regexp.MustCompile(`goroutine \d|runtime error|panic`)

// judge complains of answers that no bytes may lead to.
func (s *siege) judge(status int, text []byte, about string) {
	if status >= 500 || status < 200 {
		s.wrong("%.300q is answered with %d: %.300s", about, status, text)
	}
	if insides.Match(text) {
		s.wrong("%.300q is answered with the insides of the program: %.300s", about, text)
	}
}

// send sends a request over a connection of its own. It returns 0 where nobody answers.
func (s *siege) send(r *http.Request) (status int, text []byte) {
	client := http.Client{Timeout: siegePatience, Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(r)
	if err != nil {
		return 0, nil
	}
	defer answer.Body.Close()
	text, _ = io.ReadAll(io.LimitReader(answer.Body, 32<<20))
	s.judge(answer.StatusCode, text, r.Method+" "+r.URL.String())
	return answer.StatusCode, text
}

func (s *siege) request(method, path, body string, header ...string) *http.Request {
	r, err := http.NewRequest(method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.wrong("%s %s: %v", method, path, err)
		return &http.Request{}
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if host := r.Header.Get("Host"); host != "" {
		r.Host = host
	}
	return r
}

// memory returns how much memory the process has used at most, and uses now, in bytes.
func (s *siege) memory() (most, now int) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	require.NoError(s, err)
	for _, line := range strings.Split(string(text), "\n") {
		for name, to := range map[string]*int{"VmHWM:": &most, "VmRSS:": &now} {
			if rest, ok := strings.CutPrefix(line, name); ok {
				kilobytes, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
				require.NoError(s, err)
				*to = kilobytes << 10
			}
		}
	}
	return most, now
}

// watchMemory tells every minute how much memory the process uses.
func (s *siege) watchMemory(ctx context.Context) {
	for tick := time.Tick(time.Minute); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			most, now := s.memory()
			s.Logf("memory: at most %d MiB, now %d MiB", most>>20, now>>20)
		}
	}
}

// gauge reads a number that the process tells of itself.
func (s *siege) gauge(name string) int {
	answer, err := http.Get(s.admin + "/metrics")
	require.NoError(s, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(s, err)
	found := regexp.MustCompile(`(?m)^` + name + ` (\d+)`).FindSubmatch(text)
	require.NotNil(s, found, "%s", name)
	n, err := strconv.Atoi(string(found[1]))
	require.NoError(s, err)
	return n
}

// A server is attacked in all ways at once while an honest client calls, and an outsider asks for what is
// another's. It answers, has let go of all it held, and ends in order.
func TestAHostileHourEndsAsItBegan(t *testing.T) {
	if testing.Short() || runtime.GOOS != "linux" {
		t.Skip("it reads /proc, and takes a while")
	}
	dir := t.TempDir()
	for name, args := range map[string][]string{
		"open": {"--clock", "manual", "--max-worlds", strconv.Itoa(siegeWorlds), "--world-age", "5s",
			"--data", filepath.Join(dir, "world")},
		"strict": {"--strict", "--credentials", filepath.Join(dir, "keys"), "--clock", "real", "--crowd", "1",
			"--log", "json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := besiege(t, args...)
			ctx, stop := context.WithTimeout(t.Context(), *hostile)
			defer stop()
			s.over = ctx
			var inside sync.WaitGroup
			if !s.strict {
				o := newOutsider(s)
				inside.Go(func() { o.ask(ctx) })
				inside.Go(func() { s.beHonest(ctx) })
			}
			inside.Go(func() { s.watchMemory(ctx) })
			s.attack(ctx)
			inside.Wait()
			s.calmsDown()
			s.ends()
		})
	}
}

// beHonest calls now and then, and keeps how long it had to wait at most.
func (s *siege) beHonest(ctx context.Context) {
	for ctx.Err() == nil {
		begun := time.Now()
		status, _ := s.send(s.request(http.MethodPost, "/", "{}", "Authorization", authorizationOf("888888888888", "kms"),
			"X-Amz-Target", "TrentService.ListKeys", "Content-Type", "application/x-amz-json-1.1"))
		s.worst.Store(max(s.worst.Load(), int64(time.Since(begun))))
		if status != http.StatusOK {
			s.wrong("an honest call is answered with %d after %s", status, time.Since(begun))
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// calmsDown holds that a server that is left alone has let go of all that it was made to hold.
func (s *siege) calmsDown() {
	most, now := s.memory()
	s.counts.Range(func(name, n any) bool {
		s.Logf("%8d × %s", n.(*atomic.Int64).Load(), name)
		return true
	})
	s.Logf("memory: at most %d MiB, now %d MiB; the honest client waited %s at most", most>>20, now>>20,
		time.Duration(s.worst.Load()).Round(time.Millisecond))
	assert.Less(s, most, siegeMemory)
	assert.Eventually(s, func() bool { // once idle connections end, and worlds are dropped
		open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.cmd.Process.Pid))
		return err == nil && len(open) < 40 && s.gauge("go_goroutines") < 40
	}, 4*time.Minute, time.Second, "connections, worlds or goroutines are left")
	status, _ := s.send(s.request(http.MethodGet, "/", ""))
	assert.NotZero(s, status)
	healthy, err := http.Get(s.admin + "/healthz")
	require.NoError(s, err)
	assert.Equal(s, http.StatusOK, healthy.StatusCode)
	healthy.Body.Close()
}

// ends tells the process to end, which it does in order.
func (s *siege) ends() {
	require.NoError(s, s.cmd.Process.Signal(syscall.SIGTERM))
	select {
	case err := <-s.ended:
		assert.NoError(s, err)
	case <-time.After(timing.Patience):
		s.Error("the process does not end")
	}
	assert.NotRegexp(s, insides, s.said.String())
}
