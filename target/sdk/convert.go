package sdk

import (
	"fmt"
	"reflect"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// Unsaid are members of requests that the SDK for Go has but does not show, and
// why the model has them.
var Unsaid = map[string]string{
	"CopySnapshot.DestinationRegion": "the AWS CLI and boto3 send it beside the URL that they sign for the copy's " +
		"source; the SDK for Go has it in the URL",
}

// convert copies a value between the two vocabularies. They spell members
// alike; the SDK points to what may be absent, where the model has a zero
// string or Time. A member that does not fit is a mistake in the model's
// struct, and a test finds it.
func convert(into, from reflect.Value, outward bool) {
	switch {
	case from.Type() == reflect.TypeFor[kernel.Time]() && into.Type() == reflect.TypeFor[*time.Time]():
		if t := kernel.Time(from.Int()); t != 0 {
			into.Set(reflect.ValueOf(new(t.Std())))
		}
	case from.Type() == reflect.TypeFor[*time.Time]() && into.Type() == reflect.TypeFor[kernel.Time]():
		if t := from.Interface().(*time.Time); t != nil {
			into.SetInt(int64(kernel.At(*t)))
		}
	case into.Kind() == reflect.Pointer && from.Kind() == reflect.Pointer:
		if !from.IsNil() {
			into.Set(reflect.New(into.Type().Elem()))
			convert(into.Elem(), from.Elem(), outward)
		}
	case into.Kind() == reflect.Pointer:
		if from.Kind() != reflect.String || from.Len() > 0 {
			into.Set(reflect.New(into.Type().Elem()))
			convert(into.Elem(), from, outward)
		}
	case from.Kind() == reflect.Pointer:
		if !from.IsNil() {
			convert(into, from.Elem(), outward)
		}
	case into.Kind() != from.Kind():
		panic(fmt.Sprintf("sdk: a %s is not a %s", from.Type(), into.Type()))
	default:
		convertAlike(into, from, outward)
	}
}

func convertAlike(into, from reflect.Value, outward bool) {
	switch into.Kind() {
	case reflect.Struct:
		model := from.Type()
		if !outward {
			model = into.Type()
		}
		for i := range model.NumField() {
			name := model.Field(i).Name
			if name == "_" || Unsaid[model.Name()+"."+name] != "" {
				continue
			}
			a, b := into.FieldByName(name), from.FieldByName(name)
			if !a.IsValid() || !b.IsValid() {
				panic(fmt.Sprintf("sdk: %s and %s do not both have %s", into.Type(), from.Type(), name))
			}
			convert(a, b, outward)
		}
	case reflect.Slice:
		if from.IsNil() {
			return
		}
		into.Set(reflect.MakeSlice(into.Type(), from.Len(), from.Len()))
		for i := range from.Len() {
			convert(into.Index(i), from.Index(i), outward)
		}
	case reflect.Map:
		if from.IsNil() {
			return
		}
		into.Set(reflect.MakeMapWithSize(into.Type(), from.Len()))
		for entries := from.MapRange(); entries.Next(); {
			value := reflect.New(into.Type().Elem()).Elem()
			convert(value, entries.Value(), outward)
			into.SetMapIndex(entries.Key().Convert(into.Type().Key()), value)
		}
	default:
		into.Set(from.Convert(into.Type()))
	}
}
