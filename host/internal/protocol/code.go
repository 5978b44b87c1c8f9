package protocol

// JSON-RPC error numbers that the specification fixes
// (https://www.jsonrpc.org/specification#error_object).
const (
	CodeParseError     = -32700
	CodeInvalidRequest = -32600
	CodeMethodNotFound = -32601
	CodeInvalidParams  = -32602
	CodeInternal       = -32603
)

// CodeOf is the JSON-RPC number that goes with a kind: the specification's
// where it has one, else -32001, -32002, … in the order of ErrorKinds, from
// the range it leaves to servers.
func CodeOf(kind ErrorKind) int {
	switch kind {
	case KindInvalidParams:
		return CodeInvalidParams
	case KindInternal:
		return CodeInternal
	}
	for i, k := range ErrorKinds {
		if k == kind {
			return -32000 - i
		}
	}
	return CodeInternal
}
