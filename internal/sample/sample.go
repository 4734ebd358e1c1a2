// Package sample makes up values for tests.
package sample

import (
	"fmt"
	"math/rand/v2"
	"reflect"

	"github.com/shareproof/shareproof/model/kernel"
)

// latest is in January 2038: of later milliseconds the SDK for Go loses
// some that JSON has as a fraction of a second.
const latest = (1 << 31) * 1000

// Of returns a pointer to a made-up value of a struct type. The same seed gives
// the same value; about every third optional member is absent, and every eighth
// list or map is empty.
func Of(t reflect.Type, seed uint64) any {
	v := reflect.New(t)
	fill(v.Elem(), rand.New(rand.NewPCG(seed, 0)), 0)
	return v.Interface()
}

func fill(v reflect.Value, r *rand.Rand, depth int) {
	if v.Type() == reflect.TypeFor[kernel.Time]() {
		v.SetInt(1 + r.Int64N(latest))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("%s-%d \"é\n\\", v.Type().Name(), r.IntN(1000)))
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(r.Int64N(1 << 31))
	case reflect.Float64:
		v.SetFloat(float64(r.IntN(512)) / 2)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), r, depth+1)
	case reflect.Uint8:
		v.SetUint(r.Uint64N(256))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), length(r), 3))
		for i := range v.Len() {
			fill(v.Index(i), r, depth+1)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range length(r) {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(key, r, depth)
			fill(value, r, depth+1)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Name != "_" && r.IntN(3) > 0 && depth < 8 {
				fill(v.Field(i), r, depth+1)
			}
		}
	default:
		panic("sample: no value for a " + v.Type().String())
	}
}

func length(r *rand.Rand) int {
	if r.IntN(8) == 0 {
		return 0
	}
	return 1 + r.IntN(3)
}
