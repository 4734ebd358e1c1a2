package rds

import (
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

// sealed is how the storage of a cluster or a snapshot is encrypted. The zero
// sealed is not encrypted at all.
type sealed struct {
	Key   string // ARN of the KMS key
	Owned bool   // by a key that AWS owns and nobody sees
	Grant string // ID of the grant by which RDS uses the key
}

// How storage is encrypted, as StorageEncryptionType shows it.
const (
	encryptedNot    = "none"
	encryptedByAWS  = "sse-rds"
	encryptedByAKey = "sse-kms"
)

func (d sealed) isByKey() bool { return d.Key != "" }

func (d sealed) kind() string {
	switch {
	case d.isByKey():
		return encryptedByAKey
	case d.Owned:
		return encryptedByAWS
	}
	return encryptedNot
}

// encryptedSince is when new clusters began to be encrypted whatever a request
// says.
var encryptedSince = kernel.At(time.Date(2026, 2, 18, 0, 0, 0, 0, time.UTC))

// managedAlias names the key that AWS makes for RDS when it is first needed.
const managedAlias = "alias/aws/rds"

// lent is what RDS may do with the key of a cluster.
var lent = []string{
	"Decrypt", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo",
	"CreateGrant", "RetireGrant", "DescribeKey",
}

// The rules of encryption.
var (
	DefaultKeyIsAWSs = rules.Add(kernel.Rule{
		ID: "AUR-CL-05", Kind: kernel.Effect, Evidence: kernel.Documented, Source: serviceModel + "; " + encryptionGuide,
		Also: []string{"AUR-MOD-03"},
		Says: "A cluster that is to be encrypted has the key that its maker names, else the default key aws/rds of " +
			"the account and Region; neither key nor encryption ever change.",
		Operations: []string{"CreateDBCluster"},
	})
	KeysAreAccessible = rules.Add(kernel.Rule{
		ID: "AUR-CL-06", Kind: kernel.Refusal, Error: KMSKeyNotAccessible, Evidence: kernel.Recorded,
		Source: "hashicorp/terraform-provider-aws, issue 16362",
		Says:   "The key of a cluster exists, is enabled and symmetric.",
		Operations: []string{"CreateDBCluster", "RestoreDBClusterToPointInTime", "RestoreDBClusterFromSnapshot",
			"StartDBCluster"},
	})
	ForeignKeysAreNamedByARN = rules.Add(kernel.Rule{
		ID: "AUR-CL-08", Kind: kernel.Refusal, Error: KMSKeyNotAccessible, Evidence: kernel.Documented,
		Source: serviceModel + "; awslabs/aurora-snapshot-tool, issue 31",
		Says: "A key of another account is named by its ARN or that of an alias; a key ID or alias is looked up in " +
			"the caller's own account.",
		Operations: []string{"CreateDBCluster", "RestoreDBClusterToPointInTime", "RestoreDBClusterFromSnapshot"},
	})
	NewClustersAreEncrypted = rules.Add(kernel.Rule{
		ID: "AUR-CL-11", Kind: kernel.Effect, Evidence: kernel.Documented, Source: encryptionGuide,
		Also: []string{"AUR-ENC-10"},
		Says: "From 2026-02-18 on a new cluster, and what is restored without a key, is encrypted by a key that AWS " +
			"owns, which shows as StorageEncryptionType sse-rds while StorageEncrypted stays false; what was made " +
			"unencrypted before stays so, with its snapshots and clones.",
		Operations: []string{"CreateDBCluster", "RestoreDBClusterFromSnapshot", "RestoreDBClusterToPointInTime"},
	})
	MakersMayUseTheKey = rules.Add(kernel.Rule{
		ID: "AUR-ENC-11", Kind: kernel.Refusal, Error: KMSKeyNotAccessible, Evidence: kernel.Documented,
		Source: encryptionGuide, Seed: seed,
		Says: "Who makes a cluster must be allowed kms:DescribeKey and kms:CreateGrant on its key, of which RDS makes " +
			"one grant for the life of the cluster.",
		Operations: []string{"CreateDBCluster", "RestoreDBClusterToPointInTime", "RestoreDBClusterFromSnapshot"},
	})
	KeysAreUsedForOneCluster = rules.Add(kernel.Rule{
		ID: "AUR-ENC-13", Kind: kernel.Effect, Evidence: kernel.Documented, Source: encryptionGuide,
		Says: "RDS uses keys with the encryption context aws:rds:dbc-id, the cluster's resource ID, and shows as " +
			"kms:ViaService rds of the Region.",
		Operations: []string{"CreateDBCluster", "RestoreDBClusterToPointInTime", "RestoreDBClusterFromSnapshot"},
	})
)

const inaccessible = "The specified KMS key [%s] does not exist, is not enabled or you do not have permissions to " +
	"access it."

// key returns the key that a caller names.
func (s *Service) key(c *kernel.Call, name string) (kernel.ARN, error) {
	if name == managedAlias {
		return s.keys.NameManaged(c.Scope(), "rds"), nil
	}
	key, err := s.keys.Find(c.Scope(), name)
	if err != nil {
		_, isARN := kernel.ParseARN(name)
		if err := c.Require(isARN == nil, ForeignKeysAreNamedByARN, inaccessible, name); err != nil {
			return key, err
		}
		return key, c.Refuse(KeysAreAccessible, inaccessible, name)
	}
	c.Applies(true, ForeignKeysAreNamedByARN)
	return key, nil
}

// use is how RDS uses a key for the caller and a cluster.
func (s *Service) use(c *kernel.Call, cluster string) kms.Use {
	u := kms.Use{As: c.Caller, Service: "rds"}
	if c.Applies(true, KeysAreUsedForOneCluster) {
		u.Context = map[string]string{"aws:rds:dbc-id": cluster}
	}
	return u
}

// mayUse reports whether the caller may use a key for a cluster, by the rule about
// who must be allowed to.
func (s *Service) mayUse(c *kernel.Call, r *kernel.Rule, key kernel.ARN, cluster string) error {
	works := key.Region == c.Region && s.keys.IsSymmetric(key) && s.keys.Works(key, "")
	if err := c.Require(works, KeysAreAccessible, inaccessible, key); err != nil {
		return err
	}
	err := s.keys.May(s.use(c, cluster), key, "DescribeKey", "CreateGrant")
	return kernel.Because(c.Require(err == nil, r, inaccessible, key), err)
}

// needed returns how something is encrypted that nothing keeps from being made any
// more: the default key is made if it is the first to need it.
func (s *Service) needed(at kernel.Scope, how sealed) sealed {
	if how.isByKey() && how.Key == s.keys.NameManaged(at, "rds").String() {
		how.Key = s.keys.Managed(at, "rds").String()
	}
	return how
}

// seal encrypts a cluster by a key: RDS makes its grant.
func (s *Service) seal(c *kernel.Call, cl *cluster) {
	if !cl.Sealed.isByKey() {
		return
	}
	cl.Sealed = s.needed(cl.Scope, cl.Sealed)
	if key, err := kernel.ParseARN(cl.Sealed.Key); err == nil {
		cl.Sealed.Grant, _ = s.keys.CreateServiceGrant(s.use(c, cl.ID), key, lent...)
	}
	s.OnKey.In(onKey(cl.Sealed.Key)).Put(cl.ID, &pointer{cl.ref()})
}

// onKey is where the clusters are kept that a key encrypts.
func onKey(key string) kernel.Scope { return kernel.Scope{Account: key} }

// letGoOfKey gives the grant back when a cluster is gone.
func (s *Service) letGoOfKey(cl *cluster) {
	if !cl.Sealed.isByKey() {
		return
	}
	s.OnKey.In(onKey(cl.Sealed.Key)).Delete(cl.ID)
	if key, err := kernel.ParseARN(cl.Sealed.Key); err == nil {
		s.keys.RetireServiceGrant(key, cl.Sealed.Grant)
	}
}

// KeyChanged is told by KMS that a key or a grant on it came or went.
func (s *Service) KeyChanged(key kernel.ARN) {
	var on []kernel.Ref
	for p := range s.OnKey.View(onKey(key.String())).All {
		on = append(on, p.Cluster)
	}
	for _, ref := range on {
		s.checkKey(s.Clusters.Find(ref))
	}
}

// checkKey looks whether the key of a cluster still serves it.
func (s *Service) checkKey(cl *cluster) {
	cl.Lost = !s.keyWorks(cl)
	if cl.Lost && cl.Life.State == ClusterAvailable {
		s.env.Schedule(0, clusterLifecycle.Name, cl.ref(), cl.Life.Stamp)
	}
}

func (s *Service) keyWorks(cl *cluster) bool {
	key, err := kernel.ParseARN(cl.Sealed.Key)
	return err != nil || s.keys.Works(key, cl.Sealed.Grant)
}

// sealedNew is how a new cluster is encrypted by what its maker says: nothing, or
// that it shall be, or by which key.
func (s *Service) sealedNew(c *kernel.Call, encrypt bool, name string) (sealed, error) {
	switch {
	case name != "":
		key, err := s.key(c, name)
		return sealed{Key: key.String()}, err
	case c.Applies(encrypt, DefaultKeyIsAWSs):
		return sealed{Key: s.keys.NameManaged(c.Scope(), "rds").String()}, nil
	}
	return sealed{Owned: c.Applies(c.Now() >= encryptedSince, NewClustersAreEncrypted)}, nil
}
