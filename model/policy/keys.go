package policy

import (
	"slices"
	"strings"
)

// keys are the condition keys of the services of the model, as the IAM User Guide
// (reference_policies_condition-keys) and the Service Authorization Reference list
// them, by the service before their colon. Those that end in : or / are followed by a
// name. Which of them have values in requests docs/policies.md tells.
var keys = map[string]*serviceKeys{
	"aws": {"aws:", true, strings.Fields(`
		AssumedRoot CalledVia CalledViaAWSMCP CalledViaFirst CalledViaLast ChatbotSourceArn CurrentTime Ec2InstanceSourcePrivateIPv4
		Ec2InstanceSourceVpc EpochTime FederatedProvider IsMcpServiceAction MultiFactorAuthAge MultiFactorAuthPresent
		PrincipalAccount PrincipalArn PrincipalIsAWSService PrincipalOrgID PrincipalOrgPaths PrincipalServiceName
		PrincipalServiceNamesList PrincipalTag/ PrincipalType RequestedRegion RequestTag/ ResourceAccount ResourceOrgID
		ResourceOrgPaths ResourceTag/ SecureTransport SignInSessionArn SourceAccount SourceArn SourceIdentity SourceIp
		SourceOrgID SourceOrgPaths SourceOwner SourceVpc SourceVpcArn SourceVpce TagKeys TokenIssueTime UserAgent
		ViaAWSMCPService ViaAWSService VpcSourceIp VpceAccount VpceOrgID VpceOrgPaths referer userid username`)},
	"kms": {"kms:", true, strings.Fields(`
		BypassPolicyLockoutSafetyCheck CallerAccount CustomerMasterKeySpec CustomerMasterKeyUsage DataKeyPairSpec
		EncryptionAlgorithm EncryptionContext: EncryptionContextKeys ExpirationModel GrantConstraintType GrantIsForAWSResource
		GrantOperations GranteePrincipal KeyAgreementAlgorithm KeyOrigin KeySpec KeyUsage MacAlgorithm MessageType MultiRegion
		MultiRegionKeyType PrimaryRegion ReEncryptOnSameKey RecipientAttestation: ReplicaRegion RequestAlias ResourceAliases
		RetiringPrincipal RotationPeriodInDays ScheduleKeyDeletionPendingWindowInDays SigningAlgorithm ValidTo ViaService
		WrappingAlgorithm WrappingKeySpec`)},
	"backup": {"backup:", true, strings.Fields(`
		ChangeableForDays CopyTargetOrgPaths CopyTargets FrameworkArns Index MaxRetentionDays MinRetentionDays
		MpaApprovalTeamArn`)},
	"iam": {"iam:", true, strings.Fields(`
		AWSServiceName AssociatedResourceArn DelegationDuration DelegationRequestOwner FIDO-certification
		FIDO-FIPS-140-2-certification FIDO-FIPS-140-3-certification NotificationChannel OrganizationsPolicyId PassedToService
		PermissionsBoundary PolicyARN RegisterSecurityKey ResourceTag/ ServiceSpecificCredentialAgeDays
		ServiceSpecificCredentialServiceName TemplateArn`)},
	"sts": {"sts:", true, strings.Fields(`
		AWSServiceName DurationSeconds ExternalId IdentityTokenAudience NoWebIdentity RequestContext/ RequestContextProviders
		RoleSessionName SigningAlgorithm SourceIdentity TaskPolicyArn TransitiveTagKeys`)},
	"ram": {"ram:", true, strings.Fields(`
		AllowsExternalPrincipals PermissionArn PermissionResourceType Principal RequestedAllowsExternalPrincipals
		RequestedResourceType ResourceArn ResourceShareName ResourceTag/ ShareOwnerAccountId`)},
	"organizations": {"organizations:", true, strings.Fields(`PolicyType ServicePrincipal TransferDirection TransferType`)},
	"ec2": {"ec2:", false, strings.Fields(`
		AccepterVpc Add/ AllocationId AssociatePublicIpAddress Attribute Attribute/ AuthenticationType AuthorizedService
		AuthorizedUser AutoPlacement AvailabilityZone AvailabilityZoneId CapacityReservationFleet
		ClientRootCertificateChainArn CloudwatchLogGroupArn CloudwatchLogStreamArn CpuOptionsAmdSevSnp CreateAction
		CreateDate DPDTimeoutSeconds DestinationCapacityReservationId DeviceIndex DirectoryArn Domain EbsOptimized
		ElasticGpuType Encrypted FisActionId FisTargetArns GatewayType HostRecovery IKEVersions ImageID ImageType
		InsideTunnelCidr InsideTunnelIpv6Cidr InstanceAutoRecovery InstanceCount InstanceID InstanceMarketType
		InstanceMetadataTags InstanceProfile InstanceType InterfaceType InternetGatewayID Ipv4IpamPoolId Ipv6IpamPoolId
		IsLaunchTemplateResource KeyPairName KeyPairType KmsKeyId LaunchTemplate Location ManagedResourceOperator
		MetadataHttpEndpoint MetadataHttpPutResponseHopLimit MetadataHttpTokens NetworkAclID NetworkInterfaceID
		NewInstanceProfile OutpostArn Owner ParentSnapshot ParentVolume Permission PlacementGroup PlacementGroupName
		PlacementGroupStrategy PreSharedKeys ProductCode Public PublicIpAddress Quantity Region RekeyFuzzPercentage
		RekeyMarginTimeSeconds Remove/ ReplayWindowSizePackets RequesterVpc ReservedInstancesOfferingType ResourceTag/
		RoleDelivery RootDeviceType RouteTableID RoutingType SamlProviderArn SecurityGroupID ServerCertificateArn
		SnapshotCoolOffPeriod SnapshotID SnapshotLockDuration SnapshotTime SourceAvailabilityZone
		SourceCapacityReservationId SourceInstanceARN SourceOutpostArn Subnet SubnetID Tenancy TransitGatewayId
		VolumeID VolumeInitializationRate VolumeIops VolumeSize VolumeThroughput VolumeType Vpc VpcID
		VpcPeeringConnectionID VpceServiceName VpceServiceOwner VpceServicePrivateDnsName VpceServiceRegion`)},
	"rds": {"rds:", false, strings.Fields(`
		BackupTarget CopyOptionGroup DatabaseClass DatabaseEngine DatabaseName EndpointType ManageMasterUserPassword MultiAz
		Piops PubliclyAccessible StorageEncrypted StorageSize TenantDatabaseName Vpc cluster-auto-backup-tag/ cluster-pg-tag/
		cluster-snapshot-tag/ cluster-tag/ db-tag/ es-tag/ og-tag/ pg-tag/ req-tag/ ri-tag/ secgrp-tag/ snapshot-tag/
		subgrp-tag/`)},
}

// serviceKeys are the condition keys of a service.
type serviceKeys struct {
	prefix string
	// whole lists have all that there are. Of another one only keys that are nearly one
	// of the list are misspelt.
	whole bool
	names []string
}

// multivalued are the condition keys that may have several values in a request.
var multivalued = []string{
	"aws:PrincipalOrgPaths", "kms:EncryptionContextKeys", "kms:GrantOperations", "kms:ResourceAliases",
	"aws:CalledVia", "aws:PrincipalServiceNamesList", "aws:ResourceOrgPaths", "aws:SourceOrgPaths", "aws:TagKeys",
	"aws:VpceOrgPaths", "backup:CopyTargets", "backup:CopyTargetOrgPaths", "backup:FrameworkArns",
	"sts:TransitiveTagKeys", "sts:RequestContextProviders",
}

func isMultivalued(key string) bool {
	for _, m := range multivalued {
		if len(m) == len(key) && strings.EqualFold(m, key) {
			return true
		}
	}
	return false
}

// keysOf returns the condition keys of the service of a key, and the key without it; nil
// where the service is none of the model's.
func keysOf(key string) (*serviceKeys, string) {
	service, name, ok := strings.Cut(key, ":")
	if !ok {
		return nil, key
	}
	return keys[strings.ToLower(service)], name
}

// spelled returns a condition key as AWS spells it. What follows a : or / is left as
// it is.
func spelled(key string) string {
	of, name := keysOf(key)
	if of == nil {
		return key
	}
	for _, known := range of.names {
		if open := isOpen(known); len(name) == len(known) && !open || len(name) > len(known) && open {
			if strings.EqualFold(name[:len(known)], known) {
				return of.prefix + known + name[len(known):]
			}
		}
	}
	return key
}

func isOpen(key string) bool { return strings.HasSuffix(key, ":") || strings.HasSuffix(key, "/") }

// knows reports whether a condition key is one of the model's services, in any case,
// of the grammar, or of another service.
func (g *Grammar) knows(key string) bool {
	of, name := keysOf(key)
	if of == nil {
		return true
	}
	is := func(known string) bool {
		if isOpen(known) {
			return len(name) > len(known) && strings.EqualFold(name[:len(known)], known)
		}
		return strings.EqualFold(name, known)
	}
	nearly := func(known string) bool { return isNearly(strings.ToLower(name), strings.ToLower(known)) }
	given := func(known string) bool { return strings.EqualFold(key, known) }
	return slices.ContainsFunc(of.names, is) || slices.ContainsFunc(g.Keys, given) ||
		!of.whole && !slices.ContainsFunc(of.names, nearly)
}

// isNearly reports whether one letter more, less or other makes a text of another.
func isNearly(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return len(a) == len(b) && (i == len(a) || a[i+1:] == b[i+1:]) || len(a) < len(b) && a[i:] == b[i+1:]
}
