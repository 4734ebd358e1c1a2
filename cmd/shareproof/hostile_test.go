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
	"net/url"
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
	"github.com/shareproof/shareproof/model/services"
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

// account is one of the few that attackers call for: quotas bound what they can have.
func account(chance *rand.Rand) string { return fmt.Sprint(700_000_000_000 + chance.IntN(3)) }

func authorizationOf(key, service string) string {
	return "AWS4-HMAC-SHA256 Credential=" + key + "/20260101/us-east-1/" + service +
		"/aws4_request, SignedHeaders=host, Signature=0"
}

// anyRequest spells a request to any operation.
func (s *siege) anyRequest(chance *rand.Rand) string {
	api := services.All[chance.IntN(len(services.All))]
	op := api.Operations[chance.IntN(len(api.Operations))]
	path, media, body := op.Path, "application/json", "{}"
	if path == "" {
		path = "/"
	}
	if api.Version != "" {
		path, media, body = "/", "application/x-www-form-urlencoded", "Action="+op.Name+"&Version="+api.Version
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\n", op.Method, path, s.host,
		authorizationOf(account(chance), api.Signing))
	if api.Target != "" {
		media = "application/x-amz-json-1.1"
		fmt.Fprintf(&b, "X-Amz-Target: %s.%s\r\n", api.Target, op.Name)
	}
	fmt.Fprintf(&b, "Content-Type: %s\r\nContent-Length: %d\r\n\r\n%s", media, len(body), body)
	return b.String()
}

// sendNoise sends requests of which some bytes are others.
func (s *siege) sendNoise(chance *rand.Rand) {
	raw := []byte(s.anyRequest(chance) + s.anyRequest(chance))
	for range chance.IntN(6) {
		at := chance.IntN(len(raw))
		switch chance.IntN(4) {
		case 0:
			raw[at] = byte(chance.Uint32())
		case 1:
			raw = slices.Delete(raw, at, min(len(raw), at+1+chance.IntN(20)))
		case 2:
			raw = slices.Insert(raw, at, []byte(strings.Repeat(string(raw[at]), 1+chance.IntN(2000)))...)
		case 3:
			raw = append(raw[:at], raw[chance.IntN(at+1):]...)
		}
		if len(raw) == 0 {
			return
		}
	}
	c, ok := s.dial(siegePatience)
	if !ok {
		return
	}
	defer c.Close()
	go func() {
		_, _ = c.Write(raw)
		_ = c.(*net.TCPConn).CloseWrite()
	}()
	s.hear(c, string(raw))
}

// drip sends a byte now and then until the server has had enough of it.
func (s *siege) drip(head string, every time.Duration, drop string, within time.Duration) {
	c, ok := s.dial(2 * within)
	if !ok {
		return
	}
	defer c.Close()
	hung := make(chan struct{})
	go func() {
		defer close(hung)
		s.hear(c, head)
	}()
	_, err := io.WriteString(c, head)
	for begun := time.Now(); err == nil; _, err = io.WriteString(c, drop) {
		select {
		case <-hung:
			return
		case <-time.After(every):
		}
		if time.Since(begun) > within {
			s.wrong("%q may drip for %s", head, within)
			return
		}
	}
}

func (s *siege) dripHeader(chance *rand.Rand) {
	s.drip("GET / HTTP/1.1\r\nHost: "+s.host+"\r\nX-Slow: ", time.Duration(50+chance.IntN(900))*time.Millisecond, "a",
		siegePatience)
}

func (s *siege) dripBody(chance *rand.Rand) {
	head, _, _ := strings.Cut(s.anyRequest(chance), "Content-Type")
	s.drip(head+"Content-Length: 1000000\r\n\r\n{", time.Duration(50+chance.IntN(900))*time.Millisecond, " ", siegePatience+
		30*time.Second)
}

// readNothing asks for long answers, and reads none. When it is left it does not notice, since what was sent to
// it stands before that.
func (s *siege) readNothing(chance *rand.Rand) {
	c, ok := s.dial(siegePatience)
	if !ok {
		return
	}
	defer c.Close()
	_ = c.(*net.TCPConn).SetReadBuffer(64 << 10)
	_ = c.(*net.TCPConn).SetLinger(0) // the server hears of the end at once
	paths := []string{"/", "/_shareproof/calls", "/_shareproof/", "/_shareproof/look", "/_shareproof/why?about=key"}
	for err := error(nil); err == nil; time.Sleep(time.Millisecond) {
		one := fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", paths[chance.IntN(len(paths))], s.host)
		_, err = io.WriteString(c, strings.Repeat(one, 20))
	}
}

// flood opens more connections than there may be, and drops them in one way or another.
func (s *siege) flood(chance *rand.Rand) {
	var all []net.Conn
	for range chance.IntN(2 * siegeConnections) {
		c, ok := s.dial(time.Minute)
		if !ok {
			break
		}
		if chance.IntN(2) == 0 {
			_, _ = io.WriteString(c, "POST / HT")
		}
		all = append(all, c)
	}
	time.Sleep(time.Duration(chance.IntN(1000)) * time.Millisecond)
	for _, c := range all {
		if chance.IntN(2) == 0 {
			_ = c.(*net.TCPConn).SetLinger(0)
		}
		_ = c.Close()
	}
}

// closeHalf closes one direction of a connection in the middle of a request.
func (s *siege) closeHalf(chance *rand.Rand) {
	c, ok := s.dial(siegePatience)
	if !ok {
		return
	}
	defer c.Close()
	raw := s.anyRequest(chance)
	raw = raw[:chance.IntN(len(raw)+1)]
	_, _ = io.WriteString(c, raw)
	if chance.IntN(2) == 0 {
		_ = c.(*net.TCPConn).CloseRead()
	} else {
		_ = c.(*net.TCPConn).CloseWrite()
	}
	s.hear(c, raw)
}

// sendLarge sends bodies that are as long, deep or wide as may be, and longer.
func (s *siege) sendLarge(chance *rand.Rand) {
	size := []int{1 << 10, 1 << 16, 1<<20 - 100, 1<<20 + 1, 3 << 20}[chance.IntN(5)]
	form := [][3]string{
		{"", "[", ""}, {`{"Tags":`, "[", "]"}, {`{"Tags":[`, "{},", "{}]}"}, {"", " ", ""}, {"{", `"a":1,`, `"b":2}`},
		{`{"Policy":"`, `\"`, `"}`}, {`{"KeyId":"`, "é", `"}`}, {"\x1f\x8b\x08", "\x00", ""}, {`{"Filters":{"a":[`, `"",`, `""]}}`},
		{"Action=DescribeSnapshots&Version=2016-11-15", "&Filter.1.Value.1=x", ""},
	}[chance.IntN(10)]
	body := form[0] + strings.Repeat(form[1], max(1, size/len(form[1]))) + form[2]
	header := []string{"Authorization", authorizationOf(account(chance), "kms"), "X-Amz-Target", "TrentService." +
		[]string{"CreateKey", "TagResource", "PutKeyPolicy", "Encrypt"}[chance.IntN(4)],
		"Content-Type", "application/x-amz-json-1.1"}
	switch chance.IntN(4) {
	case 0:
		header = []string{"Authorization", authorizationOf(account(chance), "ec2"), "Content-Type",
			"application/x-www-form-urlencoded"}
	case 1:
		header = append(header, "Content-Encoding", []string{"gzip", "deflate", "br"}[chance.IntN(3)])
	}
	path := "/"
	if !s.strict && chance.IntN(2) == 0 {
		path = fmt.Sprintf("/_world/w%d/", chance.IntN(siegeWorlds/2))
	}
	r := s.request(http.MethodPost, path, body, header...)
	if chance.IntN(4) == 0 {
		r.ContentLength = -1 // in chunks
	}
	s.send(r)
}

// forge calls with keys, tokens and signatures that nobody was given.
func (s *siege) forge(chance *rand.Rand) {
	key := []string{"AKIA" + strings.Repeat("A", 16), "ASIA" + fmt.Sprintf("%016X", chance.Uint64()), "11111111111",
		"1111111111111", "", "١١١١١١١١١١١١", "000000000000/", "*"}[chance.IntN(8)]
	api := services.All[chance.IntN(len(services.All))]
	op := api.Operations[chance.IntN(len(api.Operations))]
	now := time.Now().UTC()
	authorization := fmt.Sprintf("AWS4-HMAC-SHA256 Credential=%s/%s/us-east-1/%s/aws4_request, SignedHeaders=host;x-amz-date, "+
		"Signature=%064x", key, now.Format("20060102"), api.Signing, chance.Uint64())
	header := []string{"Authorization", authorization, "X-Amz-Date", now.Format("20060102T150405Z"), "X-Amz-Security-Token",
		strings.Repeat("x", chance.IntN(3000))}
	body := "{}"
	switch {
	case api.Version != "":
		header = append(header, "Content-Type", "application/x-www-form-urlencoded")
		body = "Action=" + op.Name + "&Version=" + api.Version
	case api.Target != "":
		header = append(header, "Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", api.Target+"."+op.Name)
	default:
		header = append(header, "Content-Type", "application/json")
	}
	path := "/"
	if op.Path != "" {
		path = strings.NewReplacer("{", "", "}", "").Replace(op.Path)
	}
	if status, text := s.send(s.request(op.Method, path, body, header...)); status >= 200 && status < 400 {
		s.wrong("%s.%s is answered with %d for the key %q: %.200s", api.Service, op.Name, status, key, text)
	}
}

// sendAsPage sends what a page of another origin can have a browser send.
func (s *siege) sendAsPage(chance *rand.Rand) {
	header := [][]string{{"Origin", "https://evil.example.com"}, {"Sec-Fetch-Site", "cross-site"}, {"Host", "evil.example.com"},
		{"Origin", "null"}, {"Host", "127.0.0.1.evil.example.com"}}[chance.IntN(5)]
	path := []string{"/_shareproof/reset", "/_shareproof/advance?by=1d", "/_world/paged/_shareproof/reset",
		"/_shareproof/fork?world=paged"}[chance.IntN(4)]
	status, text := s.send(s.request(http.MethodPost, path, "", header...))
	if !s.strict && status != 0 && status != http.StatusForbidden || s.strict && status == http.StatusOK {
		s.wrong("POST %s with %v is answered with %d: %.200s", path, header, status, text)
	}
}

// makeWorlds asks one world after the other.
func (s *siege) makeWorlds(chance *rand.Rand) {
	if s.strict {
		return
	}
	name := fmt.Sprintf("n%d", chance.IntN(100_000))
	if chance.IntN(20) == 0 {
		name = strings.Repeat(string(rune(chance.IntN(0x3000))), chance.IntN(80))
	}
	path := "/_world/" + url.PathEscape(name) + "/_shareproof/"
	method := []string{http.MethodGet, http.MethodPost, http.MethodDelete}[chance.IntN(3)]
	if method == http.MethodDelete {
		path = "/_world/" + url.PathEscape(name) + "/"
	}
	s.send(s.request(method, path, ""))
}

// control asks the control API of a world for anything.
func (s *siege) control(chance *rand.Rand) {
	names := []string{"", "advance", "reset", "calls", "why", "explain", "look", "past", "state", "fork", "worlds", "storage",
		"digest", "events", "console", "pages", "nothing"}
	name := names[chance.IntN(len(names))]
	values := []string{"", "1d", "3660d", "-1h", "9999-12-31T23:59:59Z", strings.Repeat("9", 400), "\x00", "1", "18446744073709551616",
		"arn:aws:kms:us-east-1:700000000000:key/x", "us-east-1", "700000000000", "true", "manual", "100000x", "..", "f1"}
	q := url.Values{}
	for _, p := range []string{"by", "to", "at", "seed", "clock", "start", "about", "account", "region", "world", "last", "as", "action",
		"resource", "cluster", "count"} {
		if chance.IntN(6) == 0 {
			q.Set(p, values[chance.IntN(len(values))])
		}
	}
	path := fmt.Sprintf("/_world/w%d/_shareproof/%s?%s", chance.IntN(siegeWorlds/2), name, q.Encode())
	method := []string{http.MethodGet, http.MethodPost}[chance.IntN(2)]
	if status, text := s.send(s.request(method, path, "")); s.strict && status == http.StatusOK {
		s.wrong("%s %s is answered: %.200s", method, path, text)
	}
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
