package ram

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// GetResourceShares lists the caller's shares, or those in which it takes part.
type GetResourceShares struct {
	ResourceOwner       ResourceOwner `shape:"!ResourceOwner"`
	MaxResults          *int32        `shape:"MaxResults"`
	Name                string
	NextToken           string
	PermissionArn       string
	PermissionVersion   *int32
	ResourceShareArns   []string
	ResourceShareStatus ResourceShareStatus `shape:"ShareStatus"`
	TagFilters          []TagFilter
}

// GetResourceSharesOutput is one page of shares.
type GetResourceSharesOutput struct {
	NextToken      string          `sent:"set"`
	ResourceShares []ResourceShare `sent:"always" always:"FeatureSet"`
}

// TagFilter picks what has the tag with one of the values, or with any.
type TagFilter struct {
	TagKey    string
	TagValues []string
}

// The rules of listing shares.
var (
	ListingsKnowWhatTheCallerSees = rules.Add(kernel.Rule{
		ID: "RAM-SHR-13", Kind: kernel.Refusal, Error: UnknownResource, Evidence: kernel.Observed,
		Source: reference("GetResourceShares") + "; " + terraform,
		Says: "SELF is about the shares that the caller made, OTHER-ACCOUNTS about those of others in which it " +
			"takes part already; any other share is unknown.",
		Operations: []string{"GetResourceShares", "GetResourceShareAssociations", "ListResources", "ListPrincipals"},
	})
	SharesAreFiltered = rules.Add(kernel.Rule{
		ID: "RAM-SHR-14", Kind: kernel.Effect, Evidence: kernel.Documented, Source: reference("GetResourceShares"),
		Says:       "Shares are listed by ARN, status, name, tags and permission, page by page.",
		Operations: []string{"GetResourceShares"},
	})
)

func (s *Service) getResourceShares(c *kernel.Call, in *GetResourceShares) (*GetResourceSharesOutput, error) {
	shares, err := s.selected(c, in.ResourceOwner, in.ResourceShareArns)
	if err != nil {
		return nil, err
	}
	var found []ranked[ResourceShare]
	for _, sh := range shares {
		if !c.Applies(!in.matches(sh), SharesAreFiltered) {
			found = append(found, ranked[ResourceShare]{sh.Ordinal, sh.shown()})
		}
	}
	page, next, err := paged(c, found, in)
	return &GetResourceSharesOutput{next, page}, err
}

func (in *GetResourceShares) matches(sh *share) bool {
	return (in.ResourceShareStatus == "" || in.ResourceShareStatus == sh.Status.State) &&
		(in.Name == "" || in.Name == sh.Name) &&
		(in.PermissionArn == "" || slices.ContainsFunc(sh.Grants, func(g grant) bool {
			return g.Permission == in.PermissionArn
		})) &&
		(in.PermissionVersion == nil || *in.PermissionVersion == 1) &&
		!slices.ContainsFunc(in.TagFilters, func(f TagFilter) bool { return !f.picks(sh.Tags) })
}

func (f TagFilter) picks(tags []Tag) bool {
	return slices.ContainsFunc(tags, func(t Tag) bool {
		return t.Key == f.TagKey && (len(f.TagValues) == 0 || slices.Contains(f.TagValues, t.Value))
	})
}

// selected returns the shares that a listing is about: those of the ARNs, which
// the caller must see, or else all on its side.
func (s *Service) selected(c *kernel.Call, owner ResourceOwner, arns []string) ([]*share, error) {
	if len(arns) == 0 && owner == Self {
		return slices.Collect(s.Shares.View(c.Scope()).All), nil
	}
	if len(arns) == 0 {
		return s.participating(c.Scope()), nil
	}
	var out []*share
	for _, arn := range arns {
		scope, id, err := s.shareID(c, arn)
		if err != nil {
			return nil, err
		}
		sh := s.Shares.See(scope, id)
		if sh == nil || (owner == Self) != (scope == c.Scope()) || owner == OtherAccounts && !s.partakes(c.Scope(), sh) {
			return nil, c.Refuse(ListingsKnowWhatTheCallerSees, "ResourceShare %s could not be found.", arn)
		}
		_ = c.Require(true, ListingsKnowWhatTheCallerSees, "")
		if !slices.Contains(out, sh) {
			out = append(out, sh)
		}
	}
	return out, nil
}

// ranked is an entry of a listing and its place there.
type ranked[E any] struct {
	Ordinal uint64
	Shown   E
}

// paged returns the page of a listing that its input asks for. All other members
// of the input name the listing, so that a token serves nobody and nothing else.
func paged[E, In any](c *kernel.Call, entries []ranked[E], in *In) (page []E, next string, err error) {
	asked, most := *in, 500
	members := reflect.ValueOf(&asked).Elem()
	token, max := members.FieldByName("NextToken"), members.FieldByName("MaxResults")
	if !max.IsNil() {
		most = int(max.Elem().Int())
	}
	from, of := token.String(), ""
	if from != "" || len(entries) > most { // else there is no token to tell apart
		token.SetZero()
		max.SetZero()
		h := kernel.NewHasher()
		h.Add(c.Scope())
		h.Add(asked)
		of = fmt.Sprintf("%T %s", asked, h.Sum())
	}
	some, next, ok := kernel.PageBy(c.Env, entries, func(e ranked[E]) uint64 { return e.Ordinal }, of, from, most, false)
	page = []E{}
	for _, e := range some {
		page = append(page, e.Shown)
	}
	return page, next, c.Require(ok, TokensContinueTheirListing, "The specified value for NextToken is not valid.")
}
