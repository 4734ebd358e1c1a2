package kernel

import (
	"reflect"
	"slices"
	"strings"
)

// finding is how that which calls of an operation have made is found again, without
// their answers.
type finding struct {
	list  func(key string) any
	shown func(list any) []Shown
	kind  string              // the type of resource, where tags are given by it
	at    func(in any) string // the Region that has it; nil for that of the call
}

// Shown is something that a listing shows: as if it had been made by a call.
type Shown struct {
	// In and Out are what Undo and Left read of the call and its answer.
	In, Out any
	// Of has its tags: what is listed, or a call whose answer has them.
	Of any
	// Ask is a call by whose answer Stands reports whether it is there still; nil where the
	// listing has nothing else.
	Ask    any
	Stands func(answer any) bool
}

// Find declares where that which calls have made is found again by a tag: by a listing,
// which may be narrowed to what has a tag of a key, and by what its answers show.
func Find[In, Out, List any](list func(key string) any, shown func(list *List) []Shown) Undoing {
	return Undoing{makes: reflect.TypeFor[In](), finding: &finding{list: list,
		shown: func(list any) []Shown { return shown(list.(*List)) }}}
}

// FoundAs declares that what calls of an operation make is found as that of another.
func FoundAs[In, Other any]() Undoing {
	return Undoing{makes: reflect.TypeFor[In](), foundAs: reflect.TypeFor[Other]()}
}

// OfKind names the type of resource by which the calls give tags, as EC2 has it.
func (u Undoing) OfKind(kind string) Undoing {
	u.finding.kind = kind
	return u
}

// FoundIn says in which Region it is found, where that is not the call's.
func FoundIn[In any](u Undoing, at func(in *In) string) Undoing {
	u.finding.at = func(in any) string { return at(in.(*In)) }
	return u
}

// Hung declares what may hang on what a call has made, as Left does: it is asked for where
// no journal tells of it.
func Hung[In, Out, List any](
	list func(in *In, out *Out) any, found func(in *In, out *Out, list *List) []any,
) Undoing {
	u := Left(func(in *In, out *Out) (any, string) { return list(in, out), "" }, found)
	u.leftover.hangs = true
	return u
}

// On declares that what a call makes hangs on what a member of its input names: it is
// found, and goes, with that.
func On[In any](member string) Undoing {
	in := reflect.TypeFor[In]()
	if f, ok := in.FieldByName(member); !ok || f.Type.Kind() != reflect.String {
		panic("kernel: " + in.Name() + " has no member " + member + " that is a text")
	}
	return Undoing{makes: in, on: member}
}

// With declares that what a call makes is of something that services have made by
// themselves: it is found, and goes, with that.
func With[In any]() Undoing { return Undoing{makes: reflect.TypeFor[In](), with: true} }

// ByInput declares that the input alone tells what takes away what a call has made, and that
// this does no harm where the call was not done.
func ByInput[In any]() Undoing {
	return Undoing{makes: reflect.TypeFor[In](), with: true, byInput: true}
}

// Inherits declares of which calls what they make has the tags of its source, unless they
// give it some.
func Inherits[In any](does func(in *In) bool) Undoing {
	return Undoing{makes: reflect.TypeFor[In](), inherits: func(in any) bool { return does(in.(*In)) }}
}

// Named declares which names a call gives to what services make of it later.
func Named[In any](names func(in *In) []string) Undoing {
	return Undoing{makes: reflect.TypeFor[In](), named: func(in any) []string { return names(in.(*In)) }}
}

// Names returns the names that a call gives to what services make of it later.
func (o *Operation) Names(in any) (all []string) {
	for _, u := range o.API.Undo {
		if u.makes == o.In && u.named != nil {
			all = append(all, u.named(in)...)
		}
	}
	return all
}

// Lost declares that nobody can tell, without its answer, whether a call has made
// something, and why.
func Lost[In any](why string) Undoing { return Undoing{makes: reflect.TypeFor[In](), lost: why} }

// Finder is how that which calls of an operation have made is found again.
type Finder struct {
	*finding
	op *Operation
}

// Finder returns how it is found by a tag; false where it cannot.
func (o *Operation) Finder() (f Finder, ok bool) {
	for _, u := range o.API.Undo {
		switch {
		case u.makes != o.In:
		case u.finding != nil:
			return Finder{u.finding, o}, true
		case u.foundAs != nil:
			return o.API.Operation(u.foundAs.Name()).Finder()
		}
	}
	return Finder{}, false
}

// Of returns the operation whose calls it shows.
func (f Finder) Of() *Operation { return f.op }

// List returns the listing that shows what has a tag of a key, at least.
func (f Finder) List(key string) any { return f.list(key) }

// Shown returns what an answer of the listing shows.
func (f Finder) Shown(list any) []Shown { return f.shown(list) }

// Region returns where that which a call made is found; "" for the Region of the call.
func (f Finder) Region(in any) string {
	if f.at == nil || reflect.TypeOf(in).Elem() != f.op.In {
		return ""
	}
	return f.at(in)
}

// HangsOn returns the name of that which the thing hangs on that a call makes, "" where
// services have made that by themselves; false where it stands by itself.
func (o *Operation) HangsOn(in any) (name string, ok bool) {
	for _, u := range o.API.Undo {
		switch {
		case u.makes == o.In && u.with:
			return "", true
		case u.makes == o.In && u.on != "":
			return reflect.ValueOf(in).Elem().FieldByName(u.on).String(), true
		}
	}
	return "", false
}

// IsByInput reports whether the input alone tells what takes away what a call has made.
func (o *Operation) IsByInput() bool {
	return slices.ContainsFunc(o.API.Undo, func(u Undoing) bool { return u.makes == o.In && u.byInput })
}

// Inherits reports whether what a call makes has the tags of its source, as it gives none.
func (o *Operation) Inherits(in any) bool {
	return len(o.RequestTags(in).Values) == 0 && slices.ContainsFunc(o.API.Undo, func(u Undoing) bool {
		return u.makes == o.In && u.inherits != nil && u.inherits(in)
	})
}

// LostBy says why nobody can tell without its answer whether a call has made something;
// "" where it can be told.
func (o *Operation) LostBy() string {
	for _, u := range o.API.Undo {
		if u.makes == o.In && u.lost != "" {
			return u.lost
		}
	}
	return ""
}

// Marks reports whether the calls of the operation can give a tag to what they make, by
// which it is found.
func (o *Operation) Marks() bool {
	_, ok := o.Marked(reflect.New(o.In).Interface(), "k", "")
	return ok
}

// mostGiven is to how many tags one more can be given, with every service: Data Lifecycle
// Manager takes the fewest.
const mostGiven = 44

// Marked returns a copy of an input with one tag more for what the call makes. It reports
// false where the call can give none, gives as many as a service takes, or what it makes
// inherits its tags.
func (o *Operation) Marked(in any, key, value string) (marked any, ok bool) {
	f, found := o.Finder()
	if given := o.RequestTags(in); !found || len(given.Values) > mostGiven || o.Inherits(in) {
		return in, false
	}
	copied := reflect.New(o.In)
	copied.Elem().Set(reflect.ValueOf(in).Elem())
	for _, with := range []func(v reflect.Value, member reflect.StructField) bool{
		func(v reflect.Value, member reflect.StructField) bool { return giveTag(v, member, key, value) },
		func(v reflect.Value, _ reflect.StructField) bool { return specify(v, f.kind, key, value) },
	} {
		for i := range o.In.NumField() {
			if with(copied.Elem().Field(i), o.In.Field(i)) {
				return copied.Interface(), true
			}
		}
	}
	return in, false
}

// giveTag adds a tag to a member that is a list or a map of tags.
func giveTag(v reflect.Value, member reflect.StructField, key, value string) bool {
	switch t := member.Type; {
	case t.Kind() == reflect.Map && t.Elem().Kind() == reflect.String && strings.HasSuffix(member.Name, "Tags"):
		all := reflect.MakeMap(t)
		for _, k := range v.MapKeys() {
			all.SetMapIndex(k, v.MapIndex(k))
		}
		all.SetMapIndex(reflect.ValueOf(key), reflect.ValueOf(value))
		v.Set(all)
		return true
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct && t.Elem().Name() == "Tag":
		v.Set(withTag(v, key, value))
		return true
	}
	return false
}

// withTag returns a list of structs whose first two members are key and value, with one
// more at its end.
func withTag(v reflect.Value, key, value string) reflect.Value {
	tag := reflect.New(v.Type().Elem()).Elem()
	tag.Field(0).SetString(key)
	tag.Field(1).SetString(value)
	return reflect.Append(v.Slice3(0, v.Len(), v.Len()), tag)
}

// specify adds a tag to EC2's specification of a type of resource.
func specify(v reflect.Value, kind, key, value string) bool {
	if v.Kind() != reflect.Slice || v.Type().Elem().Name() != "TagSpecification" || kind == "" {
		return false
	}
	all := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
	reflect.Copy(all, v)
	for i := range all.Len() {
		if all.Index(i).FieldByName("ResourceType").String() == kind {
			tags := all.Index(i).FieldByName("Tags")
			if tags.Len() == 0 {
				return false // EC2 refuses it
			}
			tags.Set(withTag(tags, key, value))
			v.Set(all)
			return true
		}
	}
	one := reflect.New(v.Type().Elem()).Elem()
	one.FieldByName("ResourceType").SetString(kind)
	one.FieldByName("Tags").Set(withTag(one.FieldByName("Tags"), key, value))
	v.Set(reflect.Append(all, one))
	return true
}

// TagOf returns the value of the tag of a key that an answer, or a part of one, shows; ""
// where there is none.
func TagOf(shown any, key string) string {
	v := reflect.Indirect(reflect.ValueOf(shown))
	for i := range v.NumField() {
		switch member := v.Field(i); {
		case isTags(member.Type()):
			for j := range member.Len() {
				if member.Index(j).Field(0).String() == key {
					return member.Index(j).FieldByName(valueOf(member.Type().Elem())).String()
				}
			}
		case isTagMap(member.Type()):
			if of := member.MapIndex(reflect.ValueOf(key)); of.IsValid() {
				return of.String()
			}
		}
	}
	return ""
}

func valueOf(tag reflect.Type) string {
	if tag.Field(0).Name == "TagKey" {
		return "TagValue"
	}
	return "Value"
}

func isTags(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct &&
		(t.Elem().Name() == "Tag" || t.Elem().Name() == "TagDescription")
}

func isTagMap(t reflect.Type) bool {
	return t.Kind() == reflect.Map && t.Key().Kind() == reflect.String && t.Elem().Kind() == reflect.String
}

// Unmarked returns an answer of the operation without the tags of a key: a copy, where it has
// such.
func (o *Operation) Unmarked(out any, key string) any {
	always := ""
	if o.IsUndone() {
		always = "Tags TagList" // what was just made shows that it has none
	}
	if of := reflect.ValueOf(out); of.IsValid() && of.Kind() == reflect.Pointer && !of.IsNil() {
		if bare, changed := unmarked(of.Elem(), key, always); changed {
			copied := reflect.New(of.Type().Elem())
			copied.Elem().Set(bare)
			return copied.Interface()
		}
	}
	return out
}

// unmarked returns a value without the tags of a key. What it shares with the value is not
// to be changed. Always names the members that are sent even if empty, besides those whose
// type says so.
func unmarked(v reflect.Value, key, always string) (bare reflect.Value, changed bool) {
	switch t := v.Type(); {
	case isTags(t):
		bare = reflect.MakeSlice(t, 0, v.Len())
		for i := range v.Len() {
			if v.Index(i).Field(0).String() != key {
				bare = reflect.Append(bare, v.Index(i))
			}
		}
		changed = bare.Len() < v.Len()
	case isTagMap(t):
		if changed = v.MapIndex(reflect.ValueOf(key)).IsValid(); changed {
			bare = reflect.MakeMap(t)
			for _, k := range v.MapKeys() {
				if k.String() != key {
					bare.SetMapIndex(k, v.MapIndex(k))
				}
			}
		}
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		return unmarkedEach(v, key, always)
	case t.Kind() == reflect.Struct:
		return unmarkedMembers(v, key, always)
	case t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct && !v.IsNil():
		below, changed := unmarkedMembers(v.Elem(), key, always)
		if !changed {
			return v, false
		}
		bare = reflect.New(t.Elem())
		bare.Elem().Set(below)
		return bare, true
	}
	if !changed {
		return v, false
	}
	return bare, true
}

func unmarkedEach(v reflect.Value, key, always string) (bare reflect.Value, changed bool) {
	bare = v
	for i := range v.Len() {
		if below, other := unmarked(v.Index(i), key, always); other {
			if !changed {
				bare, changed = reflect.MakeSlice(v.Type(), v.Len(), v.Len()), true
				reflect.Copy(bare, v)
			}
			bare.Index(i).Set(below)
		}
	}
	return bare, changed
}

func unmarkedMembers(v reflect.Value, key, always string) (bare reflect.Value, changed bool) {
	bare = v
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		if below, other := unmarked(v.Field(i), key, always+" "+f.Tag.Get("always")); other {
			if !changed {
				bare, changed = reflect.New(v.Type()).Elem(), true
				bare.Set(v)
			}
			if isTags(f.Type) && below.Len() == 0 && !isSentEmpty(f, always) {
				below = reflect.Zero(f.Type)
			}
			bare.Field(i).Set(below)
		}
	}
	return bare, changed
}

// isSentEmpty reports whether a list of tags is sent if it is empty.
func isSentEmpty(member reflect.StructField, always string) bool {
	sent := member.Tag.Get("sent")
	return strings.HasPrefix(sent, "always") || sent == "" && slices.Contains(strings.Fields(always), member.Name)
}

// Found are the operations of which what their calls have made is found by a tag, each kind
// of thing once.
func (a *API) Found() (all []*Operation) {
	for _, op := range a.Operations {
		if slices.ContainsFunc(a.Undo, func(u Undoing) bool { return u.makes == op.In && u.finding != nil }) {
			all = append(all, op)
		}
	}
	return all
}
