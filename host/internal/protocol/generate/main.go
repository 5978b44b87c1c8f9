// Command generate prints the wire's types as JSON: one JSON Schema with a
// definition for each Go type of package protocol, and which of them go with
// which method. extension/types.mjs turns it into src/protocol.gen.ts.
package main

import (
	"encoding/json"
	"log"
	"os"
	"reflect"

	"github.com/invopop/jsonschema"

	"aibookmark/host/internal/protocol"
)

// call names the definitions that go with a method or a notification.
type call struct {
	Name   string `json:"name"`
	Params string `json:"params"`
	Result string `json:"result,omitempty"`
}

type output struct {
	Schema *jsonschema.Schema `json:"schema"`
	Calls  []call             `json:"calls"`
	Events []call             `json:"events"`
	// Constants that both sides need.
	Constants map[string]any `json:"constants"`
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("generate: ")
	r := &jsonschema.Reflector{Anonymous: true, Mapper: special}
	if err := r.AddGoComments("aibookmark", "./host/internal/protocol"); err != nil {
		log.Fatal(err)
	}
	out := output{
		Schema: &jsonschema.Schema{Version: jsonschema.Version, Definitions: jsonschema.Definitions{}},
		Constants: map[string]any{
			"protocolVersion": protocol.Version, "hostName": protocol.HostName,
			"maxSyncNodes": protocol.MaxSyncNodes, "maxClientFrame": protocol.MaxClientFrame,
		},
	}
	define := func(v any) string {
		for name, def := range r.Reflect(v).Definitions {
			out.Schema.Definitions[name] = def
		}
		return reflect.TypeOf(v).Name()
	}
	for _, c := range protocol.Calls {
		out.Calls = append(out.Calls, call{c.Name, define(c.Params), define(c.Result)})
	}
	for _, c := range protocol.Events {
		out.Events = append(out.Events, call{Name: c.Name, Params: define(c.Params)})
	}
	define(protocol.Error{})
	out.Schema.Definitions["ErrorKind"], out.Schema.Definitions["RequestID"] = errorKind(), requestID()
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", " ")
	if err := e.Encode(out); err != nil {
		log.Fatal(err)
	}
}

// special refers to the types that reflection cannot know: errorKind and
// requestID.
func special(t reflect.Type) *jsonschema.Schema {
	switch t {
	case reflect.TypeFor[protocol.ErrorKind](), reflect.TypeFor[protocol.RequestID]():
		return &jsonschema.Schema{Ref: "#/$defs/" + t.Name()}
	}
	return nil
}

// errorKind names the kinds.
func errorKind() *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string", Description: "The closed, append-only set of error kinds."}
	for _, k := range protocol.ErrorKinds {
		s.Enum = append(s.Enum, string(k))
	}
	return s
}

// requestID is a JSON-RPC id: a string or a number.
func requestID() *jsonschema.Schema {
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "string"}, {Type: "number"}}}
}
