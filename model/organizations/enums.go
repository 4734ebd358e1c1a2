package organizations

// PolicyType is a type of organization policy.
type PolicyType string

// Values lists the enumeration.
func (PolicyType) Values() []PolicyType {
	return []PolicyType{
		"SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY", "TAG_POLICY", "BACKUP_POLICY", "AISERVICES_OPT_OUT_POLICY",
		"CHATBOT_POLICY", "DECLARATIVE_POLICY_EC2", "SECURITYHUB_POLICY", "INSPECTOR_POLICY", "UPGRADE_ROLLOUT_POLICY",
		"BEDROCK_POLICY", "S3_POLICY", "NETWORK_SECURITY_DIRECTOR_POLICY", "GUARDDUTY_POLICY",
	}
}

// PolicyTypeStatus is the status of a type of policy in a root.
type PolicyTypeStatus string

// Values lists the enumeration.
func (PolicyTypeStatus) Values() []PolicyTypeStatus {
	return []PolicyTypeStatus{"ENABLED", "PENDING_ENABLE", "PENDING_DISABLE"}
}

// AccountStatus is the status of an account, which AccountState replaces.
type AccountStatus string

// Values lists the enumeration.
func (AccountStatus) Values() []AccountStatus {
	return []AccountStatus{"ACTIVE", "SUSPENDED", "PENDING_CLOSURE"}
}

// AccountState is the state of an account.
type AccountState string

// Values lists the enumeration.
func (AccountState) Values() []AccountState {
	return []AccountState{"PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED"}
}

// IAMUserAccessToBilling reports whether IAM users of a new account see its bills.
type IAMUserAccessToBilling string

// Values lists the enumeration.
func (IAMUserAccessToBilling) Values() []IAMUserAccessToBilling {
	return []IAMUserAccessToBilling{"ALLOW", "DENY"}
}

// CreateAccountFailureReason tells why an account was not created.
type CreateAccountFailureReason string

// The reasons why the model fails to create an account, the last one only
// where somebody asks for work that fails.
const (
	AccountLimitExceeded CreateAccountFailureReason = "ACCOUNT_LIMIT_EXCEEDED"
	EmailAlreadyExists   CreateAccountFailureReason = "EMAIL_ALREADY_EXISTS"
	InternalFailure      CreateAccountFailureReason = "INTERNAL_FAILURE"
)

// Values lists the enumeration.
func (CreateAccountFailureReason) Values() []CreateAccountFailureReason {
	return []CreateAccountFailureReason{
		AccountLimitExceeded, EmailAlreadyExists, "INVALID_ADDRESS", "INVALID_EMAIL", "CONCURRENT_ACCOUNT_MODIFICATION",
		InternalFailure, "GOVCLOUD_ACCOUNT_ALREADY_EXISTS", "MISSING_BUSINESS_VALIDATION", "FAILED_BUSINESS_VALIDATION",
		"PENDING_BUSINESS_VALIDATION", "INVALID_IDENTITY_FOR_BUSINESS_VALIDATION", "UNKNOWN_BUSINESS_VALIDATION",
		"MISSING_PAYMENT_INSTRUMENT", "INVALID_PAYMENT_INSTRUMENT", "UPDATE_EXISTING_RESOURCE_POLICY_WITH_TAGS_NOT_SUPPORTED",
	}
}

// ParentType is what a parent is.
type ParentType string

// Values lists the enumeration.
func (ParentType) Values() []ParentType { return []ParentType{"ROOT", "ORGANIZATIONAL_UNIT"} }

// ActionType is what a handshake brings about. The model knows invitations only.
type ActionType string

// Invite is the action of an invitation to join an organization.
const Invite ActionType = "INVITE"

// Values lists the enumeration.
func (ActionType) Values() []ActionType {
	return []ActionType{Invite, "ENABLE_ALL_FEATURES", "APPROVE_ALL_FEATURES", "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE",
		"TRANSFER_RESPONSIBILITY"}
}

// HandshakePartyType is what a party of a handshake is.
type HandshakePartyType string

// The types of parties.
const (
	AccountParty      HandshakePartyType = "ACCOUNT"
	OrganizationParty HandshakePartyType = "ORGANIZATION"
	EmailParty        HandshakePartyType = "EMAIL"
)

// Values lists the enumeration.
func (HandshakePartyType) Values() []HandshakePartyType {
	return []HandshakePartyType{AccountParty, OrganizationParty, EmailParty}
}

// HandshakeResourceType is what a detail of a handshake is.
type HandshakeResourceType string

// Values lists the enumeration.
func (HandshakeResourceType) Values() []HandshakeResourceType {
	return []HandshakeResourceType{
		"ACCOUNT", "ORGANIZATION", "ORGANIZATION_FEATURE_SET", "EMAIL", "MASTER_EMAIL", "MASTER_NAME", "NOTES",
		"PARENT_HANDSHAKE",
		"RESPONSIBILITY_TRANSFER", "TRANSFER_START_TIMESTAMP", "TRANSFER_TYPE", "MANAGEMENT_ACCOUNT", "MANAGEMENT_EMAIL",
		"MANAGEMENT_NAME",
	}
}
