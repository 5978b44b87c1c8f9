package store

import "io/fs"

// hasModeBits: on Windows a file inherits the access list of the user's
// application data folder, which names the user, SYSTEM and Administrators.
const hasModeBits = false

func ownedByUs(fs.FileInfo) bool { return true }
