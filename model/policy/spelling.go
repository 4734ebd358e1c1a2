package policy

import (
	"slices"
	"strings"
)

const (
	lettersAndDigits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	vendorCharacters = lettersAndDigits + "-."
)

// partitions are what the second field of an ARN may be.
var partitions = []string{
	"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc",
}

// iamKinds are how the resource part of IAM's ARNs begins.
var iamKinds = strings.Fields(`user/ federated-user/ role/ group/ instance-profile/ mfa/ server-certificate/ policy/
	sms-mfa/ saml-provider/ oidc-provider/ report/ access-report/`)

// vendorOf is the service of an ARN; false where there is no partition before.
func vendorOf(arn string) (string, bool) {
	fields := strings.Split(arn, ":")
	return field(fields, 2), len(fields) > 2 && fields[0] == "arn" && isPartition(fields[1])
}

func isPartition(text string) bool {
	return slices.ContainsFunc(partitions, func(p string) bool { return Like(text, p) })
}

// field is a field of an ARN, * where it lacks it.
func field(fields []string, i int) string {
	if i < len(fields) {
		return fields[i]
	}
	return "*"
}

// isSpelt refuses resources and services of actions that nothing has.
func (g *Grammar) isSpelt(statements []written) error {
	if !g.Spelt {
		return nil
	}
	for _, s := range statements {
		for element, arns := range s.resources {
			for _, arn := range arns {
				if says := misspeltARN(arn); says != "" {
					return fault(Spelling, says, s.at+"."+element, "%q is neither an ARN nor *", arn)
				}
			}
		}
	}
	for _, s := range statements {
		for element, names := range s.actions {
			for _, name := range names {
				if says := misspeltAction(name); says != "" {
					return fault(Spelling, says, s.at+"."+element, "%q is neither service:Action nor *", name)
				}
			}
		}
	}
	return nil
}

// misspeltARN is IAM's text about a resource that is no ARN, empty for one that is.
func misspeltARN(arn string) string {
	if arn == "*" {
		return ""
	}
	fields := strings.SplitN(arn, ":", parts+1)
	if len(fields) == 1 {
		return "Resource " + arn + ` must be in ARN format or "*".`
	}
	if !isPartition(fields[1]) || fields[0] != "arn" {
		whole := "arn:" + fields[1]
		for i := 2; i <= parts; i++ {
			whole += ":" + field(fields, i)
		}
		return `Partition "` + fields[1] + `" is not valid for resource "` + whole + `".`
	}
	if len(fields) == 2 || strings.ContainsAny(fields[2], "*?") {
		return vendorOfARN
	}
	region, account, resource := field(fields, 3), field(fields, 4), field(fields, 5)
	kind, _, _ := strings.Cut(resource, "/")
	switch {
	case fields[2] == "iam" && region != "" && region != "*":
		return "IAM resource " + arn + " cannot contain region information."
	case fields[2] == "s3" && region != "" && region != "*" && account == "":
		return "Resource " + arn + " can not contain region information."
	case fields[2] == "iam" && !strings.ContainsAny(kind, "*?$") && !slices.Contains(iamKinds, kind+"/"):
		return `IAM resource path must either be "*" or start with ` + strings.Join(iamKinds, ", ") + "."
	}
	return ""
}

// misspeltAction is IAM's text about an action whose service is none, empty for one
// whose is.
func misspeltAction(action string) string {
	vendor, name, _ := strings.Cut(action, ":")
	switch {
	case action == "*" || action == "*:*":
		return ""
	case strings.Contains(name, ":"):
		return colons
	case strings.Trim(vendor, vendorCharacters) != "":
		return "Vendor " + vendor + " is not valid"
	}
	return ""
}
