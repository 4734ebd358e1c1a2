package ram

import (
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// conditions are the tags of a share or permission of the caller, and what else RAM
// tells of a share (Service Authorization Reference, list_awsresourceaccessmanagerram).
func conditions(service any, c *kernel.Call, _ any, resource string) map[string][]string {
	s, at := service.(*Service), c.Scope()
	a, err := kernel.ParseARN(resource)
	if err != nil || a.Service != "ram" || a.Scope() != at {
		return nil
	}
	if id, ok := strings.CutPrefix(a.Resource, "resource-share/"); ok {
		sh := s.Shares.See(at, id)
		if sh == nil {
			return nil
		}
		all := kernel.TagConditions(sh.Tags, "aws:ResourceTag/")
		if all == nil {
			all = map[string][]string{}
		}
		all["ram:ResourceShareName"] = []string{sh.Name}
		all["ram:AllowsExternalPrincipals"] = []string{strconv.FormatBool(sh.External)}
		return all
	}
	if p := s.Permissions.See(at, resource); p != nil {
		return kernel.TagConditions(p.Tags, "aws:ResourceTag/")
	}
	return nil
}
