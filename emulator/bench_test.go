package emulator_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
)

// BenchmarkEmulator puts the emulator next to a bare net/http handler that
// reads the same body and writes the same bytes. Both are asked over loopback
// with keep-alive, in alternating windows of one run, so that noise hits both;
// of-bare is the median ratio of their throughputs.
func BenchmarkEmulator(b *testing.B) {
	e := emulator.New(emulator.Options{})
	cluster := clusterOf(b, e)
	call := cloudhsmCall("DescribeClusters", `{"Filters":{"clusterIds":["`+cluster+`"]}}`)
	expected := call.to(e)
	bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", json11)
		_, _ = w.Write(expected.Body.Bytes())
	}))
	b.Cleanup(bare.Close)
	addresses := [2]string{serve(b, e), bare.Listener.Addr().String()}

	for _, connections := range []int{1, 16} {
		b.Run(fmt.Sprintf("connections=%d", connections), func(b *testing.B) {
			const perWindow = 4096
			var loads [2]*load
			for i, address := range addresses {
				loads[i] = newLoad(b, address, call, connections)
				loads[i].run(b, perWindow) // warm
			}
			var ratios []float64
			var spent [2]time.Duration
			for b.Loop() {
				ours, theirs := loads[0].run(b, perWindow), loads[1].run(b, perWindow)
				ratios = append(ratios, float64(theirs)/float64(ours))
				spent[0], spent[1] = spent[0]+ours, spent[1]+theirs
			}
			slices.Sort(ratios)
			b.ReportMetric(ratios[len(ratios)/2], "of-bare")
			b.ReportMetric(float64(perWindow*len(ratios))/spent[0].Seconds(), "requests/s")
			b.ReportMetric(float64(perWindow*len(ratios))/spent[1].Seconds(), "bare-requests/s")
			b.ReportMetric(0, "ns/op") // an iteration is a pair of windows
		})
	}
}

var beside = flag.String("beside", "", "HOST:PORT,HOST:PORT of two emulators, for BenchmarkBeside")

// BenchmarkBeside puts two emulators next to each other that were started before, each in its
// own process: both describe a KMS key, in alternating windows of one run. Of both the 99th percentile of how
// long an answer takes is told, too.
func BenchmarkBeside(b *testing.B) {
	addresses := strings.Split(*beside, ",")
	if len(addresses) != 2 {
		b.Skip("-args -beside HOST:PORT,HOST:PORT says where they are")
	}
	for _, connections := range []int{1, 16} {
		b.Run(fmt.Sprintf("connections=%d", connections), func(b *testing.B) {
			const perWindow = 4096
			var loads [2]*load
			for i, address := range addresses {
				loads[i] = newLoad(b, address, kmsCall("DescribeKey", map[string]string{"KeyId": keyAt(b, address)}), connections)
				loads[i].run(b, perWindow) // warm
			}
			var ratios []float64
			loads[0].waits, loads[1].waits = nil, nil
			for b.Loop() {
				first, second := loads[0].run(b, perWindow), loads[1].run(b, perWindow)
				ratios = append(ratios, float64(second)/float64(first))
			}
			slices.Sort(ratios)
			b.ReportMetric(ratios[len(ratios)/2], "first-of-second")
			b.ReportMetric(loads[0].percentile(99), "first-p99-us")
			b.ReportMetric(loads[1].percentile(99), "second-p99-us")
			b.ReportMetric(0, "ns/op") // an iteration is a pair of windows
		})
	}
}

// keyAt makes a key at an emulator.
func keyAt(b *testing.B, address string) string {
	call := kmsCall("CreateKey", map[string]string{})
	r, err := http.NewRequest(call.method, "http://"+address+call.path, strings.NewReader(call.body))
	require.NoError(b, err)
	for name, value := range call.header {
		r.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(b, err)
	defer answer.Body.Close()
	var made struct{ KeyMetadata struct{ KeyId string } }
	require.NoError(b, json.NewDecoder(answer.Body).Decode(&made))
	require.NotEmpty(b, made.KeyMetadata.KeyId)
	return made.KeyMetadata.KeyId
}

// load is a number of connections to one server, on which one request is made
// over and over; its answers all have the same length.
type load struct {
	connections []net.Conn
	request     []byte
	answer      int

	mu    sync.Mutex
	waits []time.Duration // of all requests
}

// percentile is how long so many of a hundred requests took at most, in microseconds.
func (l *load) percentile(n int) float64 {
	slices.Sort(l.waits)
	return float64(l.waits[(len(l.waits)-1)*n/100].Nanoseconds()) / 1e3
}

func newLoad(b *testing.B, address string, call request, connections int) *load {
	r := httptest.NewRequest(call.method, call.path, strings.NewReader(call.body))
	r.Host = address
	for name, value := range call.header {
		r.Header.Set(name, value)
	}
	var raw strings.Builder
	if err := r.Write(&raw); err != nil {
		b.Fatal(err)
	}
	l := &load{request: []byte(raw.String())}
	for range connections {
		c, err := net.Dial("tcp", address)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = c.Close() })
		l.connections = append(l.connections, c)
	}
	first := make([]byte, 64<<10)
	if _, err := l.connections[0].Write(l.request); err != nil {
		b.Fatal(err)
	}
	n, err := l.connections[0].Read(first)
	if err != nil || !strings.HasPrefix(string(first[:n]), "HTTP/1.1 200 OK") {
		b.Fatalf("%v: %s", err, first[:n])
	}
	l.answer = n
	return l
}

// run makes so many requests and returns how long that took.
func (l *load) run(b *testing.B, requests int) time.Duration {
	begun := time.Now()
	var group sync.WaitGroup
	for _, c := range l.connections {
		group.Go(func() {
			answer, waits := make([]byte, l.answer), make([]time.Duration, 0, requests/len(l.connections))
			defer func() {
				l.mu.Lock()
				defer l.mu.Unlock()
				l.waits = append(l.waits, waits...)
			}()
			for range requests / len(l.connections) {
				sent := time.Now()
				if _, err := c.Write(l.request); err != nil {
					b.Error(err)
					return
				}
				if _, err := io.ReadFull(c, answer); err != nil {
					b.Error(err)
					return
				}
				waits = append(waits, time.Since(sent))
			}
		})
	}
	group.Wait()
	return time.Since(begun)
}

// BenchmarkCall is a call without a network: what the emulator adds to net/http.
func BenchmarkCall(b *testing.B) {
	e := emulator.New(emulator.Options{})
	call := cloudhsmCall("DescribeClusters", `{"Filters":{"clusterIds":["`+clusterOf(b, e)+`"]}}`)
	r := httptest.NewRequest(call.method, call.path, nil)
	for name, value := range call.header {
		r.Header.Set(name, value)
	}
	w := nothing{http.Header{}}
	body := strings.NewReader(call.body)
	r.Body = io.NopCloser(body)
	for b.Loop() {
		body.Reset(call.body)
		e.ServeHTTP(w, r)
	}
}

// nothing is an http.ResponseWriter that keeps nothing.
type nothing struct{ header http.Header }

func (n nothing) Header() http.Header         { return n.header }
func (n nothing) WriteHeader(int)             {}
func (n nothing) Write(b []byte) (int, error) { return len(b), nil }

func clusterOf(b testing.TB, e *emulator.Emulator) string {
	w := cloudhsmCall("CreateCluster", `{"HsmType":"hsm2m.medium","SubnetIds":["subnet-01234567"],"Mode":"FIPS"}`).to(e)
	_, rest, ok := strings.Cut(w.Body.String(), `"ClusterId":"`)
	if !ok {
		b.Fatal(w.Body)
	}
	id, _, _ := strings.Cut(rest, `"`)
	e.Advance(time.Hour)
	return id
}

// BenchmarkReadDuringAdvance asks a world, one read after the other over loopback, that
// another client lets years of hourly policies pass in; how long the readers wait is told.
func BenchmarkReadDuringAdvance(b *testing.B) {
	e := laborious(b, emulator.Options{})
	l := newLoad(b, serve(b, e), iamCall("Action=GetRole&RoleName=dlm"), 1)
	done := make(chan struct{})
	defer func() { <-done }()
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			r := httptest.NewRequest(http.MethodPost, "/_shareproof/advance?by=365d", nil).WithContext(ctx)
			e.ServeHTTP(httptest.NewRecorder(), r)
		}
	}()
	var waits []time.Duration
	for b.Loop() {
		waits = append(waits, l.run(b, 1))
	}
	slices.Sort(waits)
	for name, part := range map[string]int{"p50-ms": 50, "p99-ms": 99, "max-ms": 100} {
		b.ReportMetric(float64(waits[(len(waits)-1)*part/100])/1e6, name)
	}
	b.ReportMetric(0, "ns/op") // waits differ
}
