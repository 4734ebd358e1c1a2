package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/VictoriaMetrics/metrics"
	"github.com/shareproof/shareproof/emulator"
	"golang.org/x/net/netutil"
)

// admin is by what those who run an emulator watch it, at an address of its own that
// clients need not reach.
type admin struct {
	metrics  *metrics.Set
	draining atomic.Bool // no more calls are taken
	// alive returns once a world has answered.
	alive func()
	// patience is how long that may take before the process is not healthy.
	patience time.Duration
}

// What who watches may take.
const (
	mostAdmins  = 64 // connections
	adminTime   = 10 * time.Second
	adminHeader = 16 << 10 // bytes
)

// latencies are the upper bounds of the histogram, in seconds.
var latencies = []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

func newAdmin() *admin {
	a := &admin{metrics: metrics.NewSet(), patience: 5 * time.Second}
	a.metrics.NewGauge(fmt.Sprintf("shareproof_build_info{version=%q}", versionLine()), func() float64 { return 1 })
	return a
}

// of says which worlds are watched.
func (a *admin) of(root *emulator.Emulator, worlds *emulator.Worlds) {
	a.alive = func() { root.Now() }
	a.metrics.NewGauge("shareproof_worlds", func() float64 { return float64(1 + len(worlds.All())) })
}

// measure counts a call.
func (a *admin) measure(m emulator.Measured) {
	of := fmt.Sprintf("service=%q,operation=%q", m.Service, m.Operation)
	a.metrics.GetOrCreateCounter(fmt.Sprintf("shareproof_calls_total{%s,code=%q}", of, m.Code)).Inc()
	a.metrics.GetOrCreatePrometheusHistogramExt(fmt.Sprintf("shareproof_call_seconds{%s}", of),
		latencies).Update(m.Took.Seconds())
}

// ServeHTTP answers whoever watches.
func (a *admin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "want GET", http.StatusMethodNotAllowed)
		return
	}
	switch r.URL.Path {
	case "/metrics":
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		a.metrics.WritePrometheus(w)
		metrics.WriteProcessMetrics(w)
	case "/healthz":
		a.tell(w, a.healthy(r.Context()))
	case "/readyz":
		if a.draining.Load() {
			a.tell(w, errors.New("it ends"))
			return
		}
		a.tell(w, a.healthy(r.Context()))
	default:
		http.Error(w, "here are /metrics, /healthz and /readyz", http.StatusNotFound)
	}
}

func (a *admin) tell(w http.ResponseWriter, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}

// healthy asks the world at the root for its time.
func (a *admin) healthy(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, a.patience)
	defer stop()
	answered := make(chan struct{})
	go func() {
		a.alive()
		close(answered)
	}()
	select {
	case <-answered:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("the world has not answered for %s", a.patience)
	}
}

// serve answers at an address until the returned function is called. Once the context
// ends, it is told that no more calls are taken.
func (a *admin) serve(ctx context.Context, addr string) (url string, stop func(), err error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return "", nil, fmt.Errorf("--admin: %w", err)
	}
	server := &http.Server{Handler: a, ReadTimeout: adminTime, WriteTimeout: adminTime, IdleTimeout: adminTime,
		MaxHeaderBytes: adminHeader}
	go func() { _ = server.Serve(netutil.LimitListener(l, mostAdmins)) }() // it ends with Close
	context.AfterFunc(ctx, func() { a.draining.Store(true) })
	return "http://" + l.Addr().String(), func() { _ = server.Close() }, nil
}
