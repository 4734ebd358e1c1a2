package model

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// Census counts the rows of every store, by service and member.
func (w *World) Census() map[string]int {
	all := map[string]int{}
	for _, service := range w.wiring.all() {
		state := reflect.ValueOf(service.State()).Elem()
		count(nameOf(service), state, service.State(), all)
	}
	return all
}

func count(name string, v reflect.Value, state any, all map[string]int) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			count(name, v.Field(i), state, all)
		} else if strings.HasPrefix(f.Type.Name(), "Store[") {
			kernel.EachHeld(state, f.Name, func(kernel.Held) { all[fmt.Sprint(name, ".", f.Name)]++ })
		}
	}
}
