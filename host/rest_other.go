//go:build !linux

package main

// onBattery is not known here without a library of its own.
func onBattery() bool { return false }

// busy is not known here.
func busy() bool { return false }
