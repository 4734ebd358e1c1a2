// Package refused helps tests to assert a refusal and its reason.
package refused

import (
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/kernel"
)

// By asserts that the rule refuses the call, with the rule's own error, and
// that the call leaves the world as it was.
func By(t require.TestingT, rule *kernel.Rule, digest func() string, call func() error) {
	before := digest()
	var refusal *kernel.Error
	require.ErrorAs(t, call(), &refusal)
	require.NotNil(t, refusal.Rule, refusal)
	require.Equal(t, rule.ID, refusal.Rule.ID, "%s", refusal)
	require.Equal(t, rule.Error, refusal.ErrorShape)
	require.Equal(t, before, digest(), "a refused call changes nothing")
}
