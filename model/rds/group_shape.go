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
	DBSubnetGroups []DBSubnetGroup `list:"DBSubnetGroup" sent:"always"`
	Marker         string          `sent:"set"`
}

// DeleteDBSubnetGroup deletes a group of subnets.
type DeleteDBSubnetGroup struct {
	DBSubnetGroupName string `shape:"!" resource:"subgrp"`
}

// DeleteDBSubnetGroupOutput is empty.
type DeleteDBSubnetGroupOutput struct{}

// DBSubnetGroup is a group of subnets.
type DBSubnetGroup struct {
	DBSubnetGroupArn         string   `sent:"set"`
	DBSubnetGroupDescription string   `sent:"set"`
	DBSubnetGroupName        string   `sent:"always"`
	SubnetGroupStatus        string   `sent:"set"`
	Subnets                  []Subnet `list:"Subnet"`
	SupportedNetworkTypes    []string
	VpcId                    string `sent:"set"`
}

// Subnet is a subnet of a group.
type Subnet struct {
	SubnetAvailabilityZone *AvailabilityZone `sent:"always"`
	SubnetIdentifier       string            `sent:"always"`
	SubnetOutpost          *Outpost          `sent:"set"`
	SubnetStatus           string            `sent:"always"`
}

// Outpost belongs to AWS Outposts, which the model does not have.
type Outpost struct {
	Arn string `sent:"set"`
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
	DBClusterParameterGroup *DBClusterParameterGroup `sent:"always"`
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
	DBClusterParameterGroups []DBClusterParameterGroup `list:"DBClusterParameterGroup" sent:"always"`
	Marker                   string                    `sent:"set"`
}

// DeleteDBClusterParameterGroup deletes a group of parameters.
type DeleteDBClusterParameterGroup struct {
	DBClusterParameterGroupName string `shape:"!" resource:"cluster-pg"`
}

// DeleteDBClusterParameterGroupOutput is empty.
type DeleteDBClusterParameterGroupOutput struct{}

// DBClusterParameterGroup is a group of parameters.
type DBClusterParameterGroup struct {
	DBClusterParameterGroupArn  string `sent:"always"`
	DBClusterParameterGroupName string `sent:"always"`
	DBParameterGroupFamily      string `sent:"always"`
	Description                 string `sent:"always"`
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
	Marker     string      `sent:"set"`
	Parameters []Parameter `list:"Parameter" sent:"always"`
}

// Parameter is a parameter of an engine.
type Parameter struct {
	AllowedValues        string `sent:"set"`
	ApplyMethod          string
	ApplyType            string
	DataType             string
	Description          string
	IsModifiable         *bool
	MinimumEngineVersion string
	ParameterName        string   `shape:"!" sent:"always"`
	ParameterValue       string   `sent:"set"`
	Source               string   `sent:"always"`
	SupportedEngineModes []string `sent:"set"`
}
