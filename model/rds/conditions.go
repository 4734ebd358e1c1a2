package rds

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// tagKeys are the condition keys of tags that RDS has for its kinds of resources.
var tagKeys = map[string]string{
	"cluster": "rds:cluster-tag/", "db": "rds:db-tag/", "cluster-snapshot": "rds:cluster-snapshot-tag/",
	"cluster-pg": "rds:cluster-pg-tag/", "subgrp": "rds:subgrp-tag/",
}

// conditions are the tags of a resource of the caller, by the condition key of all
// services and by that of RDS for its kind (Service Authorization Reference,
// list_amazonrds).
func conditions(service any, c *kernel.Call, _ any, resource string) map[string][]string {
	arn, err := kernel.ParseARN(resource)
	if err != nil || arn.Scope() != c.Scope() {
		return nil
	}
	tags := service.(*Service).tagsAt(arn)
	if tags == nil {
		return nil
	}
	kind, _, _ := strings.Cut(arn.Resource, ":")
	return kernel.TagConditions(*tags, "aws:ResourceTag/", tagKeys[kind])
}
