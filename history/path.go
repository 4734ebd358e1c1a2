package history

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// way is a path through an answer, found once for its type.
type way []turn

// turn leads from a value to one below it: a field, an element or an entry.
type turn struct {
	field   int
	element int
	key     string
}

// wayTo finds the way of a path such as Backups.0.BackupId; nil where there is
// none.
func wayTo(t reflect.Type, path string) (w way) {
	for head := range strings.SplitSeq(path, ".") {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		switch t.Kind() {
		case reflect.Struct:
			f, ok := t.FieldByName(head)
			if !ok || len(f.Index) != 1 {
				return nil
			}
			w, t = append(w, turn{field: f.Index[0]}), f.Type
		case reflect.Slice:
			n, err := strconv.Atoi(head)
			if err != nil || n < 0 {
				return nil
			}
			w, t = append(w, turn{element: n}), t.Elem()
		case reflect.Map:
			w, t = append(w, turn{key: head}), t.Elem()
		default:
			return nil
		}
	}
	return w
}

// follow returns the value at the end of the way, spelt as in a scenario.
func (w way) follow(out any) (string, bool) {
	v := reflect.ValueOf(out)
	for i := 0; ; i++ {
		for v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return "", false
			}
			v = v.Elem()
		}
		if i == len(w) {
			return spell(v), w != nil && (!v.IsZero() || v.Kind() == reflect.Bool || v.CanInt())
		}
		switch v.Kind() {
		case reflect.Struct:
			v = v.Field(w[i].field)
		case reflect.Slice:
			if w[i].element >= v.Len() {
				return "", false
			}
			v = v.Index(w[i].element)
		case reflect.Map:
			if v = v.MapIndex(reflect.ValueOf(w[i].key).Convert(v.Type().Key())); !v.IsValid() {
				return "", false
			}
		default:
			return "", false
		}
	}
}

func spell(v reflect.Value) string {
	switch {
	case v.Kind() == reflect.String:
		return v.String()
	case isBlob(v.Type()):
		return spellBlob(v.Bytes())
	}
	if t, ok := v.Interface().(kernel.Time); ok {
		return t.String()
	}
	return fmt.Sprint(v.Interface())
}

// eachString calls visit with every string of a value and its path, in the
// order of the fields, elements and keys.
func eachString(v reflect.Value, path string, visit func(path, text string)) {
	switch v.Kind() {
	case reflect.String:
		if v.Len() > 0 {
			visit(path, v.String())
		}
	case reflect.Pointer:
		if !v.IsNil() {
			eachString(v.Elem(), path, visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				eachString(v.Field(i), below(path, f.Name), visit)
			}
		}
	case reflect.Slice:
		if isBlob(v.Type()) {
			if v.Len() > 0 {
				visit(path, spellBlob(v.Bytes()))
			}
			return
		}
		for i := range v.Len() {
			eachString(v.Index(i), below(path, strconv.Itoa(i)), visit)
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, k := range keys {
			eachString(v.MapIndex(k), below(path, k.String()), visit)
		}
	}
}

// A blob is spelt in base64, or as the ${name} for which a value will stand.

func isBlob(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
}

func spellBlob(b []byte) string {
	if bytes.HasPrefix(b, []byte("${")) {
		return string(b)
	}
	return base64.StdEncoding.EncodeToString(b)
}

// readBlob reads what spellBlob wrote, and what is not base64 as it stands.
func readBlob(text string) []byte {
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
