package server

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/creachadair/jrpc2"

	"aibookmark/host/internal/protocol"
)

// What the gate lets through, jrpc2 must take for the same request: where the
// two disagree, jrpc2 would answer by itself, with an error of no kind.
func FuzzParseRequest(f *testing.F) {
	for _, seed := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"search","params":{"query":"a"}}`,
		`{"jsonrpc":"2.0","id":"a","method":"search","params":null,"meta":1}`,
		`{"jsonrpc":"2.0","id":null,"method":"rpc.cancel","params":[1]}`,
		`{"jsonrpc":"2.0","id":1,"id":2,"method":"a","method":"b"}`,
		`{"jsonrpc":"2.0","id":-1e5,"method":"a"}`, `{"jsonrpc":"2\u002e0","id":1,"method":"a"}`,
		`{"JSONRPC":"2.0","ID":1,"Method":"a"}`, `{"jsonrpc":"2.0","id":[],"method":"a"}`,
		`{"jsonrpc":"2.0","id":1,"method":"a","error":null}`, `{"jsonrpc":"2.0","id":1,"method":"a","result":0}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, msg []byte) {
		if !json.Valid(msg) { // nativemsg stops the rest
			return
		}
		r, problem := parseRequest(msg)
		if problem != "" {
			return
		}
		parsed, err := jrpc2.ParseRequests(r.message(msg))
		if err != nil || len(parsed) != 1 || parsed[0].Error != nil {
			t.Fatalf("jrpc2 refuses %s: %v", msg, err)
		}
		if p := parsed[0]; p.Method != r.method || p.ID != string(r.id) || p.Batch {
			t.Errorf("%s: jrpc2 reads id %s, method %q; the gate %s, %q", msg, p.ID, p.Method, r.id, r.method)
		}
	})
}

// Parameters that decode fills are filled the same way again from what they
// encode to.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"nodes":[{"id":"1","addedAt":"2025-03-01T12:00:00+08:00","position":2}],"removed":["a"],"sourceId":1}`))
	f.Add([]byte(`{"nodes":{},"Removed":1}`))
	f.Add([]byte(`{"nodes":[null,{"id":null}],"removed":[]}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, params []byte) {
		var first, second protocol.ApplyParams
		if !json.Valid(params) || decode(params, &first) != nil {
			return
		}
		out, err := json.Marshal(first)
		if err != nil {
			t.Fatalf("%s decodes to what does not encode: %v", params, err)
		}
		if err := decode(out, &second); err != nil {
			t.Fatalf("%s, which %s decodes to: %v", out, params, err)
		}
		if again, _ := json.Marshal(second); !reflect.DeepEqual(out, again) {
			t.Errorf("%s decodes to %s and then to %s", params, out, again)
		}
	})
}
