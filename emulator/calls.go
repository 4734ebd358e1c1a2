package emulator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/internal/display"
	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/model/kernel"
)

// What an emulator keeps of the calls to it: the last ones, and fewer where they and
// their answers are long.
const (
	mostCalls = 1000
	mostBytes = 16 << 20 // of requests and answers
	// mostBytesOfMany is the same for a world among others.
	mostBytesOfMany = 256 << 10
	// ofEach is what is reckoned for each call besides, in bytes.
	ofEach = 1 << 10
	// longCall is from how many bytes on only the command of a request is kept, since what is read of
	// a hostile one may be many times as long.
	longCall = 512
)

// Call is a call to a service as those who run the emulator may know it. Nothing of
// Rule and Why is told to its caller.
type Call struct {
	// Number counts the calls of a world, from 1, in the order in which they were
	// performed.
	Number uint64 `json:"number"`
	// Request is the x-amzn-RequestId of the answer.
	Request string `json:"request,omitempty"`
	// At is the world's time.
	At      time.Time `json:"at"`
	Account string    `json:"account,omitempty"`
	Region  string    `json:"region,omitempty"`
	// Principal is the ARN of the user or session that called, empty for an account's
	// administrator.
	Principal string `json:"principal,omitempty"`
	Service   string `json:"service,omitempty"`
	Operation string `json:"operation,omitempty"`
	// Command is the call as the AWS CLI takes it, cut where it is longer than 4 KiB, and
	// empty where it could not be read. Of a request of more than 64 KiB it is the operation alone.
	Command string `json:"command,omitempty"`
	// Status is that of HTTP, 0 where the connection ended without an answer.
	Status int `json:"status"`
	// Answer is plain JSON, nil where the call was refused.
	Answer any `json:"answer,omitempty"`
	// Code and Message are the error of a call that was refused.
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
	// Rule is the ID of the rule that refused, empty where none did.
	Rule string `json:"rule,omitempty"`
	// Why tells in lines why the call was refused: the rule's sentence and source, the
	// statement that decided or those that do not allow, and what lies behind.
	Why []string `json:"why,omitempty"`
	// Fault is what a plan of faults did to the call.
	Fault string `json:"fault,omitempty"`
}

// Refused reports whether the call was refused, or lost.
func (c *Call) Refused() bool { return c.Status < 200 || c.Status > 299 }

// Who tells who called: the principal, or the account.
func (c *Call) Who() string { return cmp.Or(c.Principal, c.Account, "nobody") }

// String tells a call in a line, and in further ones why it was refused.
func (c *Call) String() string {
	what := cmp.Or(c.Command, strings.Trim(c.Service+"."+c.Operation, "."), "something that is no call")
	told := fmt.Sprintf("%4d  %s  %s  %s", c.Number, c.At.Format(time.RFC3339), c.Who(), what)
	switch {
	case c.Status == 0:
		told += ": no answer"
	case c.Refused():
		told += fmt.Sprintf(": %d %s", c.Status, strings.TrimSuffix(c.Code+": "+c.Message, ": "))
	}
	if c.Fault != "" {
		told += " (fault: " + c.Fault + ")"
	}
	for _, line := range c.Why {
		told += "\n        " + line
	}
	return told
}

// called is a call as it is kept: it is only told when somebody asks.
type called struct {
	number  uint64
	request string
	at      kernel.Time
	as      kernel.Caller
	to      *protocol.Call
	in, out any
	command string // in place of in, where that is long
	err     error
	status  int
	asked   int // bytes of the request
	bytes   int // of memory, about
	fault   string
	began   time.Time // by the wall clock, where the call is measured
}

// tell tells the call.
func (c *called) tell() Call {
	told := Call{
		Command: c.command,
		Number:  c.number, Request: c.request, At: c.at.Std(), Account: c.as.Account, Region: c.as.Region,
		Principal: c.as.Principal, Service: c.to.API.Service, Status: c.status, Fault: c.fault,
	}
	if c.to.Op != nil {
		told.Operation = c.to.Op.Name
	}
	if c.in != nil {
		told.Command = display.Text(display.Command(c.in, c.as.Region))
	}
	var refused *kernel.Error
	switch {
	case errors.As(c.err, &refused):
		told.Code, told.Message, told.Why = refused.Code, refused.Message, kernel.Why(refused)[1:]
		if refused.Rule != nil {
			told.Rule = refused.Rule.ID
		}
	case c.err != nil:
		told.Message = c.err.Error()
	default:
		told.Answer = display.Answer(c.out)
	}
	return told
}

// answered keeps a call and logs it. One that never came to the world is numbered, too.
func (e *Emulator) answered(log *callLog, c *called, out any, err error) {
	c.out, c.err, c.status = out, err, statusOf(c.to, err)
	if c.number == 0 {
		e.mu.Lock()
		e.calls++
		c.number, c.at = e.calls, kernel.At(e.world.Now())
		e.mu.Unlock()
	}
	e.logCall(c)
	e.measure(c)
	c.shorten()
	log.add(c)
}

// shorten leaves of a long request its command, and of a very long one, which takes a while to spell, only what was
// called.
func (c *called) shorten() {
	switch {
	case c.in == nil || c.asked <= longCall:
		return
	case c.asked <= longRequest:
		c.command = display.Text(display.Command(c.in, c.as.Region))
	default:
		c.command = fmt.Sprintf("%s, of %d bytes", c.to.Op.FullName(), c.asked)
	}
	c.in = nil
}

// callLog keeps the last calls of a world.
type callLog struct {
	mu    sync.Mutex
	calls []*called
	bytes int
	most  int // bytes
}

func (l *callLog) add(c *called) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c.bytes += ofEach + len(c.command)
	l.calls, l.bytes = append(l.calls, c), l.bytes+c.bytes
	drop := 0
	for len(l.calls)-drop > mostCalls || l.bytes > l.most && drop < len(l.calls)-1 {
		l.bytes -= l.calls[drop].bytes
		l.calls[drop] = nil
		drop++
	}
	l.calls = l.calls[drop:]
}

func (l *callLog) all() []*called {
	l.mu.Lock()
	defer l.mu.Unlock()
	byNumber := func(a, b *called) int { return cmp.Compare(a.number, b.number) }
	return slices.SortedStableFunc(slices.Values(l.calls), byNumber)
}

// Calls lists the calls to services since the world began, oldest first: the last 1,000
// at most, and no more than 16 MiB of requests and answers.
func (e *Emulator) Calls() []Call {
	kept := e.log.Load().all()
	told := make([]Call, len(kept))
	for i, c := range kept {
		told[i] = c.tell()
	}
	return told
}

// logCall writes a call that has been answered to the log of the emulator.
func (e *Emulator) logCall(c *called) {
	to := e.launch.Log
	if to == nil {
		return
	}
	told := c.tell()
	level := slog.LevelInfo
	if told.Refused() {
		level = slog.LevelWarn
	}
	words := []slog.Attr{slog.Time("at", told.At), slog.String("as", told.Who()), slog.String("region", told.Region),
		slog.Int("status", told.Status)}
	add := func(name, value string) {
		if value != "" {
			words = append(words, slog.String(name, value))
		}
	}
	add("code", told.Code)
	add("message", told.Message)
	add("rule", told.Rule)
	add("why", strings.Join(told.Why, "; "))
	add("fault", told.Fault)
	add("command", told.Command)
	add("request", told.Request)
	what := strings.Trim(told.Service+"."+told.Operation, ".")
	to.LogAttrs(context.Background(), level, cmp.Or(what, "not a call"), words...)
}

// logFailures writes what has failed since the last time to the log. The world is
// locked.
func (e *Emulator) logFailures() {
	if e.launch.Log == nil {
		return
	}
	for _, f := range e.world.Failures(e.failures) {
		e.failures = f.Number
		told := failureOf(&f)
		e.launch.Log.Warn("failed", "at", told.At, "account", told.Account, "region", told.Region,
			"resource", told.Resource, "message", told.Message, "rule", told.Rule, "why", strings.Join(told.Why, "; "))
	}
}

// statusOf is the status of HTTP by which a call is answered.
func statusOf(to *protocol.Call, err error) int {
	switch err := err.(type) {
	case nil:
		return to.Op.Status
	case *kernel.Error:
		return err.Status
	case faults.Bare:
		return int(err)
	case *foreign:
		return http.StatusConflict
	}
	return 0
}
