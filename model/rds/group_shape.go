package rds

// CreateDBSubnetGroup makes a group of subnets.
type CreateDBSubnetGroup struct {
	DBSubnetGroupDescription string   `shape:"!"`
	DBSubnetGroupName        string   `shape:"!" resource:"subgrp"`
	SubnetIds                []string `list:"SubnetIdentifier" shape:"!"`
	Tags                     []Tag    `list:"Tag"`
}

// CreateDBSubnetGroupOutput shows the group.
type CreateDBSubnetGroupOutput struct {
	DBSubnetGroup *DBSubnetGroup
}

// DescribeDBSubnetGroups lists groups of subnets.
type DescribeDBSubnetGroups struct {
	DBSubnetGroupName string
	Filters           []Filter `list:"Filter"`
	Marker            string
	MaxRecords        *int32 `shape:"MaxRecords"`
}

// DescribeDBSubnetGroupsOutput is one page of groups.
type DescribeDBSubnetGroupsOutput struct {
	DBSubnetGroups []DBSubnetGroup `list:"DBSubnetGroup"`
	Marker         string
}

// DeleteDBSubnetGroup deletes a group of subnets.
type DeleteDBSubnetGroup struct {
	DBSubnetGroupName string `shape:"!" resource:"subgrp"`
}

// DeleteDBSubnetGroupOutput is empty.
type DeleteDBSubnetGroupOutput struct{}

// DBSubnetGroup is a group of subnets.
type DBSubnetGroup struct {
	DBSubnetGroupArn         string
	DBSubnetGroupDescription string
	DBSubnetGroupName        string
	SubnetGroupStatus        string
	Subnets                  []Subnet `list:"Subnet"`
	SupportedNetworkTypes    []string
	VpcId                    string
}

// Subnet is a subnet of a group.
type Subnet struct {
	SubnetAvailabilityZone *AvailabilityZone
	SubnetIdentifier       string
	SubnetOutpost          *Outpost
	SubnetStatus           string
}

// Outpost belongs to AWS Outposts, which the model does not have.
type Outpost struct {
	Arn string
}

// CreateDBClusterParameterGroup makes a group of parameters.
type CreateDBClusterParameterGroup struct {
	DBClusterParameterGroupName string `shape:"!Identifier" resource:"cluster-pg"`
	DBParameterGroupFamily      string `shape:"!"`
	Description                 string `shape:"!"`
	Tags                        []Tag  `list:"Tag"`
}

// CreateDBClusterParameterGroupOutput shows the group.
type CreateDBClusterParameterGroupOutput struct {
	DBClusterParameterGroup *DBClusterParameterGroup
}

// DescribeDBClusterParameterGroups lists groups of parameters.
type DescribeDBClusterParameterGroups struct {
	DBClusterParameterGroupName string
	Filters                     []Filter `list:"Filter"`
	Marker                      string
	MaxRecords                  *int32 `shape:"MaxRecords"`
}

// DescribeDBClusterParameterGroupsOutput is one page of groups.
type DescribeDBClusterParameterGroupsOutput struct {
	DBClusterParameterGroups []DBClusterParameterGroup `list:"DBClusterParameterGroup"`
	Marker                   string
}

// DeleteDBClusterParameterGroup deletes a group of parameters.
type DeleteDBClusterParameterGroup struct {
	DBClusterParameterGroupName string `shape:"!" resource:"cluster-pg"`
}

// DeleteDBClusterParameterGroupOutput is empty.
type DeleteDBClusterParameterGroupOutput struct{}

// DBClusterParameterGroup is a group of parameters.
type DBClusterParameterGroup struct {
	DBClusterParameterGroupArn  string
	DBClusterParameterGroupName string
	DBParameterGroupFamily      string
	Description                 string
}

// ModifyDBClusterParameterGroup sets parameters.
type ModifyDBClusterParameterGroup struct {
	DBClusterParameterGroupName string      `shape:"!" resource:"cluster-pg"`
	Parameters                  []Parameter `list:"Parameter" shape:"!"`
}

// ModifyDBClusterParameterGroupOutput names the group.
type ModifyDBClusterParameterGroupOutput struct {
	DBClusterParameterGroupName string
}

// ResetDBClusterParameterGroup gives parameters the values of the engine again.
type ResetDBClusterParameterGroup struct {
	DBClusterParameterGroupName string      `shape:"!" resource:"cluster-pg"`
	Parameters                  []Parameter `list:"Parameter"`
	ResetAllParameters          *bool
}

// ResetDBClusterParameterGroupOutput names the group.
type ResetDBClusterParameterGroupOutput struct {
	DBClusterParameterGroupName string
}

// DescribeDBClusterParameters lists the parameters of a group.
type DescribeDBClusterParameters struct {
	DBClusterParameterGroupName string   `shape:"!"`
	Filters                     []Filter `list:"Filter"`
	Marker                      string
	MaxRecords                  *int32 `shape:"MaxRecords"`
	Source                      string
}

// DescribeDBClusterParametersOutput is one page of parameters.
type DescribeDBClusterParametersOutput struct {
	Marker     string
	Parameters []Parameter `list:"Parameter"`
}

// Parameter is a parameter of an engine.
type Parameter struct {
	AllowedValues        string
	ApplyMethod          string
	ApplyType            string
	DataType             string
	Description          string
	IsModifiable         *bool
	MinimumEngineVersion string
	ParameterName        string
	ParameterValue       string
	Source               string
	SupportedEngineModes []string
}
