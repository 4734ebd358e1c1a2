package cloudhsm

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// conditions are the tags of a cluster or backup of the caller.
func conditions(service any, c *kernel.Call, _ any, resource string) map[string][]string {
	s, at := service.(*Service), c.Scope()
	a, err := kernel.ParseARN(resource)
	if err != nil || a.Scope() != at {
		return nil
	}
	kind, id, _ := strings.Cut(a.Resource, "/")
	if cl := s.Clusters.See(at, id); kind == "cluster" && cl != nil {
		return kernel.TagConditions(cl.Tags, "aws:ResourceTag/")
	}
	if b := s.Backups.See(at, id); kind == "backup" && b != nil {
		return kernel.TagConditions(b.Tags, "aws:ResourceTag/")
	}
	return nil
}
