package history

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/kernel"
)

// spans are the waits that a reader takes in at a glance.
var spans = []time.Duration{time.Second, time.Minute, 5 * time.Minute, time.Hour, kernel.Day, 7 * kernel.Day}

// shortenWaits makes one wait of neighbours, and tries shorter ones.
func (s *shrinker) shortenWaits() {
	for i := 0; i+1 < len(s.best.Steps); i++ {
		here, next := s.best.Steps[i], s.best.Steps[i+1]
		if here.Advance > 0 && next.Advance > 0 {
			merged := slices.Delete(slices.Clone(s.best.Steps), i, i+1)
			merged[i].Advance += here.Advance
			if s.accept(s.best.with(merged)) {
				i--
			}
		}
	}
	for i := 0; i < len(s.best.Steps); i++ {
		for _, span := range spans {
			if span >= s.best.Steps[i].Advance {
				break
			}
			shorter := slices.Clone(s.best.Steps)
			shorter[i].Advance = span
			if s.accept(s.best.with(shorter)) {
				break
			}
		}
	}
}

// shortenInputs leaves out members of inputs and elements of their lists.
func (s *shrinker) shortenInputs() {
	for i := 0; i < len(s.best.Steps); i++ {
		in := s.best.Steps[i].In
		if in == nil {
			continue
		}
		for field := range reflect.TypeOf(in).Elem().NumField() {
			if i < len(s.best.Steps) && reflect.TypeOf(in).Elem().Field(field).IsExported() {
				s.shortenMember(i, field)
			}
		}
	}
}

func (s *shrinker) shortenMember(i, field int) {
	value := func() reflect.Value { return reflect.ValueOf(s.best.Steps[i].In).Elem().Field(field) }
	v := value()
	if v.IsZero() || s.change(i, field, reflect.Zero(v.Type())) || s.unpaged(i, field) {
		return
	}
	switch v.Kind() {
	case reflect.Slice:
		for e := v.Len() - 1; e >= 0 && value().Len() > 1; e-- {
			now := value()
			shorter := reflect.MakeSlice(now.Type(), 0, now.Len())
			shorter = reflect.AppendSlice(shorter, now.Slice(0, e))
			s.change(i, field, reflect.AppendSlice(shorter, now.Slice(e+1, now.Len())))
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, key := range keys {
			if now := value(); now.Len() > 1 {
				shorter := reflect.MakeMap(now.Type())
				for entries := now.MapRange(); entries.Next(); {
					if entries.Key().String() != key.String() {
						shorter.SetMapIndex(entries.Key(), entries.Value())
					}
				}
				s.change(i, field, shorter)
			}
		}
	}
}

// unpaged tries a listing from its beginning, where what is saved from it has
// another place.
func (s *shrinker) unpaged(i, field int) bool {
	paged := s.best
	if reflect.TypeOf(paged.Steps[i].In).Elem().Field(field).Name != "NextToken" {
		return false
	}
	for n := range few {
		steps := resaved(paged.Steps, i, func(int) int { return n })
		if steps == nil {
			return false
		}
		if s.best = paged.with(steps); s.change(i, field, reflect.Zero(reflect.TypeFor[string]())) {
			return true
		}
	}
	s.best = paged
	return false
}

// change tries another value of a member.
func (s *shrinker) change(i, field int, to reflect.Value) bool {
	steps := slices.Clone(s.best.Steps)
	step := &steps[i]
	in := reflect.New(reflect.TypeOf(step.In).Elem())
	in.Elem().Set(reflect.ValueOf(step.In).Elem())
	in.Elem().Field(field).Set(to)
	step.In, step.plan = in.Interface(), nil
	step.Prepare()
	changed := s.best.with(steps)
	if s.played += len(steps); s.played > enough || s.breaks(changed) != len(steps)-1 {
		return false
	}
	s.best = changed
	return true
}

// weight counts what there is in an input.
func weight(v reflect.Value) int {
	n := 0
	values.EachString(v, "", func(_, _ string) { n++ })
	if v.Kind() == reflect.Pointer {
		for i := range v.Elem().NumField() {
			if !v.Elem().Field(i).IsZero() {
				n++
			}
		}
	}
	return n
}
