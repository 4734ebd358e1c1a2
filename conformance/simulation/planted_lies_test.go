package simulation_test

import (
	"reflect"
	"slices"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
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
