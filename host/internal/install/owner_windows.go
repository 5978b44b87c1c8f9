package install

// ownedByUs is always true: an elevated Windows program keeps its user's
// profile folder.
func ownedByUs(string) (bool, error) { return true, nil }
