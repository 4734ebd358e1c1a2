package conformance

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/target"
)

// Most scenarios hold where others have resources too and leave nothing behind: those
// that do not are held back, and few are.
func TestMostScenariosBearOthersInTheirAccounts(t *testing.T) {
	if testing.Short() {
		t.Skip("plays suites twice")
	}
	suites, err := embedded()
	require.NoError(t, err)
	some := keeping(suites, func(c target.Case) bool { return c.System == "kms" || c.System == "ram" })
	why, err := Options{}.needsItsOwn(t.Context(), some, nil, nil)
	require.NoError(t, err)
	assert.Less(t, len(why), 50, "of 515")
	for title, reason := range map[string]string{
		"Shares are listed page by page, and only by a token of the same listing":                "does not hold",
		"To describe the key of a service by its alias makes it":                                 "does not hold",
		"A condition on the operations of a grant needs a set operator: StringEquals":            "kms.ScheduleKeyDeletion",
		"A share is promoted once some managed permission allows exactly what its policy allows": "ram.DeletePermission",
	} {
		told := ""
		for name, said := range why {
			if strings.HasSuffix(name, " "+title) {
				told = said
			}
		}
		assert.Contains(t, told, reason, title)
	}
}
