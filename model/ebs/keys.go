package ebs

import (
	"errors"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

// sealed is how data is encrypted. The zero sealed is not encrypted at all.
type sealed struct {
	// Key is the ARN of the KMS key, or the name of one that does not exist.
	Key string
	// Data is the data key's opaque ID: of one lineage until it is encrypted anew.
	Data string
	// Context is the value of aws:ebs:id in the encryption context.
	Context string
}

// What the user guides say that whoever makes something must be allowed to do with a
// key. It is enough; less is, too.
var (
	volumeUse = []string{"DescribeKey", "CreateGrant", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo",
		"Decrypt"}
	copyUse = append([]string{"GenerateDataKey"}, volumeUse...)
)

// What no source does without.
var (
	making  = []string{"Decrypt", "GenerateDataKeyWithoutPlaintext"} // with the key of a volume
	opening = []string{"Decrypt"}                                    // with a snapshot's, for a volume under it
	passing = []string{"DescribeKey", "CreateGrant", "Decrypt"}      // with both keys, where data goes from one to the other
)

// What it takes to put a data key under a key: any of these.
var encrypting = []string{"ReEncryptTo", "GenerateDataKeyWithoutPlaintext", "GenerateDataKey"}

// The rules of using keys.
var (
	VolumesNeedTheirKey = rules.Add(kernel.Rule{
		ID: "EBS-VOL-11", Kind: kernel.Effect, Evidence: kernel.Documented, Source: encryptionGuide,
		Says: "An encrypted volume is only made where its maker may GenerateDataKeyWithoutPlaintext and Decrypt with its " +
			"key through EC2.",
		Operations: []string{"CreateVolume"},
	})
	SharedDataNeedsItsKey = rules.Add(kernel.Rule{
		ID: "EBS-SHR-16", Kind: kernel.Effect, Evidence: kernel.Documented, Source: keySharingGuide, Seed: seed,
		Also: []string{"EBS-VOL-09"},
		Says: "Nothing is made of an encrypted snapshot unless its maker may Decrypt with the snapshot's key and, to copy " +
			"it or to put it under another key, DescribeKey and CreateGrant; that the snapshot is shared is not enough.",
		Operations: []string{"CreateVolume", "CopySnapshot"},
	})
	DataKeysAreEncryptedAnew = rules.Add(kernel.Rule{
		ID: "EBS-VOL-26", Kind: kernel.Effect, Evidence: kernel.Inferred,
		Source: "KMS Developer Guide, How Amazon EBS uses AWS KMS; which of the operations it asks for is not documented",
		Says: "To put a snapshot's data under another key takes ReEncryptFrom with the old key and, as everything that is " +
			"encrypted, ReEncryptTo, GenerateDataKey or GenerateDataKeyWithoutPlaintext with the new one.",
		Operations: []string{"CreateVolume", "CopySnapshot"},
	})
	FewRightsSuffice = rules.Add(kernel.Rule{
		ID: "EBS-VOL-27", Kind: kernel.Effect, Evidence: kernel.Observed,
		Source: "openshift/cluster-storage-operator, pull request 263; kubernetes/kubernetes, issue 62171; recipes for sharing " +
			"snapshots; " + encryptionGuide + " and " + keySharingGuide + " list more",
		Says: "Of what the user guides list for the use of a key, no more is needed than the work takes: GenerateDataKey, " +
			"and for a volume DescribeKey, CreateGrant and ReEncrypt*, are not.",
		Operations: []string{"CreateVolume", "CopySnapshot"},
	})
	OnlySymmetricKeysWillDo = rules.Add(kernel.Rule{
		ID: "EBS-VOL-10", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: encryptionGuide + "; that it shows later follows from EBS-VOL-08",
		Says: "Volumes and snapshots are encrypted under symmetric encryption keys only; under another key nothing " +
			"is made.",
		Operations: []string{"CreateVolume", "CopySnapshot"},
	})
	DataIsTiedToItsResource = rules.Add(kernel.Rule{
		ID: "EBS-SNP-07", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "KMS Developer Guide, How Amazon EBS uses AWS KMS",
		Says: "EBS uses keys with the encryption context aws:ebs:id: the volume's ID for volumes and snapshots made " +
			"of them, the copy's ID for copies.",
		Operations: []string{"CreateVolume", "CreateSnapshot", "CopySnapshot"},
	})
	DataKeysFollowLineage = rules.Add(kernel.Rule{
		ID: "EBS-SNP-08", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A volume, its snapshots and what is made of them under the same key show one DataEncryptionKeyId; " +
			"encryption under another key gives a new one.",
		Operations: []string{"CreateSnapshot", "CopySnapshot", "DescribeSnapshots"},
	})
	KeysStayInTheirRegion = rules.Add(kernel.Rule{
		ID: "EBS-CPY-28", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: "KMS Developer Guide, concepts",
		Says:       "Data in a Region is encrypted under a key of that Region; a key of another Region is not found there.",
		Operations: []string{"CopySnapshot", "CreateVolume"},
	})
)

// asker is who asked for something that is made later. Another of the same name
// may come in its place meanwhile: the unique ID tells them apart.
type asker struct {
	kernel.Caller
	ID string
}

func (s *Service) asks(as kernel.Caller) asker { return asker{as, s.keys.Who(as)} }

// use is how EBS uses the key of some data for a caller where the data is.
func (s *Service) use(as asker, data sealed) kms.Use {
	u := kms.Use{As: as.Caller, Service: "ec2"}
	if s.env.Applies(true, DataIsTiedToItsResource) {
		u.Context = map[string]string{"aws:ebs:id": data.Context}
	}
	return u
}

// mayUse tells why the caller may not do all that with the key of the data, nil
// if it may or there is none.
func (s *Service) mayUse(as asker, data sealed, operations []string) error {
	if data.Key == "" {
		return nil
	}
	key, err := kernel.ParseARN(data.Key)
	if err == nil && s.env.Applies(key.Region != as.Region, KeysStayInTheirRegion) {
		err = errors.New("the key is of another Region")
	}
	if err == nil && s.env.Applies(!s.keys.IsSymmetric(key), OnlySymmetricKeysWillDo) {
		err = errors.New("the key is not for symmetric encryption")
	}
	if err == nil && s.keys.Who(as.Caller) != as.ID {
		err = errors.New("who asked is no more")
	}
	if err != nil {
		return err
	}
	return s.keys.May(s.use(as, data), key, operations...)
}

// need returns what someone must be allowed to do with a key: what the work takes of
// what the user guide lists.
func (s *Service) need(listed, taken []string) []string {
	if s.env.Applies(true, FewRightsSuffice) {
		return taken
	}
	return listed
}

// mayEncrypt tells why data may not be put under the key of what is made, nil where
// it may or it is there. To and at are the caller in the Regions of the two keys.
func (s *Service) mayEncrypt(to asker, made sealed, at asker, from sealed) error {
	if made.Key == "" || made.Key == from.Key {
		return nil
	}
	if err := s.mayUse(at, from, []string{"ReEncryptFrom"}); err != nil {
		return err
	}
	var err error
	for _, any := range encrypting {
		if err = s.mayUse(to, made, []string{any}); err == nil {
			return nil
		}
	}
	return err
}

// lend makes a grant for EBS on the key of the data, for as long as the work
// takes. Without the right to make one there is none, which shows later.
func (s *Service) lend(as asker, data sealed) []grant {
	key, err := kernel.ParseARN(data.Key)
	if err != nil {
		return nil
	}
	id, err := s.keys.CreateServiceGrant(s.use(as, data), key, copyUse...)
	if err != nil {
		return nil
	}
	return []grant{{data.Key, id}}
}

// grant is a grant that was lent on a key.
type grant struct{ Key, ID string }

func (s *Service) giveBack(lent []grant) {
	for _, g := range lent {
		if key, err := kernel.ParseARN(g.Key); err == nil {
			s.keys.RetireServiceGrant(key, g.ID)
		}
	}
}

// managedAlias names the key that AWS makes for EBS when it is first needed.
const managedAlias = "alias/aws/ebs"

// find returns the ARN of the key that a caller names. A name of nothing stays
// as it is: EBS finds that out later.
func (s *Service) find(at kernel.Scope, name string) string {
	if name == managedAlias {
		return s.managedKey(at)
	}
	key, err := s.keys.Find(at, name)
	if err != nil {
		return name
	}
	return key.String()
}

// reseal returns the data under a key that was made of other data: with the
// same data key if it is under the same KMS key.
func (s *Service) reseal(from sealed, key, context string) sealed {
	anew := s.env.Applies(key != "" && key != from.Key, DataKeysFollowLineage)
	switch {
	case key == "":
		return sealed{}
	case anew:
		return sealed{key, s.env.Mint().UUID(), context}
	}
	return sealed{key, from.Data, context}
}

// cause words in an event what is wrong with a key.
func cause(key string, err error) string {
	refusal, ok := err.(*kernel.Error)
	switch {
	case ok && refusal.Code == "DisabledException":
		return key + " is disabled."
	case ok && refusal.Code == "KMSInvalidStateException":
		return key + " is pending deletion."
	}
	return key + " is not accessible."
}
