package policy

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the page says of condition keys, a key of a model's service a word.
var toldKeys = regexp.MustCompile("`((?:aws|kms|backup|iam|sts|ram|organizations|ec2|rds):[A-Za-z-]+[:/]?)(?:\\.\\.\\.)?`")

func TestEveryConditionKeyThatThePageTellsOfIsGivenToSomeRequest(t *testing.T) {
	var code strings.Builder
	files, err := filepath.Glob("../[a-oq-z]*/*.go") // all folders but this one
	require.NoError(t, err)
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			code.Write(text)
		}
	}
	page, err := os.ReadFile("../../docs/policies.md")
	require.NoError(t, err)
	_, table, _ := strings.Cut(string(page), "## Condition keys")
	table, _, _ = strings.Cut(table, "Valueless are")
	told := toldKeys.FindAllStringSubmatch(table, -1)
	require.Greater(t, len(told), 40)
	for _, found := range told {
		key := found[1]
		_, name, _ := strings.Cut(key, ":") // EBS puts ec2: before all of its own
		assert.True(t, strings.Contains(code.String(), `"`+key) || strings.HasPrefix(key, "ec2:") &&
			strings.Contains(code.String(), `"`+name), "nobody gives a value to %s", key)
		assert.True(t, IdentityPolicy.knows(strings.TrimSuffix(key+"x", "x")) || IdentityPolicy.knows(key+"x"), key)
	}
}

func TestOnlyMisspeltKeysOfTheModelsServicesAreUnknown(t *testing.T) {
	for key, known := range map[string]bool{
		"aws:sourceip": true, "aws:SourceIP": true, "aws:Moon": false, "aws:PrincipalTag": false, "aws:PrincipalTag/": false,
		"aws:PrincipalTag/a": true, "AWS:principaltag/A": true, "kms:GrantOperation": false, "kms:EncryptionContext:": false,
		"kms:EncryptionContext:a:b": true, "s3:prefix": true, "s3:perfix": true, "a": true, "": true, "ec2:VolumeId": true,
		"ec2:VolumeTipe": false, "ec2:AnythingNew": true, "ec2:ResourceTag/Department": true, "ec2:SourceInstanceARN": true,
		"cognito-identity.amazonaws.com:sub": true, "saml:aud": true, "rds:db-tag/a": true, "rds:DatabaseClas": false,
	} {
		assert.Equal(t, known, IdentityPolicy.knows(key), key)
	}
	assert.Equal(t, "aws:PrincipalTag/Team", spelled("AWS:principaltag/Team"))
	assert.Equal(t, "aws:username", spelled("aws:UserName"))
	assert.Equal(t, "s3:Prefix", spelled("s3:Prefix"))
}
