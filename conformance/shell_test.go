package conformance

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/target"
	"github.com/stretchr/testify/require"
)

func TestTheLinesOfAReproductionRunElsewhere(t *testing.T) {
	const id = "1234abcd-12ab-34cd-56ef-1234567890ab"
	arn := "arn:aws:kms:us-east-1:111111111111:key/" + id
	made := &kms.CreateKeyOutput{KeyMetadata: &kms.KeyMetadata{KeyId: id, Arn: arn}}
	shipped := target.Case{Source: "features/kms/encryption.feature:3"}
	cipher := []byte("0123456789")
	lines := Options{Target: &target.Model{}}.shell(target.Outcome{Case: shipped, Exchanges: []target.Exchange{
		called(&kms.CreateKey{Description: "it's mine"}, made, nil),
		called(&kms.Encrypt{KeyId: arn, Plaintext: []byte("four words in all")},
			&kms.EncryptOutput{CiphertextBlob: cipher}, nil),
		called(&kms.Decrypt{KeyId: id, CiphertextBlob: cipher}, nil,
			kernel.NewError(&kernel.ErrorShape{Code: "AccessDeniedException", Status: 400}, "no\nnever")),
	}})
	require.Equal(t, []string{
		"# as 111111111111",
		`read -r arn1 keyid1 < <(aws kms create-key --description 'it'\''s mine' --region us-east-1 --cli-input-json '{}'` +
			` --query '[KeyMetadata.Arn,KeyMetadata.KeyId]' --output text)`,
		`read -r ciphertextblob1 < <(aws kms encrypt --key-id "$arn1" --plaintext` +
			` fileb://<(printf %s Zm91ciB3b3JkcyBpbiBhbGw= | base64 -d) --region us-east-1 --cli-input-json '{}'` +
			` --query '[CiphertextBlob]' --output text)`,
		`aws kms decrypt --ciphertext-blob fileb://<(printf %s "$ciphertextblob1" | base64 -d) --key-id "$keyid1"` +
			` --region us-east-1 --cli-input-json '{}'`,
		"# refused: AccessDeniedException: no\n# never",
	}, lines)
	if bash, err := exec.LookPath("bash"); err == nil {
		require.NoError(t, exec.Command(bash, "-n", "-c", strings.Join(lines, "\n")).Run(), "bash reads them")
	}
}

func TestTheMembersOfALineAreSpeltAsTheCLIHasThem(t *testing.T) {
	const arn = "arn:aws:ram:us-east-1:111111111111:resource-share/1234abcd"
	lines := Options{Target: &target.Model{}}.shell(target.Outcome{Exchanges: []target.Exchange{
		called(&ram.CreateResourceShare{Name: "s", Tags: []ram.Tag{{Key: "team", Value: "red"}}},
			&ram.CreateResourceShareOutput{ResourceShare: &ram.ResourceShare{ResourceShareArn: arn}}, nil),
		called(&ram.DeleteResourceShare{ResourceShareArn: arn}, &ram.DeleteResourceShareOutput{}, nil),
	}})
	require.Contains(t, lines[1], `--tags '{"key":"team","value":"red"}'`)
	require.Contains(t, lines[1], "--query '[resourceShare.resourceShareArn]'")
}
