package backup

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

const resourceTag = "aws:ResourceTag/"

// OptInsBind is the rule of what selections take of resource types.
var OptInsBind = rules.Add(kernel.Rule{
	ID: "BKP-FULL-04", Kind: kernel.Effect, Evidence: kernel.Documented,
	Source: "AWS Backup Developer Guide, assigning-resources",
	Says: "A selection by tags alone takes resources of types that the Region is opted in to; one that names the type, " +
		"by ARN, takes them anyway, but for Aurora, which has to be opted in to in any case.",
	Operations: []string{"CreateBackupSelection", "UpdateRegionSettings"},
})

// candidate is a resource that a selection may select.
type candidate struct {
	ARN  string
	Type string
	Tags []tag
}

// selected lists the ARNs of the resources that a selection selects now, as its role
// sees them. A resource that is named outright is taken for there: whether it is shows
// in its job.
func (s *Service) selected(sel *selection) (arns []string) {
	at := sel.Plan.Scope
	for _, r := range s.candidates(sel, at) {
		if sel.selects(&r) && !s.env.Applies(!s.takes(sel, at, &r), OptInsBind) && !slices.Contains(arns, r.ARN) {
			arns = append(arns, r.ARN)
		}
	}
	return arns
}

// takes reports whether the opt-ins of the account let a selection have a resource.
func (s *Service) takes(sel *selection, at kernel.Scope, r *candidate) bool {
	named := r.Type != Aurora && slices.ContainsFunc(sel.Resources, func(p string) bool {
		return p != "*" && fits(p, r.ARN)
	})
	return named || s.optedIn(at, r.Type)
}

// candidates are the resources that a selection is to look at. Only where patterns or
// tags count all resources of the account have to be asked for.
func (s *Service) candidates(sel *selection, at kernel.Scope) (all []candidate) {
	asks := len(sel.Tags) > 0 || len(sel.Resources) == 0 || len(sel.Conditions.all()) > 0
	for _, name := range sel.Resources {
		if strings.Contains(name, "*") {
			asks = true
			continue
		}
		if arn, err := kernel.ParseARN(name); err == nil && arn.Scope() == at && typeOf(arn) != "" {
			all = append(all, candidate{ARN: name, Type: typeOf(arn)})
		}
	}
	if !asks {
		return all
	}
	known := slices.Concat(s.volumes(sel.Role, at), s.clusters(sel.Role, at))
	return kernel.Merged(all, known, func(r candidate) string { return r.ARN })
}

// volumes are the volumes of an account as a role sees them.
func (s *Service) volumes(role string, at kernel.Scope) (all []candidate) {
	in := &ebs.DescribeVolumes{}
	for {
		out, err := perform[ebs.DescribeVolumesOutput](s, role, at, in)
		if err != nil {
			return all
		}
		for _, v := range out.Volumes {
			r := candidate{ARN: at.ARN("ec2", "volume/"+v.VolumeId), Type: EBS}
			for _, t := range v.Tags {
				r.Tags = append(r.Tags, tag{t.Key, t.Value})
			}
			all = append(all, r)
		}
		if in.NextToken = out.NextToken; in.NextToken == "" {
			return all
		}
	}
}

// clusters are the Aurora clusters of an account as a role sees them.
func (s *Service) clusters(role string, at kernel.Scope) (all []candidate) {
	in := &rds.DescribeDBClusters{}
	for {
		out, err := perform[rds.DescribeDBClustersOutput](s, role, at, in)
		if err != nil {
			return all
		}
		for _, c := range out.DBClusters {
			r := candidate{ARN: c.DBClusterArn, Type: Aurora}
			for _, t := range c.TagList {
				r.Tags = append(r.Tags, tag{t.Key, t.Value})
			}
			all = append(all, r)
		}
		if in.Marker = out.Marker; in.Marker == "" {
			return all
		}
	}
}

// selects reports whether a selection selects a resource: it is named, or has a tag
// that is listed, or nothing is named or listed; all conditions are met, and it is not
// among those left out.
func (sel *selection) selects(r *candidate) bool {
	is := func(pattern string) bool { return fits(pattern, r.ARN) }
	named := len(sel.Resources)+len(sel.Tags) == 0 || slices.ContainsFunc(sel.Resources, is) ||
		slices.ContainsFunc(sel.Tags, func(c Condition) bool {
			value, ok := r.tag(c.ConditionKey)
			return ok && value == c.ConditionValue
		})
	return named && !slices.ContainsFunc(sel.NotResources, is) && sel.Conditions.meets(r)
}

// tag returns the value of a tag; keys may be written as condition keys.
func (r *candidate) tag(key string) (string, bool) {
	key = strings.TrimPrefix(key, resourceTag)
	i := slices.IndexFunc(r.Tags, func(t tag) bool { return t.Key == key })
	if i < 0 {
		return "", false
	}
	return r.Tags[i].Value, true
}

// fits reports whether a text is as a pattern says, in which * stands for any run of
// characters.
func fits(pattern, text string) bool {
	if !strings.Contains(pattern, "*") {
		return pattern == text
	}
	pieces := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(text, pieces[0])
	if !ok {
		return false
	}
	for _, piece := range pieces[1 : len(pieces)-1] {
		_, after, found := strings.Cut(rest, piece)
		if !found {
			return false
		}
		rest = after
	}
	return strings.HasSuffix(rest, pieces[len(pieces)-1])
}

// all are the conditions of every operator.
func (c *Conditions) all() []ConditionParameter {
	if c == nil {
		return nil
	}
	return slices.Concat(c.StringEquals, c.StringLike, c.StringNotEquals, c.StringNotLike)
}

func (c *Conditions) clone() *Conditions {
	if c == nil {
		return nil
	}
	return &Conditions{slices.Clone(c.StringEquals), slices.Clone(c.StringLike), slices.Clone(c.StringNotEquals),
		slices.Clone(c.StringNotLike)}
}

// meets reports whether a resource meets all conditions. One without the tag is unlike
// every value.
func (c *Conditions) meets(r *candidate) bool {
	if c == nil {
		return true
	}
	every := func(conditions []ConditionParameter, want bool, same func(have, value string) bool) bool {
		return !slices.ContainsFunc(conditions, func(p ConditionParameter) bool {
			have, ok := r.tag(p.ConditionKey)
			return (ok && same(have, p.ConditionValue)) != want
		})
	}
	equal := func(have, value string) bool { return have == value }
	like := func(have, value string) bool { return fits(value, have) }
	return every(c.StringEquals, true, equal) && every(c.StringLike, true, like) &&
		every(c.StringNotEquals, false, equal) && every(c.StringNotLike, false, like)
}
