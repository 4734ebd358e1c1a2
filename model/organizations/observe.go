package organizations

// Observer is told of what concerns those who rely on an organization.
type Observer interface {
	// AccountJoined is called after an account has become part of an organization,
	// its management account included.
	AccountJoined(account, organization string)
	// AccountLeft is called after an account has left an organization.
	AccountLeft(account, organization string)
	// ServiceAccessDisabled is called after trusted access has ended for a
	// service principal such as ram.amazonaws.com.
	ServiceAccessDisabled(organization, service string)
}
