package simulation_test

import (
	"flag"
	"fmt"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/shareproof/shareproof/conformance/simulation"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/scenarios/history"
	"github.com/stretchr/testify/assert"
)

// bug is one thing that is wrong on purpose.
type bug struct {
	says string
	lie
}

// lie answers a call in an honest world's place.
type lie func(l *liar, as kernel.Caller, in any) (any, error)

// liar is a world with a planted bug, and what the bug has to work with.
type liar struct {
	*model.World // the honest one
	lie          lie
	past         *model.World   // as it was before what the bug hides
	kept         map[string]any // what the bug remembers
}

func (b *bug) made(w *model.World) history.World {
	return &liar{World: w, lie: b.lie, kept: map[string]any{}}
}

func (b *bug) fresh(o model.Options) history.World { return b.made(model.New(o)) }

func (l *liar) Do(as kernel.Caller, in any) (any, error) {
	return l.lie(l, as, in)
}

// everybody is who may call in a simulation.
var everybody = func() (all []kernel.Caller) {
	for _, account := range []string{"111111111111", "222222222222", "333333333333", "444444444444", "555555555555",
		"666666666666"} {
		for _, region := range []string{"us-east-1", "eu-west-1"} {
			all = append(all, kernel.Caller{Account: account, Region: region})
		}
	}
	return all
}()

func (l *liar) Advance(d time.Duration) {
	l.World.Advance(d)
	if l.past != nil {
		l.past.Advance(d)
	}
}

func (l *liar) now() kernel.Time { return kernel.At(l.Now()) }

// first reports whether something is said for the first time.
func (l *liar) first(what string) bool {
	_, known := l.kept[what]
	l.kept[what] = true
	return !known
}

// since returns how long ago something was said first, 0 for the first time.
func (l *liar) since(what string) time.Duration {
	if at, known := l.kept[what].(kernel.Time); known {
		return l.now().Sub(at)
	}
	l.kept[what] = l.now()
	return 0
}

// others calls look with what a question gets from each other caller.
func others[O any](l *liar, as kernel.Caller, in any, look func(who kernel.Caller, out *O)) {
	for _, who := range everybody {
		if out, err := l.World.Do(who, in); err == nil && who != as {
			look(who, copied(out.(*O)))
		}
	}
}

// answering changes the accepted answers of one operation.
func answering[I, O any](change func(l *liar, as kernel.Caller, in *I, out *O)) lie {
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.World.Do(as, in)
		if asked, ok := in.(*I); ok && err == nil {
			answer := copied(out.(*O))
			change(l, as, asked, answer)
			return answer, nil
		}
		return out, err
	}
}

// showing changes whatever answer shows things of one kind.
func showing[T any](change func(l *liar, as kernel.Caller, shown *T)) lie {
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.World.Do(as, in)
		if err != nil || !holds(reflect.TypeOf(out), reflect.TypeFor[T]()) {
			return out, err
		}
		answer := deep(reflect.ValueOf(out))
		visit(answer, func(shown *T) { change(l, as, shown) })
		return answer.Interface(), nil
	}
}

// taking changes the inputs of one operation before they are used.
func taking[I any](change func(l *liar, as kernel.Caller, in *I)) lie {
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		if asked, ok := in.(*I); ok {
			other := copied(asked)
			change(l, as, other)
			in = other
		}
		return l.World.Do(as, in)
	}
}

// idle accepts the calls of one operation, answers as it should, and does
// nothing.
func idle[I any](l *liar, as kernel.Caller, in any) (any, error) {
	if _, ok := in.(*I); ok {
		return l.Fork().Do(as, in)
	}
	return l.World.Do(as, in)
}

// accepting answers refused calls of one operation, where it has an answer.
func accepting[I any](answer func(l *liar, as kernel.Caller, in *I, refused *kernel.Error) any) lie {
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.World.Do(as, in)
		if asked, ok := in.(*I); ok && err != nil {
			if out := answer(l, as, asked, err.(*kernel.Error)); out != nil && !reflect.ValueOf(out).IsNil() {
				return out, nil
			}
		}
		return out, err
	}
}

// refusing refuses calls of one operation that it should not.
func refusing[I any](fault func(l *liar, as kernel.Caller, in *I) *kernel.ErrorShape) lie {
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		if asked, ok := in.(*I); ok {
			if f := fault(l, as, asked); f != nil {
				return nil, kernel.NewError(f, "no")
			}
		}
		return l.World.Do(as, in)
	}
}

// then makes another call in the caller's name after each accepted one of one
// operation.
func then[I any](next func(in *I) any) lie {
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.World.Do(as, in)
		if asked, ok := in.(*I); ok && err == nil {
			_, _ = l.World.Do(as, next(asked))
		}
		return out, err
	}
}

// byTheAdministrator makes the calls that principals are refused for some reason
// as the administrator of their account.
func byTheAdministrator(why func(*kernel.Error) bool) lie {
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.World.Do(as, in)
		if as.Principal != "" && err != nil && why(err.(*kernel.Error)) {
			as.Principal = ""
			return l.World.Do(as, in)
		}
		return out, err
	}
}

// hiding answers some questions as if the last deed of one operation had not
// been done.
func hiding[I any](from func(in any) bool) lie {
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		if _, ok := in.(*I); ok {
			past := l.Fork()
			out, err := l.World.Do(as, in)
			if err == nil {
				l.past = past
			}
			return out, err
		}
		if l.past != nil && from(in) {
			return l.past.Fork().Do(as, in)
		}
		return l.World.Do(as, in)
	}
}

// asks reports whether a call is of one operation.
func asks[I any](in any) bool { _, ok := in.(*I); return ok }

// inTheNameOfAnother makes a call as whoever it is accepted from.
func (l *liar) inTheNameOfAnother(as kernel.Caller, in any) any {
	for _, who := range everybody {
		if out, err := l.World.Do(who, in); err == nil {
			return out
		}
	}
	return nil
}

// byAnybody accepts the refused calls of one operation in somebody else's name.
func byAnybody[I any](l *liar, as kernel.Caller, in any) (any, error) {
	return accepting(func(l *liar, as kernel.Caller, in *I, _ *kernel.Error) any {
		return l.inTheNameOfAnother(as, in)
	})(l, as, in)
}

// stuttering repeats the last entry of a page as the first of the next.
func stuttering[I, O, E any](list func(*O) *[]E, token func(*I) string) lie {
	return answering(func(l *liar, as kernel.Caller, in *I, out *O) {
		shown := list(out)
		if last, ok := l.kept["last of "+as.Account].(E); ok && token(in) != "" {
			*shown = slices.Insert(*shown, 0, last)
		}
		if n := len(*shown); n > 0 {
			l.kept["last of "+as.Account] = (*shown)[n-1]
		}
	})
}

// losing loses the first entry of each page but the first.
func losing[I, O, E any](list func(*O) *[]E, token func(*I) string) lie {
	return answering(func(_ *liar, _ kernel.Caller, in *I, out *O) {
		if shown := list(out); token(in) != "" && len(*shown) > 0 {
			*shown = (*shown)[1:]
		}
	})
}

func copied[T any](v *T) *T { return deep(reflect.ValueOf(v)).Interface().(*T) }

func deep(v reflect.Value) reflect.Value {
	c := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			c.Set(reflect.New(v.Type().Elem()))
			c.Elem().Set(deep(v.Elem()))
		}
	case reflect.Slice:
		if !v.IsNil() {
			c.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				c.Index(i).Set(deep(v.Index(i)))
			}
		}
	case reflect.Struct:
		c.Set(v)
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				c.Field(i).Set(deep(v.Field(i)))
			}
		}
	default:
		c.Set(v)
	}
	return c
}

func visit[T any](v reflect.Value, look func(*T)) {
	if t, ok := v.Interface().(*T); ok && t != nil {
		look(t)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			visit(v.Elem(), look)
		}
	case reflect.Slice:
		for i := range v.Len() {
			visit(v.Index(i).Addr(), look)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if k := v.Field(i).Kind(); k == reflect.Pointer || k == reflect.Slice || k == reflect.Struct {
				visit(v.Field(i), look)
			}
		}
	}
}

// holds reports whether values of one type may hold those of another.
func holds(t, what reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		return holds(t.Elem(), what)
	case reflect.Struct:
		if t == what {
			return true
		}
		for i := range t.NumField() {
			if f := t.Field(i).Type; f != t && (f.Kind() != reflect.Slice || f.Elem() != t) && holds(f, what) {
				return true
			}
		}
	}
	return false
}

// against reports whether a call was refused for a rule.
func against(refused *kernel.Error, rule string) bool {
	return refused.Rule != nil && refused.Rule.ID == rule
}

// Faults that a lie may answer with.
var (
	invalidInHSM = &kernel.ErrorShape{Code: "CloudHsmInvalidRequestException", Status: 400}
	overQuota    = &kernel.ErrorShape{Code: "CloudHsmResourceLimitExceededException", Status: 400}
	mismatch     = &kernel.ErrorShape{Code: "IdempotentParameterMismatch", Status: 400}
	noSuchCode   = &kernel.ErrorShape{Code: "ValidationException", Status: 400}
)

// hunted is a bug, and the system in whose worlds it is looked for.
type hunted struct {
	bug
	system string
}

var planted = slices.Concat(
	in("cloudhsm", inClusters, inBackups, meanwhileInBackups, meanwhileInShares),
	in("ram", inShares, inTokensAndInvitations),
	in("organizations", inOrganizations, inHandshakes, meanwhileInOrganizations),
	in("kms", inKeys, inGrants, meanwhileInKeys),
	in("ebs", inSnapshots, meanwhileInSnapshots),
	in("dlm", inLifecyclePolicies, meanwhileInPolicies),
	in("iam", inPrincipals, meanwhileInPrincipals),
	in("rds", inLineages, inSharedClusters, inClones, inDBClusters, inDBSnapshots),
	in("backup", inVaults, inRecoveryPoints, inCopies, inBackupJobs, inPlans),
)

// in returns bugs that are looked for where a system is called.
func in(system string, bugs ...[]bug) (all []hunted) {
	for _, b := range slices.Concat(bugs...) {
		all = append(all, hunted{b, system})
	}
	return all
}

// found is what came of the hunt for a bug.
type found struct {
	*hunted
	report simulation.Report
	small  *history.History
	shrunk time.Duration
}

// mostSteps is how many steps a bug may take to be found.
const mostSteps = 800_000

// third is of how many bugs one is shrunk: to shrink takes longer than to find.
const third = 3

// afresh lets the hunts for rare bugs begin where all others do.
var afresh = flag.Bool("afresh", false, "look for rare bugs from the first seed as well, to see how soon each is found, "+
	"and shrink them all")

// hunt looks for bugs on two cores and shrinks what it finds.
func hunt(t *testing.T, bugs []hunted) []found {
	all := make([]found, len(bugs))
	next, workers := atomic.Int64{}, sync.WaitGroup{}
	for range 2 {
		workers.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(bugs); i = next.Add(1) - 1 {
				f := &all[i]
				f.hunted = &bugs[i]
				f.report = simulation.Run(t.Context(), simulation.Options{
					Seed: first(f.says), Systems: []string{f.system}, Steps: mostSteps, Workers: 1, Made: f.made,
				})
				for _, v := range f.report.Violations {
					t.Logf("%-90s seed %d %s %6d steps %5.2f s", f.says, v.Seed, v.Invariant, f.report.Steps,
						f.report.Elapsed.Seconds())
					if !*afresh && i%third > 0 {
						continue
					}
					began := time.Now()
					f.small = v.History()
					f.shrunk = time.Since(began)
					t.Logf("%-90s %2d calls %6.3f s", f.says, f.small.Calls(), f.shrunk.Seconds())
				}
			}
		})
	}
	workers.Wait()
	return all
}

func first(says string) uint64 {
	if *afresh {
		return 1
	}
	return max(1, rare[says])
}

func TestEveryPlantedBugIsFoundAndShrunkToAFewCalls(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as in simulate
	for says := range rare {
		assert.True(t, slices.ContainsFunc(planted, func(b hunted) bool { return b.says == says }), "%s is no planted bug", says)
	}
	bugs := planted
	if testing.Short() {
		bugs = nil
		for i := 0; i < len(planted); i += len(planted) / 10 {
			if rare[planted[i].says] == 0 {
				bugs = append(bugs, planted[i])
			}
		}
	}
	var searching, shrinking time.Duration
	var calls []int // of those that were shrunk
	found := 0
	all := hunt(t, bugs)
	for _, f := range all {
		searching, shrinking = searching+f.report.Elapsed, shrinking+f.shrunk
		if !assert.Len(t, f.report.Violations, 1, "%s", f.says) {
			continue
		}
		if found++; f.small != nil {
			calls = append(calls, f.small.Calls())
			f.isBrokenAgain(t)
		}
	}
	if *afresh {
		t.Logf("bugs that are rare:\n%s", strings.Join(rareAmong(all), ""))
	}
	slices.Sort(calls)
	median := calls[len(calls)/2]
	assert.LessOrEqual(t, median, 6, "%v", calls)
	t.Logf("%d planted bugs, %d found in %.1f s; shrunk to a median of %d calls, %.1f s for 50 of them",
		len(bugs), found, searching.Seconds(), median, 50*shrinking.Seconds()/float64(len(calls)))
}

// often is within how many steps a bug is found that is not rare.
const often = 14_000

// rareAmong returns the lines of the map of rare bugs.
func rareAmong(all []found) (lines []string) {
	for _, f := range all {
		if f.report.Steps > often && len(f.report.Violations) > 0 {
			lines = append(lines, fmt.Sprintf("\t%q: %d,\n", f.says, f.report.Violations[0].Seed))
		}
	}
	slices.Sort(lines)
	return lines
}

// isBrokenAgain asks that the shrunk history, written and read back, breaks the
// same invariant in the same wrong world, and none in the honest one.
func (f *found) isBrokenAgain(t *testing.T) {
	text := scenarios.Write(f.small, f.says)
	s, err := scenarios.Read("bug.yaml", text)
	if !assert.NoError(t, err, "%s", text) {
		return
	}
	v, at := s.History.Replay(f.fresh, catalogue.NewChecker(s.History.Invariants...))
	if assert.NotNil(t, v, "%s: %s", f.says, text) {
		assert.Equal(t, []string{v.Invariant.ID}, s.History.Invariants, "%s", f.says)
		assert.Equal(t, len(s.History.Steps)-1, at, "%s", f.says)
	}
	v, _ = s.History.Replay(history.Honest, catalogue.NewChecker())
	assert.Nil(t, v, "%s: %s", f.says, text)
}
