package rds

import "github.com/shareproof/shareproof/model/kernel"

// The rules of clones.
var (
	SourcesHaveInstances = rules.Add(kernel.Rule{
		ID: "AUR-CLN-05", Kind: kernel.Refusal, Error: InvalidDBClusterState, Or: limitFaults,
		Evidence: kernel.Documented, Source: cloneGuide,
		Says:       "A cluster without instances is not cloned; Aurora Serverless v1, which has none of its own, is.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
	CloneGroupsStay = rules.Add(kernel.Rule{
		ID: "AUR-CLN-10", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Also: []string{"AUR-CLN-09", "AUR-CLN-21"},
		Says: "The first clone gives itself and its source one CloneGroupId, a UUID, which clones of clones and " +
			"restores to a point in time inherit and which the source keeps when the clone is gone; other clusters " +
			"have none.",
		Operations: []string{"RestoreDBClusterToPointInTime", "DescribeDBClusters"},
	})
	ClonesStayInTheirZones = rules.Add(kernel.Rule{
		ID: "AUR-CLN-13", Kind: kernel.Refusal, Error: InvalidSubnet, Or: []*kernel.ErrorShape{InvalidVPCNetworkState},
		Evidence: kernel.Documented, Source: cloneGuide, Also: []string{"AUR-CLN-27"},
		Says: "A clone has its storage in the Availability Zones of its source; its subnet group, of another VPC " +
			"perhaps, has subnets in at least two of them.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
	ServerlessV1IsClonedEncrypted = rules.Add(kernel.Rule{
		ID: "AUR-CLN-15", Kind: kernel.Refusal, Error: InvalidParameterCombination, Or: limitFaults,
		Evidence: kernel.Documented, Source: cloneGuide, Also: []string{"AUR-CLN-28"},
		Says: "Within an account a Serverless v1 cluster is cloned to either mode, a provisioned one to Serverless v1 " +
			"only if it is encrypted; a clone of another mode has the newest minor version.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
	ServerlessV1StaysInItsAccount = rules.Add(kernel.Rule{
		ID: "AUR-XCL-11", Kind: kernel.Refusal, Error: InvalidParameterCombination, Or: crossFaults,
		Evidence: kernel.Documented, Source: crossGuide, Seed: seed,
		Says: "An Aurora Serverless v1 cluster is not cloned across accounts, nor into one; a provisioned or " +
			"Serverless v2 one is.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
	CustomGroupsAreReplaced = rules.Add(kernel.Rule{
		ID: "AUR-CLN-20", Kind: kernel.Refusal, Error: InvalidParameterCombination, Evidence: kernel.Recorded,
		Source: "aws-cloudformation/aws-cloudformation-resource-providers-rds, issue 527",
		Says: "Who clones another account's cluster that uses a parameter group of its own names a parameter group " +
			"for the clone.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
	SharedClustersAreClonedOnly = rules.Add(kernel.Rule{
		ID: "AUR-XCL-25", Kind: kernel.Refusal, Error: DBClusterNotFound, Or: limitFaults, Evidence: kernel.Inferred,
		Source: crossGuide,
		Says: "A cluster that is shared through RAM is cloned, and not restored as a full copy, by the account that " +
			"it is shared with.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
	DefaultKeysStayInTheirAccount = rules.Add(kernel.Rule{
		ID: "AUR-XCL-14", Kind: kernel.Refusal, Error: KMSKeyNotAccessible, Or: limitFaults, Evidence: kernel.Documented,
		Source: crossGuide, Seed: seed,
		Says: "A cluster that is encrypted by the default key aws/rds is not cloned across accounts: that key is not " +
			"shared.",
		Operations: []string{"RestoreDBClusterToPointInTime"}, Also: []string{"KMS-XSV-01"},
	})
	ForeignClonesStayEncrypted = rules.Add(kernel.Rule{
		ID: "AUR-XCL-15", Kind: kernel.Effect, Evidence: kernel.Documented, Source: crossGuide + "; " + serviceModel,
		Seed: seed,
		Says: "A clone of another account's encrypted cluster is encrypted: by the key that its maker names, else, " +
			"which the guide leaves open, by the source's.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
	ConsumersMayUseTheSourcesKey = rules.Add(kernel.Rule{
		ID: "AUR-XCL-16", Kind: kernel.Refusal, Error: KMSKeyNotAccessible, Evidence: kernel.Documented,
		Source: crossGuide, Seed: seed, Also: []string{"AUR-XCL-17", "KMS-XSV-02"},
		Says: "Who clones another account's encrypted cluster must be allowed to use its key, by the key's policy, " +
			"which names the account, and by its own account; also if the clone gets another key.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
	KeysFollowTheSource = rules.Add(kernel.Rule{
		ID: "AUR-ENC-01", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Also:       []string{"AUR-ENC-02", "AUR-ENC-09"},
		Says:       "A clone or restore of an encrypted cluster has the source's key, or the one that its maker names.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
	PlainClonesStayPlain = rules.Add(kernel.Rule{
		ID: "AUR-ENC-03", Kind: kernel.Effect, Evidence: kernel.Documented, Source: encryptionGuide,
		Also: []string{"AUR-ENC-14"},
		Says: "A clone of an unencrypted cluster is unencrypted, of one with a key that AWS owns encrypted by such a " +
			"key, which bars no sharing; a full copy made from 2026-02-18 on is encrypted by a key that AWS owns.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
	KeysAreForEncryptedSources = rules.Add(kernel.Rule{
		ID: "AUR-ENC-04", Kind: kernel.Refusal, Error: InvalidParameterCombination, Or: limitFaults,
		Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "A key is named for the clone or restore of an encrypted cluster only.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
)

// crossFaults are what RDS may answer about a source that cannot be cloned across
// accounts.
var crossFaults = append([]*kernel.ErrorShape{InvalidDBClusterState}, limitFaults...)

// mayRestore reports whether the source allows the request: its state, its
// instances, its mode and its lineage, in this order, which no source states.
func (s *Service) mayRestore(c *kernel.Call, r *restore, mode string) error {
	if s.Clusters.See(r.of.Scope, r.of.ID) != nil { // it is no retained backup
		if err := s.clusterMachine.Fire(r.of, "RestoreDBClusterToPointInTime"); err != nil {
			return err
		}
	}
	instances := !r.clone || r.of.isServerless() || len(r.of.Members) > 0
	if err := c.Require(instances, SourcesHaveInstances,
		"The source cluster %s has no DB instances and cannot be cloned.", r.of.Name); err != nil {
		return err
	}
	if !r.foreign {
		encrypted := mode != serverless || r.of.isServerless() || r.of.Sealed.isByKey()
		return c.Require(encrypted, ServerlessV1IsClonedEncrypted,
			"An unencrypted provisioned DB cluster cannot be restored to Aurora Serverless v1.")
	}
	return s.mayCloneForeign(c, r, mode)
}

func (s *Service) mayCloneForeign(c *kernel.Call, r *restore, mode string) error {
	if err := c.Require(r.clone, SharedClustersAreClonedOnly, noSource, r.of.arn()); err != nil {
		return err
	}
	v1 := r.of.isServerless() || mode == serverless
	if err := c.Require(!v1, ServerlessV1StaysInItsAccount,
		"Aurora Serverless v1 clusters cannot be cloned across accounts."); err != nil {
		return err
	}
	return s.mayCloneAcross(c, r.of)
}

// sealedOf is how a clone or restore is encrypted.
func (s *Service) sealedOf(c *kernel.Call, r *restore) (how sealed, err error) {
	from := r.of.Sealed
	if err := c.Require(r.kms == "" || from.isByKey(), KeysAreForEncryptedSources,
		"KmsKeyId cannot be specified for the restore of an unencrypted DB cluster."); err != nil {
		return how, err
	}
	if r.foreign && from.isByKey() {
		if err := s.mayReadForeign(c, r); err != nil {
			return how, err
		}
	}
	switch {
	case r.kms != "":
		key, err := s.key(c, r.kms)
		return sealed{Key: key.String()}, err
	case from.isByKey() && r.foreign:
		if !c.Applies(true, ForeignClonesStayEncrypted) {
			return sealed{}, nil
		}
		return sealed{Key: from.Key}, nil
	case c.Applies(from.isByKey(), KeysFollowTheSource):
		return sealed{Key: from.Key}, nil
	case r.clone:
		return sealed{Owned: from.Owned && c.Applies(true, PlainClonesStayPlain)}, nil
	}
	return sealed{Owned: from.Owned || c.Applies(c.Now() >= encryptedSince, NewClustersAreEncrypted)}, nil
}

// mayReadForeign reports whether the caller may use the key of another account's
// cluster.
func (s *Service) mayReadForeign(c *kernel.Call, r *restore) error {
	key, err := kernel.ParseARN(r.of.Sealed.Key)
	if err != nil {
		return c.Refuse(KeysAreAccessible, inaccessible, r.of.Sealed.Key)
	}
	if err := c.Require(!s.keys.IsManaged(key), DefaultKeysStayInTheirAccount, inaccessible, key); err != nil {
		return err
	}
	return s.mayUse(c, ConsumersMayUseTheSourcesKey, key, r.of.ID)
}

// group puts a new cluster into the clone group of its source, which gets one if
// it is cloned for the first time.
func (s *Service) group(cl *cluster, r *restore) {
	if r.of.Group == "" && r.clone && s.env.Applies(true, CloneGroupsStay) {
		r.of.Group = s.env.Mint().UUID()
	}
	cl.Group = r.of.Group
}

// inZones checks the network of a clone against its source.
func (s *Service) inZones(c *kernel.Call, r *restore, sp *spec) error {
	g := s.Subnets.See(c.Scope(), sp.Subnets)
	fits := !r.clone || g == nil || len(common(r.of.Spec.Zones, g.zonesOf())) >= 2
	return c.Require(fits, ClonesStayInTheirZones,
		"The DB subnet group %s does not have subnets in two of the Availability Zones of the source cluster: %v",
		sp.Subnets, r.of.Spec.Zones)
}
