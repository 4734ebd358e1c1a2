package rds

import "github.com/shareproof/shareproof/model/kernel"

// resourceType is what RAM calls clusters.
const resourceType = "rds:Cluster"

// ClonesAreShared is about clones that are made in order to be shared.
var ClonesAreShared = rules.Add(kernel.Rule{
	ID: "AUR-XCL-10", Kind: kernel.Effect, Evidence: kernel.Documented, Source: crossGuide, Seed: seed,
	Also: []string{"AUR-XCL-33"},
	Says: "A clone that an account made of its own cluster is shared as any cluster: others see and clone the clone, " +
		"and the original is as unknown to them as what does not exist.",
	Operations: []string{"CreateResourceShare", "AssociateResourceShare", "DescribeDBClusters"},
})

// Shareable tells RAM of a cluster: whether it exists and may be shared now.
func (s *Service) Shareable(arn kernel.ARN) (exists, ready bool) {
	cl := s.shared(arn)
	return cl != nil, cl != nil && cl.Life.State == ClusterAvailable
}

// MayShare refuses to put a cluster that exists into a share while it is not
// available.
func (s *Service) MayShare(c *kernel.Call, arn kernel.ARN) error {
	cl := s.shared(arn)
	if cl.Source == ownClone && !c.Applies(true, ClonesAreShared) {
		return c.Refuse(AvailableClustersAreShared, "DB cluster %s is a clone.", cl.Name)
	}
	return s.clusterMachine.Fire(s.Clusters.Get(cl.Scope, cl.ID), "CreateResourceShare")
}

// shared returns the cluster that an ARN of RAM names, to be looked at only.
func (s *Service) shared(arn kernel.ARN) *cluster {
	scope, name, ok := located(arn.Scope(), "cluster", arn.String())
	if !ok || arn.Resource != "cluster:"+name {
		return nil // RAM knows clusters by the ARN that RDS shows
	}
	return s.bearing(scope, name)
}

// Some draws the ARN of a cluster to share.
func (s *Service) Some(d *kernel.Draw) string {
	cl := kernel.Some(d, s.Clusters.All, func(cl *cluster) bool {
		return !d.Legal || cl.Scope == d.Caller.Scope() && cl.Life.State == ClusterAvailable
	})
	if cl == nil {
		return ""
	}
	return cl.arn()
}
