package values

import (
	"bytes"
	"encoding/base64"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// EachString calls visit with every string of a value and its path, in the
// order of the fields, elements and keys.
func EachString(v reflect.Value, path string, visit func(path, text string)) {
	switch v.Kind() {
	case reflect.String:
		if v.Len() > 0 {
			visit(path, v.String())
		}
	case reflect.Pointer:
		if !v.IsNil() {
			EachString(v.Elem(), path, visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				EachString(v.Field(i), below(path, f.Name), visit)
			}
		}
	case reflect.Slice:
		if IsBlob(v.Type()) {
			if v.Len() > 0 {
				visit(path, FormatBlob(v.Bytes()))
			}
			return
		}
		for i := range v.Len() {
			EachString(v.Index(i), below(path, strconv.Itoa(i)), visit)
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, k := range keys {
			EachString(v.MapIndex(k), below(path, k.String()), visit)
		}
	}
}

// IsBlob reports whether a type is a list of bytes.
func IsBlob(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
}

// FormatBlob writes bytes in base64, or as the ${name} for which a value will
// stand.
func FormatBlob(b []byte) string {
	if bytes.HasPrefix(b, []byte("${")) {
		return string(b)
	}
	return base64.StdEncoding.EncodeToString(b)
}

// ParseBlob reads what FormatBlob wrote, and what is not base64 as it stands.
func ParseBlob(text string) []byte {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return []byte(text)
	}
	return b
}

func below(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// Rewritten returns a copy of an input, a pointer to a struct, with what f makes
// of its strings. What the copy shares with the input is not to be changed.
func Rewritten(in any, f func(string) string) any {
	copied := reflect.New(reflect.TypeOf(in).Elem())
	copied.Elem().Set(reflect.ValueOf(in).Elem())
	Rewrite(copied.Elem(), func(text string) (string, bool) { return f(text), true })
	return copied.Interface()
}

// Rewrite puts what f makes of them in place of the strings of v, those inside of
// blobs and the keys of maps too. It copies first what v refers to. It is false where
// f is.
func Rewrite(v reflect.Value, f func(string) (string, bool)) bool {
	switch v.Kind() {
	case reflect.String:
		text, ok := f(v.String())
		v.SetString(text)
		return ok
	case reflect.Pointer:
		if v.IsNil() || scalar(v.Type().Elem()) {
			return true
		}
		copied := reflect.New(v.Type().Elem())
		copied.Elem().Set(v.Elem())
		v.Set(copied)
		return Rewrite(copied.Elem(), f)
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Field(i); field.CanSet() && !Rewrite(field, f) {
				return false
			}
		}
	case reflect.Slice:
		if IsBlob(v.Type()) && v.Len() > 0 {
			text, ok := f(FormatBlob(v.Bytes()))
			v.SetBytes(ParseBlob(text))
			return ok
		}
		if v.IsNil() || scalar(v.Type().Elem()) {
			return true
		}
		copied := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(copied, v)
		v.Set(copied)
		for i := range v.Len() {
			if !Rewrite(v.Index(i), f) {
				return false
			}
		}
	case reflect.Map:
		return v.IsNil() || rewriteMap(v, f)
	}
	return true
}

func rewriteMap(v reflect.Value, f func(string) (string, bool)) bool {
	copied := reflect.MakeMapWithSize(v.Type(), v.Len())
	for entries := v.MapRange(); entries.Next(); {
		value := reflect.New(v.Type().Elem()).Elem()
		value.Set(entries.Value())
		if !Rewrite(value, f) {
			return false
		}
		key := reflect.New(v.Type().Key()).Elem()
		key.Set(entries.Key())
		if !Rewrite(key, f) {
			return false
		}
		copied.SetMapIndex(key, value)
	}
	v.Set(copied)
	return true
}

func scalar(t reflect.Type) bool { return t.Kind() >= reflect.Bool && t.Kind() <= reflect.Float64 }
