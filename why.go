package shareproof

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/shareproof/shareproof/emulator"
)

// Call is a call to the cloud: who called what, where and when, and what came back. Of
// a refusal it tells what its caller does not learn: the rule, and why.
type Call = emulator.Call

// Calls lists the calls so far, oldest first: the last 1,000 at most, and no more than
// 16 MiB of requests and answers. A test that fails prints the last of them.
func (c *Cloud) Calls() []Call { return c.emulator.Calls() }

// Why tells in lines what went wrong with a resource or a job, by its ID or ARN: work
// of it that failed, with the rule, what was missing and whose policy decided, and calls
// that named it and were refused. It says so where nothing is known.
func (c *Cloud) Why(id string) string {
	why := c.emulator.Why(id)
	if told := why.String(); told != "" {
		return told
	}
	return fmt.Sprintf("nothing is known to have gone wrong with %s: no work of it failed, and none of the last calls that "+
		"name it was refused", id)
}

// WhyRefused tells in lines why a call was refused, by the error of its client. Of an
// error that came from no answer, such as that of a waiter, it tells what failed last.
func (c *Cloud) WhyRefused(err error) string {
	var answered interface{ ServiceRequestID() string }
	if errors.As(err, &answered) && answered.ServiceRequestID() != "" {
		why := c.emulator.Why(answered.ServiceRequestID())
		if told := why.String(); told != "" {
			return told
		}
	}
	if failed := c.emulator.Failed(); len(failed) > 0 {
		return "no call was answered with this error; what failed last:\n" + failed[len(failed)-1].String()
	}
	return "no call was answered with this error, and nothing has failed"
}

// What a test that fails prints of each of its last clouds.
const (
	mostPrinted = 30 // calls
	mostClouds  = 3
)

// watched are the last clouds of a test, which are told when it fails.
type watched struct {
	mu     sync.Mutex
	clouds []*Cloud
	failed bool // and they were told
}

var watches sync.Map // *watched by TB

// watch has the test tell of the cloud if it fails. Of a test that makes many clouds
// only the last are kept: those before it went wrong.
func watch(c *Cloud) {
	t, ok := c.t.(interface {
		TB
		Cleanup(func())
		Failed() bool
		Logf(format string, args ...any)
	})
	if !ok || !reflect.TypeOf(c.t).Comparable() {
		return
	}
	found, known := watches.LoadOrStore(c.t, &watched{})
	w := found.(*watched)
	if !known {
		t.Cleanup(func() {
			watches.Delete(c.t)
			w.tell(t.Failed(), t.Logf)
		})
	}
	w.tell(t.Failed(), t.Logf)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clouds = append(w.clouds[max(0, len(w.clouds)-mostClouds+1):], c)
}

// tell tells of the clouds as soon as the test has failed, once.
func (w *watched) tell(failed bool, logf func(string, ...any)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !failed || w.failed || len(w.clouds) == 0 {
		return
	}
	w.failed = true
	for _, c := range w.clouds {
		if told := c.story(); told != "" {
			logf("shareproof: %s", told)
		}
	}
}

// polls tells calls, one that is repeated without another in between only once.
func polls(calls []Call) (told []string) {
	for first := 0; first < len(calls); {
		last := first
		for last+1 < len(calls) && isPoll(&calls[first], &calls[last+1]) {
			last++
		}
		line := calls[last].String()
		if last > first {
			line = fmt.Sprintf("      %d times from %s:\n%s", last-first+1, calls[first].At.Format(time.RFC3339), line)
		}
		told = append(told, line)
		first = last + 1
	}
	return told
}

// isPoll reports whether a call only asks again what another one has asked.
func isPoll(before, c *Call) bool {
	return c.Command == before.Command && c.Who() == before.Who() && !c.Refused() && !before.Refused()
}

// story tells of the last calls, what failed and what went wrong on purpose.
func (c *Cloud) story() string {
	var lines []string
	if told := polls(c.Calls()); len(told) > mostPrinted {
		lines = append([]string{"the last calls of this test:"}, told[len(told)-mostPrinted:]...)
	} else if len(told) > 0 {
		lines = append([]string{"the calls of this test:"}, told...)
	}
	if failed := c.emulator.Failed(); len(failed) > 0 {
		lines = append(lines, "what failed:")
		for i := range failed {
			lines = append(lines, failed[i].String())
		}
	}
	if injected := c.Injected(); len(injected) > 0 {
		lines = append(lines, "what went wrong by the plan of faults:")
		for _, one := range injected {
			lines = append(lines, "      "+one.String())
		}
	}
	return strings.Join(lines, "\n")
}
