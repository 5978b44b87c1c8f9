package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"aibookmark/host/internal/library"
)

// decode fills the struct that p points at from a JSON object. Unlike
// encoding/json it takes members by their exact names ("ID" does not fill
// "id"), and says which one is wrong: an InvalidParams error names its path.
// Members that p does not know are ignored, those that are missing or null
// leave the zero value, and of a member that comes twice the last one counts,
// as with JSON.parse.
//
// encoding/json/v2 would do it with options; it is not part of Go without an
// experiment.
func decode(params json.RawMessage, p any) error {
	if len(params) == 0 {
		return nil
	}
	if problem := fill(params, reflect.ValueOf(p).Elem(), ""); problem != "" {
		return invalid("%s", problem)
	}
	return nil
}

// invalid is an InvalidParams error that says what is wrong, for developers.
func invalid(format string, args ...any) error {
	return library.Errorf(library.InvalidParams, "invalid_params", fmt.Sprintf(format, args...))
}

// fill decodes one value; it returns what is wrong, with its path.
func fill(raw json.RawMessage, v reflect.Value, path string) string {
	if isNull(raw) {
		return ""
	}
	if _, own := v.Addr().Interface().(json.Unmarshaler); own {
		return fillValue(raw, v, path)
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return fill(raw, v.Elem(), path)
	case reflect.Struct:
		return fillStruct(raw, v, path)
	case reflect.Slice:
		return fillSlice(raw, v, path)
	}
	return fillValue(raw, v, path)
}

func fillStruct(raw json.RawMessage, v reflect.Value, path string) string {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		return wrong(path, "an object")
	}
	for i, name := range fieldNames(v.Type()) {
		value, given := members[name]
		if name == "" || !given {
			continue
		}
		inner := name
		if path != "" {
			inner = path + "." + name
		}
		if problem := fill(value, v.Field(i), inner); problem != "" {
			return problem
		}
	}
	return ""
}

func fillSlice(raw json.RawMessage, v reflect.Value, path string) string {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return wrong(path, "a list")
	}
	out := reflect.MakeSlice(v.Type(), len(items), len(items))
	for i, item := range items {
		if problem := fill(item, out.Index(i), fmt.Sprintf("%s[%d]", path, i)); problem != "" {
			return problem
		}
	}
	v.Set(out)
	return ""
}

func fillValue(raw json.RawMessage, v reflect.Value, path string) string {
	err := json.Unmarshal(raw, v.Addr().Interface())
	if err == nil {
		return ""
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) || v.Kind() != reflect.Struct {
		return wrong(path, typeName(v.Type()))
	}
	return wrong(path, "a time like 2025-03-01T12:00:00Z")
}

func wrong(path, want string) string {
	if path == "" {
		path = "params"
	}
	return path + ": expected " + want
}

func typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Struct:
		return "a time as a string"
	}
	return "a list"
}

// names caches fieldNames: reflect.Type -> []string.
var names sync.Map

// fieldNames are the JSON names of a struct's fields; "" for a field that has
// none.
func fieldNames(t reflect.Type) []string {
	if known, ok := names.Load(t); ok {
		return known.([]string)
	}
	out := make([]string, t.NumField())
	for i := range out {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name != "-" {
			out[i] = name
		}
	}
	names.Store(t, out)
	return out
}
