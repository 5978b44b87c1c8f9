package install

import (
	"errors"
	"fmt"

	winreg "golang.org/x/sys/windows/registry"
)

// systemRegistry is HKEY_CURRENT_USER.
func systemRegistry() registry { return currentUser{} }

type currentUser struct{}

func (currentUser) get(key string) (string, bool, error) {
	k, err := winreg.OpenKey(winreg.CURRENT_USER, key, winreg.QUERY_VALUE)
	if errors.Is(err, winreg.ErrNotExist) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("open registry key: %w", err)
	}
	defer k.Close()
	value, _, err := k.GetStringValue("")
	if errors.Is(err, winreg.ErrNotExist) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("read registry key: %w", err)
	}
	return value, true, nil
}

func (currentUser) set(key, value string) error {
	k, _, err := winreg.CreateKey(winreg.CURRENT_USER, key, winreg.SET_VALUE)
	if err != nil {
		return fmt.Errorf("make registry key: %w", err)
	}
	defer k.Close()
	if err := k.SetStringValue("", value); err != nil {
		return fmt.Errorf("write registry key: %w", err)
	}
	return nil
}

func (currentUser) remove(key string) error {
	err := winreg.DeleteKey(winreg.CURRENT_USER, key)
	if err != nil && !errors.Is(err, winreg.ErrNotExist) {
		return fmt.Errorf("remove registry key: %w", err)
	}
	return nil
}

// policyOff tells whether an organisation has set the policy to 0.
func (currentUser) policyOff(key, name string) bool {
	for _, tree := range []winreg.Key{winreg.LOCAL_MACHINE, winreg.CURRENT_USER} {
		k, err := winreg.OpenKey(tree, key, winreg.QUERY_VALUE)
		if err != nil {
			continue
		}
		value, _, err := k.GetIntegerValue(name)
		k.Close()
		if err == nil && value == 0 {
			return true
		}
	}
	return false
}
