package kms

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// KeyMetadata is a key as its account and those who may describe it see it.
type KeyMetadata struct {
	AWSAccountId                string `sent:"always"`
	Arn                         string `sent:"always"`
	CloudHsmClusterId           string
	CreationDate                kernel.Time `sent:"always"`
	CurrentKeyMaterialId        string      `sent:"set"`
	CustomKeyStoreId            string
	CustomerMasterKeySpec       KeySpec
	DeletionDate                kernel.Time
	Description                 string `wire:",always" sent:"always"`
	Enabled                     bool   `sent:"always"`
	EncapsulationAlgorithms     []string
	EncryptionAlgorithms        []EncryptionAlgorithmSpec `sent:"set"`
	ExpirationModel             string
	KeyAgreementAlgorithms      []string
	KeyId                       string         `sent:"always,model"`
	KeyManager                  KeyManagerType `sent:"always"`
	KeySpec                     KeySpec
	KeyState                    KeyState     `sent:"always"`
	KeyUsage                    KeyUsageType `sent:"always"`
	MacAlgorithms               []string
	MultiRegion                 *bool
	MultiRegionConfiguration    *MultiRegionConfiguration
	Origin                      OriginType `sent:"always"`
	PendingDeletionWindowInDays *int32
	SigningAlgorithms           []string
	ValidTo                     kernel.Time
	XksKeyConfiguration         *XksKeyConfigurationType
}

// MultiRegionConfiguration is of multi-Region keys, which are not modelled.
type MultiRegionConfiguration struct {
	MultiRegionKeyType string
	PrimaryKey         *MultiRegionKey
	ReplicaKeys        []MultiRegionKey
}

// MultiRegionKey is one of several keys of the same material.
type MultiRegionKey struct{ Arn, Region string }

// XksKeyConfigurationType is of keys in external key stores, which are not
// modelled.
type XksKeyConfigurationType struct{ Id string }

func (s *Service) show(k *key) *KeyMetadata {
	made, oneRegion := makings[k.Spec], false
	out := &KeyMetadata{
		AWSAccountId: k.Scope.Account, Arn: k.name(), KeyId: k.ID, CreationDate: k.Created,
		Description: k.Description,
		KeySpec:     k.Spec, CustomerMasterKeySpec: k.Spec, KeyUsage: k.Usage, KeyState: k.Life.State, Origin: k.Origin,
		Enabled:     s.env.Applies(k.Life.State == KeyEnabled, KeysAreUsableAtOnce),
		KeyManager:  ManagedByAWS,
		MultiRegion: &oneRegion, EncryptionAlgorithms: slices.Clone(made.encrypt),
		SigningAlgorithms: slices.Clone(made.sign), MacAlgorithms: slices.Clone(made.mac),
	}
	if s.env.Applies(k.Manager == ManagedByCustomer, OnlyCustomerKeysAreCustomers) {
		out.KeyManager = ManagedByCustomer
	}
	if k.Spec == SymmetricDefault && k.Origin == MadeByKMS {
		out.CurrentKeyMaterialId = s.materialID(k)
	}
	if k.Life.State == KeyPendingDeletion {
		out.DeletionDate = k.Life.Since.Add(k.window())
	}
	return out
}
