package answer

import "sync"

// lazily makes a table or an expression when it is first used: most starts of
// the program answer no question, and all of them wait for what is made at
// start-up.
func lazily[T any](make func() T) func() T { return sync.OnceValue(make) }
