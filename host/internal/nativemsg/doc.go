// Package nativemsg is the pipe between a browser and the host: native
// messages as a jrpc2 channel, who may be at the other end of it, and how to
// notice that they are gone.
//
// A frame is a 32-bit length in native byte order (little-endian on every
// platform we build for) and that many bytes of UTF-8 JSON, one JSON-RPC
// message each. The package owns every rule about frames: both size bounds,
// what is refused before anyone decodes it, and that exactly one goroutine
// writes. It knows nothing of methods.
//
// Why not github.com/rickypc/native-messaging-host: it leaves the rest of a
// frame unread when its JSON ends early, so that every later frame is
// misread; it writes header and body without a lock; it has no size bound.
package nativemsg
