// Package values walks through the inputs and outputs of operations: as plain
// JSON, by paths, and string by string.
package values

import (
	"encoding/base64"
	"reflect"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// Plain turns an input or output into what its JSON would be: maps, lists,
// strings, numbers and truth values. Absent members are left out; instants are
// written as in RFC 3339, bytes in base64.
func Plain(v any) any {
	p, _ := plain(reflect.ValueOf(v))
	return p
}

func plain(v reflect.Value) (p any, present bool) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil, false
		}
		return plain(v.Elem())
	case reflect.Struct:
		members := map[string]any{}
		for i := range v.NumField() {
			if !v.Type().Field(i).IsExported() {
				continue
			}
			if member, ok := plain(v.Field(i)); ok {
				members[v.Type().Field(i).Name] = member
			}
		}
		return members, true
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return base64.StdEncoding.EncodeToString(v.Bytes()), v.Len() > 0
		}
		list := make([]any, v.Len())
		for i := range list {
			list[i], _ = plain(v.Index(i))
		}
		return list, !v.IsNil()
	case reflect.Map:
		entries := map[string]any{}
		for _, k := range v.MapKeys() {
			entries[k.String()], _ = plain(v.MapIndex(k))
		}
		return entries, !v.IsNil()
	case reflect.String:
		return v.String(), v.Len() > 0
	case reflect.Invalid:
		return nil, false
	}
	if t, ok := v.Interface().(kernel.Time); ok {
		return t.String(), t != 0
	}
	return v.Interface(), true
}

// Member follows a path through a plain value: members and keys by name,
// elements by number, * for each element.
func Member(plain any, path string) (any, bool) {
	if path == "" {
		return plain, true
	}
	head, rest, _ := strings.Cut(path, ".")
	switch v := plain.(type) {
	case map[string]any:
		member, ok := v[head]
		if !ok {
			return nil, false
		}
		return Member(member, rest)
	case []any:
		if head == "*" {
			each := []any{}
			for _, e := range v {
				found, _ := Member(e, rest)
				each = append(each, found)
			}
			return each, true
		}
		if i, err := strconv.Atoi(head); err == nil && i >= 0 && i < len(v) {
			return Member(v[i], rest)
		}
	}
	return nil, false
}
