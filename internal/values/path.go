package values

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// Path leads through the values of a type, as in Backups.0.BackupId. It is found
// once for the type.
type Path []turn

// turn leads from a value to one below it: a field, an element or an entry.
type turn struct {
	field   int
	element int
	key     string
}

// PathIn finds a path in a type. It returns nil where the type has no such path.
func PathIn(t reflect.Type, path string) (w Path) {
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

// Follow returns the value at the end of the path as scenarios write it, false
// where there is none.
func (w Path) Follow(out any) (string, bool) {
	v := reflect.ValueOf(out)
	for i := 0; ; i++ {
		for v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return "", false
			}
			v = v.Elem()
		}
		if i == len(w) {
			return format(v), w != nil && (!v.IsZero() || v.Kind() == reflect.Bool || v.CanInt())
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

func format(v reflect.Value) string {
	switch {
	case v.Kind() == reflect.String:
		return v.String()
	case IsBlob(v.Type()):
		return FormatBlob(v.Bytes())
	}
	if t, ok := v.Interface().(kernel.Time); ok {
		return t.String()
	}
	return fmt.Sprint(v.Interface())
}
