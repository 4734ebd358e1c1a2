package ebs

import "github.com/shareproof/shareproof/model/kernel"

// The rules of how copies are encrypted.
var (
	CopiesStayPlain = rules.Add(kernel.Rule{
		ID: "EBS-CPY-06", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide,
		Says: "Without encryption by default the copy of an unencrypted snapshot is unencrypted unless the request " +
			"says otherwise.",
		Operations: []string{"CopySnapshot"},
	})
	CopiesAreEncryptedOnRequest = rules.Add(kernel.Rule{
		ID: "EBS-CPY-07", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide,
		Says: "With Encrypted a copy is encrypted, under the key of the request, else under the Region's default " +
			"EBS key.",
		Operations: []string{"CopySnapshot"},
	})
	CopiesAreEncryptedByDefault = rules.Add(kernel.Rule{
		ID: "EBS-CPY-08", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide, Also: []string{"EBS-CPY-09"},
		Says: "With encryption by default every copy is encrypted, whatever its source, under the key of the " +
			"request, else under the Region's default EBS key.",
		Operations: []string{"CopySnapshot"},
	})
	CopiesOfEncryptedTakeAWSsKey = rules.Add(kernel.Rule{
		ID: "EBS-CPY-10", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide, Also: []string{"EBS-CPY-11"},
		Says: "Without encryption by default and without a key in the request, the copy of an encrypted snapshot, " +
			"own or shared, is encrypted under aws/ebs, neither under the owner's key nor under a default key that the " +
			"account chose.",
		Operations: []string{"CopySnapshot"},
	})
	CopiesStayEncrypted = rules.Add(kernel.Rule{
		ID: "EBS-CPY-15", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide, Seed: seed,
		Says:       "The copy of an encrypted snapshot is always encrypted.",
		Operations: []string{"CopySnapshot"},
	})
	EncryptionOfCopiesIsAskedFor = rules.Add(kernel.Rule{
		ID: "EBS-CPY-12", Kind: kernel.Refusal, Error: InvalidParameterDependency,
		Or:       []*kernel.ErrorShape{InvalidParameterValue, InvalidParameterCombination},
		Evidence: kernel.Documented, Source: serviceModel + "; which error is not known",
		Says:       "Encrypted of a copy is true or absent, and KmsKeyId is only given with it.",
		Operations: []string{"CopySnapshot"},
	})
)

// encryption checks what a request says of encryption.
func (in *CopySnapshot) encryption(c *kernel.Call) error {
	if err := c.Require(in.Encrypted == nil || *in.Encrypted, EncryptionOfCopiesIsAskedFor,
		"The parameter Encrypted cannot be false."); err != nil {
		return err
	}
	return c.Require(in.KmsKeyId == "" || kernel.Value(in.Encrypted), EncryptionOfCopiesIsAskedFor,
		"The parameter [KmsKeyId] requires the parameter Encrypted to be set.")
}

// keyOfCopy chooses the key of a copy, "" for none.
func (s *Service) keyOfCopy(c *kernel.Call, in *CopySnapshot, source *snapshot) string {
	byDefault := c.Applies(s.encryptsByDefault(c), CopiesAreEncryptedByDefault)
	asked := c.Applies(kernel.Value(in.Encrypted), CopiesAreEncryptedOnRequest)
	was := c.Applies(source.Sealed.Key != "", CopiesStayEncrypted)
	switch {
	case asked && in.KmsKeyId != "":
		return s.find(c.Scope(), in.KmsKeyId)
	case byDefault:
		return s.defaultKey(c.Scope())
	case was && c.Applies(true, CopiesOfEncryptedTakeAWSsKey):
		return s.managedKey(c.Scope())
	case asked || was:
		return s.defaultKey(c.Scope())
	case c.Applies(true, CopiesStayPlain):
		return ""
	}
	return s.defaultKey(c.Scope())
}
