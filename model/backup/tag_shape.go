package backup

// TagResource adds tags to a vault, a plan or a recovery point, or gives them
// new values.
type TagResource struct {
	_           struct{}          `http:"POST /tags/{ResourceArn}"`
	ResourceArn string            `shape:"!" resource:"arn"`
	Tags        map[string]string `shape:"!"`
}

// TagResourceOutput is empty.
type TagResourceOutput struct{}

// UntagResource removes tags.
type UntagResource struct {
	_           struct{} `http:"POST /untag/{ResourceArn}"`
	ResourceArn string   `shape:"!" resource:"arn"`
	TagKeyList  []string `shape:"!"`
}

// UntagResourceOutput is empty.
type UntagResourceOutput struct{}

// ListTags lists tags.
type ListTags struct {
	_           struct{} `http:"GET /tags/{ResourceArn}"`
	ResourceArn string   `shape:"!" resource:"arn"`
	MaxResults  *int32   `shape:"MaxResults" query:"maxResults"`
	NextToken   string   `query:"nextToken"`
}

// ListTagsOutput is one page of tags.
type ListTagsOutput struct {
	NextToken string            `sent:"set"`
	Tags      map[string]string `sent:"always"`
}
