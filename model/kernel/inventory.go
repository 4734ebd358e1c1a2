package kernel

import (
	"reflect"
	"strings"
)

// Held is a row of a store: what is held where, in which state, empty for things
// without a lifecycle.
type Held struct {
	Scope     Scope
	ID, State string
	Contents  string // a hash of all that is known of it
	Row       reflect.Value
}

// EachHeld yields the rows of a member of a service's state that is a Store, scope by
// scope and in the order of their making. It panics where there is no such store.
func EachHeld(state any, member string, yield func(Held)) {
	s, ok := reflect.ValueOf(state).Elem().FieldByName(member).Addr().Interface().(keyable)
	if !ok {
		panic("kernel: " + member + " is not a store")
	}
	core := s.core()
	core.sort()
	for _, t := range core.tables {
		for _, e := range t.list {
			if e.row == nil {
				continue
			}
			row, h := reflect.ValueOf(e.row).Elem(), NewHasher()
			h.value(row)
			yield(Held{t.scope, e.id, stateOf(row), h.Sum(), row})
		}
	}
}

// stateOf is the state in which a row's first lifecycle is.
func stateOf(row reflect.Value) string {
	if row.Kind() != reflect.Struct {
		return ""
	}
	for i := range row.NumField() {
		if t := row.Type().Field(i).Type; strings.HasPrefix(t.Name(), "Life[") {
			return row.Field(i).FieldByName("State").String()
		}
	}
	return ""
}
