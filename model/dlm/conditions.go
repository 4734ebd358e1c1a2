package dlm

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// conditions are the tags of a policy of the caller.
func conditions(service any, c *kernel.Call, _ any, resource string) map[string][]string {
	_, id, _ := strings.Cut(resource, "/")
	if p := service.(*Service).Policies.See(c.Scope(), id); p != nil && p.arn() == resource {
		return kernel.TagConditions(p.Tags, "aws:ResourceTag/")
	}
	return nil
}
