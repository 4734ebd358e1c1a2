package faults_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/services"
)

func TestThePageNamesTheErrorsOfEachServiceAndTheWorkThatFails(t *testing.T) {
	page, err := os.ReadFile("../../docs/faults.md")
	require.NoError(t, err)
	for _, api := range services.All {
		var broken []string
		for _, e := range api.Unavailable {
			broken = append(broken, fmt.Sprintf("`%s` %d", e.Code, e.Status))
		}
		row := fmt.Sprintf("| %s | `%s` %d | %s |", api.Service, api.Throttled.Code, api.Throttled.Status,
			strings.Join(broken, ", "))
		assert.Contains(t, string(page), row)
		for _, op := range api.Operations {
			if op.CanFail {
				assert.Contains(t, string(page), op.Name+"`")
			}
		}
	}
}
