//go:build !unix

package ollamatest

import "os/exec"

// There are no process groups here: models that run may outlive the test.
func ownGroup(*exec.Cmd)      {}
func killGroup(cmd *exec.Cmd) { _ = cmd.Process.Kill() }
func terminate(cmd *exec.Cmd) { _ = cmd.Process.Kill() }
