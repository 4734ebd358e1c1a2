package rds

import "github.com/shareproof/shareproof/model/kernel"

// conditions are the tags of a resource of the caller, by the condition key of all
// services and by that of RDS for its kind (Service Authorization Reference,
// list_amazonrds).
func conditions(service any, c *kernel.Call, _ any, resource string) map[string][]string {
	s, at := service.(*Service), c.Scope()
	if a, err := kernel.ParseARN(resource); err != nil || a.Scope() != at {
		return nil
	}
	of := func(own string, tags []Tag) map[string][]string {
		return kernel.TagConditions(tags, "aws:ResourceTag/", own)
	}
	if _, name, ok := located(at, "cluster", resource); ok {
		if cl := s.bearing(at, name); cl != nil {
			return of("rds:cluster-tag/", cl.Tags)
		}
	}
	if _, name, ok := located(at, "db", resource); ok {
		if i := s.Instances.See(at, name); i != nil {
			return of("rds:db-tag/", i.Tags)
		}
	}
	if _, name, ok := located(at, "cluster-snapshot", resource); ok {
		if sn := s.Snapshots.See(at, name); sn != nil {
			return of("rds:cluster-snapshot-tag/", sn.Tags)
		}
	}
	if _, name, ok := located(at, "cluster-pg", resource); ok {
		if g := s.Parameters.See(at, name); g != nil {
			return of("rds:cluster-pg-tag/", g.Tags)
		}
	}
	if _, name, ok := located(at, "subgrp", resource); ok {
		if g := s.Subnets.See(at, name); g != nil {
			return of("rds:subgrp-tag/", g.Tags)
		}
	}
	return nil
}
