package nativemsg

import "io"

// Unblock returns r as it is: Windows has no such mode for anonymous pipes.
func Unblock(r io.Reader) io.Reader { return r }
