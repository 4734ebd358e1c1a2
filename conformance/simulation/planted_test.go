package simulation_test

import (
	"reflect"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/shareproof/shareproof/conformance/simulation"
	"github.com/shareproof/shareproof/internal/race"
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
	*model.World
	honest honest
	lie    lie
	past   *model.World   // as it was before what the bug hides
	kept   map[string]any // what the bug remembers
}

// honest is the world that the bug is planted in, as far as the bug makes use of it.
type honest interface {
	Do(as kernel.Caller, in any) (any, error)
	Fork() *model.World
	Now() time.Time
}

func (b *bug) made(w *model.World) history.World {
	return &liar{World: w, honest: w, lie: b.lie, kept: map[string]any{}}
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

func (l *liar) now() kernel.Time { return kernel.At(l.honest.Now()) }

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
		if out, err := l.honest.Do(who, in); err == nil && who != as {
			look(who, copied(out.(*O)))
		}
	}
}

// answering changes the accepted answers of one operation.
func answering[I, O any](change func(l *liar, as kernel.Caller, in *I, out *O)) lie {
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.honest.Do(as, in)
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
		out, err := l.honest.Do(as, in)
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
		return l.honest.Do(as, in)
	}
}

// idle accepts the calls of one operation, answers as it should, and does
// nothing.
func idle[I any](l *liar, as kernel.Caller, in any) (any, error) {
	if _, ok := in.(*I); ok {
		return l.honest.Fork().Do(as, in)
	}
	return l.honest.Do(as, in)
}

// accepting answers refused calls of one operation, where it has an answer.
func accepting[I any](answer func(l *liar, as kernel.Caller, in *I, refused *kernel.Error) any) lie {
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.honest.Do(as, in)
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
		return l.honest.Do(as, in)
	}
}

// then makes another call in the caller's name after each accepted one of one
// operation.
func then[I any](next func(in *I) any) lie {
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.honest.Do(as, in)
		if asked, ok := in.(*I); ok && err == nil {
			_, _ = l.honest.Do(as, next(asked))
		}
		return out, err
	}
}

// byTheAdministrator makes the calls that principals are refused for some reason
// as the administrator of their account.
func byTheAdministrator(why func(*kernel.Error) bool) lie {
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.honest.Do(as, in)
		if as.Principal != "" && err != nil && why(err.(*kernel.Error)) {
			as.Principal = ""
			return l.honest.Do(as, in)
		}
		return out, err
	}
}

// hiding answers some questions as if the last deed of one operation had not
// been done.
func hiding[I any](from func(in any) bool) lie {
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		if _, ok := in.(*I); ok {
			past := l.honest.Fork()
			out, err := l.honest.Do(as, in)
			if err == nil {
				l.past = past
			}
			return out, err
		}
		if l.past != nil && from(in) {
			return l.past.Fork().Do(as, in)
		}
		return l.honest.Do(as, in)
	}
}

// asks reports whether a call is of one operation.
func asks[I any](in any) bool { _, ok := in.(*I); return ok }

// inTheNameOfAnother makes a call as whoever it is accepted from.
func (l *liar) inTheNameOfAnother(as kernel.Caller, in any) any {
	for _, who := range everybody {
		if out, err := l.honest.Do(who, in); err == nil {
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

var planted = slices.Concat(
	inClusters, inBackups, meanwhileInBackups, meanwhileInShares,
	inShares, inTokensAndInvitations,
	inOrganizations, inHandshakes, meanwhileInOrganizations,
	inKeys, inGrants, meanwhileInKeys,
	inSnapshots, meanwhileInSnapshots,
	inLifecyclePolicies, meanwhileInPolicies,
	inPrincipals, meanwhileInPrincipals,
	inLineages, inSharedClusters, inClones, inDBClusters, inDBSnapshots,
	inVaults, inRecoveryPoints, inCopies, inBackupJobs, inPlans,
)

// found is what came of the hunt for a bug.
type found struct {
	*bug
	violation *simulation.Violation // nil as long as it is not found
	played    int                   // worlds, for the bug alone
	small     *history.History
	shrunk    time.Duration
}

// mostWorlds is within how many worlds each bug has to be found, from the first on, but for those that are
// rare.
const mostWorlds = 300

// rare are the bugs that none of so many worlds shows to the callers, and the seed of one that does.
var rare = map[string]uint64{
	"A copy of what AWS's own key encrypts goes to another account.":                           801,
	"A copy takes the tags that its source gets before it is READY.":                           775,
	"A policy that is deleted while its share is promoted goes on sharing.":                    24623,
	"An account that leaves its organization before it is ASSOCIATED becomes so nevertheless.": 594,
	"Copies of event policies are kept for years.":                                             8103,
	"Copies vanish when their account leaves the organization.":                                751,
}

// wave is how many worlds are scouted together, once the bugs that show everywhere are found.
const wave = 16

// hunt looks for all bugs in the worlds from the first on, on two cores: in each world for those that
// show in it.
func hunt(t *testing.T, bugs []bug, worlds uint64) (all []*found) {
	for i := range bugs {
		all = append(all, &found{bug: &bugs[i]})
	}
	missing := slices.DeleteFunc(slices.Clone(all), func(f *found) bool { return rare[f.says] > 0 })
	for first, n := uint64(1), uint64(2); len(missing) > 0 && first <= worlds; first, n = first+n, min(2*n, wave) {
		shown := make([][]bool, n)
		atOnce(int(n), func(i int) { shown[i], _ = shownIn(t, first+uint64(i), missing) })
		atOnce(len(missing), func(i int) {
			for j := 0; missing[i].violation == nil && j < len(shown); j++ {
				if shown[j][i] {
					missing[i].lookIn(t, first+uint64(j))
				}
			}
		})
		missing = slices.DeleteFunc(missing, func(f *found) bool { return f.violation != nil })
	}
	atOnce(len(all), func(i int) {
		if f := all[i]; rare[f.says] > 0 {
			f.lookIn(t, rare[f.says])
		}
	})
	return all
}

// atOnce does so many things on two cores.
func atOnce(n int, do func(i int)) {
	next, workers := atomic.Int64{}, sync.WaitGroup{}
	for range 2 {
		workers.Go(func() {
			for i := next.Add(1) - 1; int(i) < n; i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	workers.Wait()
}

// lookIn looks for the bug in the world of a seed.
func (f *found) lookIn(t *testing.T, seed uint64) {
	f.played++
	r := simulation.Run(t.Context(), simulation.Options{Seed: seed, Steps: simulation.PerWorld, Workers: 1, Made: f.made})
	for i := range r.Violations {
		f.violation = &r.Violations[i]
	}
}

// third is of how many bugs one is shrunk: to shrink takes longer than to find.
const third = 3

func TestEveryPlantedBugIsFoundAndShrunkToAFewCalls(t *testing.T) {
	race.Sequential(t)
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as in simulate
	bugs, worlds := planted, uint64(mostWorlds)
	if testing.Short() {
		bugs, worlds = planted[:len(planted)/10], 4
	}
	began := time.Now()
	all := hunt(t, bugs, worlds)
	searching := time.Since(began)
	calls := shrink(t, all)
	number := 0
	for says := range rare {
		assert.True(t, slices.ContainsFunc(planted, func(b bug) bool { return b.says == says }), "%s is no planted bug", says)
	}
	for _, f := range all {
		if f.violation == nil {
			assert.True(t, testing.Short(), "%s is not found in %d worlds, %d of which it shows in", f.says, worlds,
				f.played)
			continue
		}
		number++
		t.Logf("%-95s world %3d, after %4d steps: %s; played %d", f.says, f.violation.Seed, f.violation.Steps,
			f.violation.Invariant, f.played)
	}
	assert.Greater(t, number, len(bugs)/4)
	slices.Sort(calls)
	median := calls[len(calls)/2]
	assert.LessOrEqual(t, median, 6, "%v", calls)
	t.Logf("%d planted bugs, %d found in %.1f s; %d shrunk to a median of %d calls", len(bugs), number, searching.Seconds(),
		len(calls), median)
}

// shrink shrinks some of what is found, and returns how many calls each then has.
func shrink(t *testing.T, all []*found) (calls []int) {
	atOnce(len(all), func(i int) {
		if f := all[i]; f.violation != nil && i%third == 0 {
			began := time.Now()
			f.small = f.violation.History()
			f.shrunk = time.Since(began)
		}
	})
	for _, f := range all {
		if f.small != nil {
			t.Logf("%-95s %2d calls %6.3f s", f.says, f.small.Calls(), f.shrunk.Seconds())
			calls = append(calls, f.small.Calls())
			f.isBrokenAgain(t)
		}
	}
	return calls
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
