// Package mistake tells authors what is wrong in their files: all of it at once,
// by file, line and column.
package mistake

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Mistake is what is wrong at a place in a file. Line and Column count from 1;
// Line is 0 where it concerns the file as a whole.
type Mistake struct {
	File         string
	Line, Column int
	Reason       string
}

func (m *Mistake) Error() string {
	if m.Line == 0 {
		return m.File + ": " + m.Reason
	}
	return fmt.Sprintf("%s:%d:%d: %s", m.File, m.Line, m.Column, m.Reason)
}

// List is several mistakes in the order of their places, each once.
type List []*Mistake

func (l List) Error() string {
	var lines []string
	for _, m := range l {
		lines = append(lines, m.Error())
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the mistakes one by one.
func (l List) Unwrap() (all []error) {
	for _, m := range l {
		all = append(all, m)
	}
	return all
}

// Join puts mistakes together. An error that is none has its place in no file:
// where there is one, it goes before all mistakes.
func Join(errs ...error) error {
	list, other := List{}, error(nil)
	for _, err := range errs {
		var one *Mistake
		var several List
		switch {
		case errors.As(err, &several):
			list = append(list, several...)
		case errors.As(err, &one):
			list = append(list, one)
		case err != nil && other == nil:
			other = err
		}
	}
	switch {
	case other != nil:
		return other
	case len(list) == 0:
		return nil
	}
	slices.SortStableFunc(list, func(a, b *Mistake) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.CompactFunc(list, func(a, b *Mistake) bool { return *a == *b })
}

// In puts the mistakes of an error under a folder, "." for none.
func In(folder string, err error) error {
	if folder == "." || err == nil {
		return err
	}
	var one *Mistake
	var several List
	switch {
	case errors.As(err, &several):
	case errors.As(err, &one):
		several = List{one}
	default:
		return fmt.Errorf("%s/%w", folder, err)
	}
	var all List
	for _, m := range several {
		moved := *m
		moved.File = folder + "/" + m.File
		all = append(all, &moved)
	}
	return all
}
