package values

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDocumentsAreComparedByWhatTheySay(t *testing.T) {
	const compact = `{"Statement":[{"Action":["kms:*"],"Effect":"Allow"}],"Version":"2012-10-17"}`
	for want, same := range map[string]bool{
		compact: true,
		"{\n  \"Version\" : \"2012-10-17\",\n  \"Statement\" : [ {\n    \"Effect\" : \"Allow\",\n    \"Action\" : \"kms:*\"\n  } ]\n}": true,
		`{"Statement":{"Action":"kms:*","Effect":"Allow"},"Version":"2012-10-17"}`:                                                     true,
		`{"Statement":[{"Action":["kms:*"],"Effect":"Deny"}],"Version":"2012-10-17"}`:                                                  false,
		`{"Statement":[{"Action":["kms:*","kms:Decrypt"],"Effect":"Allow"}],"Version":"2012-10-17"}`:                                   false,
		compact + "}": false,
		"":            false,
	} {
		assert.Equal(t, same, Same(compact, want), want)
	}
	assert.True(t, Same(true, "true"))
	assert.False(t, Same("[1]", "1"), "a text that is no object is a text")
}
