package organizations

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// recognizedServices are the principals of the services that work with Organizations,
// as the user guide lists them in orgs_integrate_services_list.
var recognizedServices = func() map[string]bool {
	all := map[string]bool{}
	for _, name := range strings.Fields(`
		access-analyzer account agentless.inspector2 application-signals.cloudwatch auditmanager
		aws-artifact-account-sync backup chatbot cloudtrail compute-optimizer config config-multiaccountsetup
		controltower cost-optimization-hub.bcm detective devops-guru ds ec2 fms guardduty health iam inspector2 ipam
		license-management.marketplace license-manager license-manager-linux-subscriptions
		license-manager.member-account macie malware-protection.guardduty member.org.stacksets.cloudformation mpa
		networkmanager notifications observabilityadmin opsdatasync.ssm ram reachabilityanalyzer.networkinsights
		reporting.trustedadvisor resource-explorer-2 securityhub securitylake servicecatalog servicequotas ssm
		ssm-quicksetup sso stacksets.cloudformation storage-lens.s3 tagpolicies.tag wellarchitected
	`) {
		all[name+".amazonaws.com"] = true
	}
	return all
}()

// ServicesAreRecognized is the rule of service principals.
var ServicesAreRecognized = rules.Add(kernel.Rule{
	ID: "ORG-SVC-02", Kind: kernel.Refusal, Error: InvalidInput, Evidence: kernel.SDKModel,
	Source: serviceModel + "; Organizations User Guide, orgs_integrate_services_list",
	Says:   "Trusted access and its administration are about services that work with Organizations.",
	Operations: []string{"EnableAWSServiceAccess", "DisableAWSServiceAccess", "RegisterDelegatedAdministrator",
		"DeregisterDelegatedAdministrator", "ListDelegatedAdministrators"},
})

// recognized refuses what is no principal of a service that works with Organizations.
func (s *Service) recognized(c *kernel.Call, service string) error {
	return c.Require(recognizedServices[service], ServicesAreRecognized, "You specified an unrecognized service principal.")
}
