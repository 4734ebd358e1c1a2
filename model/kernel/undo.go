package kernel

import (
	"reflect"
	"slices"
)

// Undoing is how what the calls of one operation make is taken away again: for
// whoever leaves accounts as he has found them.
type Undoing struct {
	makes    reflect.Type
	removal  func(in, out any) any
	leftover *leftover
	gone     string

	// How what a call has made is found where its answer is not known: found.go.
	finding       *finding
	foundAs       reflect.Type
	on            string
	with, byInput bool
	inherits      func(in any) bool
	named         func(in any) []string
	lost          string
}

// leftover is what services make of their own accord of what a call has made.
type leftover struct {
	ask   func(in, out any) (list any, region string)
	found func(in, out, list any) []any
	hangs bool // it is asked for only where no journal tells of it
}

// Undo declares the call that takes away what a call has made, by its input; nil where
// the call has made nothing.
func Undo[In, Out any](removal func(in *In, out *Out) any) Undoing {
	return Undoing{makes: reflect.TypeFor[In](), removal: func(in, out any) any {
		return removal(in.(*In), out.(*Out))
	}}
}

// Left declares what else there is once a call has made something: a listing that shows
// it, the Region in which it is asked for, "" for that of the call, and of an answer the
// calls that take it away.
func Left[In, Out, List any](
	ask func(in *In, out *Out) (list any, region string), found func(in *In, out *Out, list *List) []any,
) Undoing {
	return Undoing{makes: reflect.TypeFor[In](), leftover: &leftover{
		ask:   func(in, out any) (any, string) { return ask(in.(*In), out.(*Out)) },
		found: func(in, out, list any) []any { return found(in.(*In), out.(*Out), list.(*List)) },
	}}
}

// GoneBy names the code by which the service refuses to take away what is going
// already, where that code does not say that there is no such thing.
func (u Undoing) GoneBy(code string) Undoing {
	u.gone = code
	return u
}

// Removal is a call that takes something away.
type Removal struct {
	In any
	// Gone is the code of a refusal by which the service says that it is going already;
	// "" where only such codes say so that there is no such thing.
	Gone string
}

// Undo returns the calls that take away what a call has made, to be made from the last
// to the first.
func (o *Operation) Undo(in, out any) (removals []Removal) {
	for _, u := range o.API.Undo {
		if u.makes == o.In && u.removal != nil {
			if call := u.removal(in, out); call != nil {
				removals = append(removals, Removal{call, u.gone})
			}
		}
	}
	return removals
}

// Leftover is a question for what a call has left, and how the answer is read.
type Leftover struct {
	List   any
	Region string // "" for that of the call
	Found  func(list any) (removals []any)
	Hangs  bool // it may hang on what the call has made, and no service has made it by itself
}

// Leftovers returns the questions for what services have made of their own accord of
// what a call has made.
func (o *Operation) Leftovers(in, out any) (all []Leftover) {
	for _, u := range o.API.Undo {
		if u.makes != o.In || u.leftover == nil {
			continue
		}
		if list, region := u.leftover.ask(in, out); list != nil {
			all = append(all, Leftover{list, region, func(list any) []any {
				return u.leftover.found(in, out, list)
			}, u.leftover.hangs})
		}
	}
	return all
}

// IsUndone reports whether something says how to take away what the operation makes.
func (o *Operation) IsUndone() bool {
	return slices.ContainsFunc(o.API.Undo, func(u Undoing) bool {
		return u.makes == o.In && (u.removal != nil || u.leftover != nil)
	})
}
