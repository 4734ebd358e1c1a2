package kernel

import (
	"reflect"
	"slices"
	"strings"
)

// paging holds the members by which a listing goes on: the token of an input and
// the next token of an output.
type paging struct{ token, next int }

// pagesOf finds the members, as AWS's services call them; nil where the operation
// has no pages.
func pagesOf(in, out reflect.Type) *paging {
	for _, names := range [][2]string{{"NextToken", "NextToken"}, {"Marker", "NextMarker"}, {"Marker", "Marker"}} {
		token, takes := in.FieldByName(names[0])
		next, gives := out.FieldByName(names[1])
		if takes && gives {
			return &paging{token.Index[0], next.Index[0]}
		}
	}
	return nil
}

// Lists reports whether the operation lists what accounts have: as pages, or whole,
// where no member of the input has to say of what. What AWS offers to everybody, and
// what belongs to an organization as a whole, is no such list.
func (o *Operation) Lists() bool {
	switch {
	case !o.Reads() || slices.Contains(o.API.Common, o.Name) || slices.Contains(o.API.Common, "*"):
		return false
	case o.pages != nil:
		return true
	}
	for i := range o.In.NumField() {
		if strings.HasPrefix(o.In.Field(i).Tag.Get("shape"), "!") {
			return false
		}
	}
	for i := range o.Out.NumField() {
		if t := o.Out.Field(i).Type; t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct {
			return true
		}
	}
	return false
}

// Tokens returns the token by which an input continues a listing, and the one by
// which an answer lets it go on; "" where there is none.
func (o *Operation) Tokens(in, out any) (token, next string) {
	if o.pages == nil {
		return "", ""
	}
	return reflect.ValueOf(in).Elem().Field(o.pages.token).String(),
		reflect.ValueOf(out).Elem().Field(o.pages.next).String()
}

// Continued returns the input that continues a listing after an answer. It
// reports false where the answer is the last page, or where the operation has
// none.
func (o *Operation) Continued(in, out any) (next any, ok bool) {
	if o.pages == nil || out == nil {
		return nil, false
	}
	token := reflect.ValueOf(out).Elem().Field(o.pages.next)
	if token.Len() == 0 {
		return nil, false
	}
	v := reflect.New(o.In)
	v.Elem().Set(reflect.ValueOf(in).Elem())
	v.Elem().Field(o.pages.token).Set(token)
	return v.Interface(), true
}
