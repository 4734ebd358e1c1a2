package emulator_test

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
)

func rdsCall(form string) request { return queryCall("rds", form+"&Version=2014-10-31") }

// auroraCluster is what Terraform sends for a cluster though the user set none of
// what is empty or false.
const auroraCluster = "Action=CreateDBCluster&DBClusterIdentifier=db&Engine=aurora-mysql&EngineMode=provisioned" +
	"&MasterUsername=admin&MasterUserPassword=correct+horse&CopyTagsToSnapshot=false&DeletionProtection=false" +
	"&AvailabilityZones=&EnableCloudwatchLogsExports=&Tags=&VpcSecurityGroupIds="

// auroraInstance is the same for an instance of it.
const auroraInstance = "Action=CreateDBInstance&DBInstanceIdentifier=db-1&DBClusterIdentifier=db&Engine=aurora-mysql" +
	"&DBInstanceClass=db.r6g.large&PubliclyAccessible=false&AutoMinorVersionUpgrade=true&CopyTagsToSnapshot=false" +
	"&PromotionTier=0&Tags="

// ok performs a call that must succeed, and returns the answer.
func ok(t *testing.T, e http.Handler, form string) string {
	t.Helper()
	w := rdsCall(form).to(e)
	require.Equal(t, 200, w.Code, "%s: %s", form, w.Body)
	return w.Body.String()
}

// withAurora returns an emulator with a cluster "db" and its instance.
func withAurora(t *testing.T) *emulator.Emulator {
	e := emulator.New(emulator.Options{})
	ok(t, e, auroraCluster)
	e.Advance(time.Hour)
	ok(t, e, auroraInstance)
	e.Advance(time.Hour)
	return e
}

// texts returns what the elements of a name hold, in their order.
func texts(t *testing.T, body, name string) (all []string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(body))
	for inside := false; ; {
		token, err := d.Token()
		if token == nil {
			require.ErrorContains(t, err, "EOF", body)
			return all
		}
		switch token := token.(type) {
		case xml.StartElement:
			if inside = token.Name.Local == name; inside {
				all = append(all, "")
			}
		case xml.CharData:
			if inside {
				all[len(all)-1] += string(token)
			}
		case xml.EndElement:
			inside = false
		}
	}
}

func TestRDSIsAnsweredAsItsProtocolSpellsIt(t *testing.T) {
	e := withAurora(t)
	body := ok(t, e, "Action=DescribeDBClusters")
	assert.Regexp(t, `^<DescribeDBClustersResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/">`+
		`<DescribeDBClustersResult><DBClusters><DBCluster>.*</DBCluster></DBClusters></DescribeDBClustersResult>`+
		`<ResponseMetadata><RequestId>.+</RequestId></ResponseMetadata></DescribeDBClustersResponse>$`, body)
	assert.Contains(t, body, "<DBClusterMembers><DBClusterMember>")
	assert.Equal(t, "available", texts(t, body, "Status")[0])
	made := texts(t, body, "ClusterCreateTime")
	require.Len(t, made, 1)
	_, err := time.Parse(time.RFC3339, made[0])
	assert.NoError(t, err)

	refused := xmlErrorOf(t, rdsCall("Action=DescribeDBClusters&DBClusterIdentifier=nothing").to(e).Body.String())
	assert.Equal(t, "ErrorResponse", refused.XMLName.Local)
	assert.Equal(t, "http://rds.amazonaws.com/doc/2014-10-31/", refused.XMLName.Space)
	assert.Equal(t, "Sender", refused.Type)
}

// The names of exceptions are not the codes on the wire: some lose their Fault.
func TestTheErrorsOfRDSAreSpeltAsOnTheWire(t *testing.T) {
	e := withAurora(t)
	for form, want := range map[string]struct {
		status int
		code   string
	}{
		"Action=DescribeDBClusters&DBClusterIdentifier=nothing":                        {404, "DBClusterNotFoundFault"},
		"Action=DescribeDBInstances&DBInstanceIdentifier=nothing":                      {404, "DBInstanceNotFound"},
		"Action=DescribeDBClusterSnapshots&DBClusterSnapshotIdentifier=no":             {404, "DBClusterSnapshotNotFoundFault"},
		"Action=DescribeDBSubnetGroups&DBSubnetGroupName=nothing":                      {404, "DBSubnetGroupNotFoundFault"},
		"Action=DescribeDBClusterParameterGroups&DBClusterParameterGroupName=nothing1": {404, "DBParameterGroupNotFound"},
		auroraCluster:  {400, "DBClusterAlreadyExistsFault"},
		auroraInstance: {400, "DBInstanceAlreadyExists"},
		"Action=DeleteDBCluster&DBClusterIdentifier=db&SkipFinalSnapshot=true": {400, "InvalidDBClusterStateFault"},
		"Action=CreateDBCluster&Engine=aurora-mysql":                           {400, "MissingParameter"},
	} {
		before := e.Digest()
		w := rdsCall(form).to(e)
		assert.Equal(t, want.status, w.Code, "%s: %s", form, w.Body)
		assert.Equal(t, want.code, xmlErrorOf(t, w.Body.String()).Code, form)
		assert.Equal(t, before, e.Digest(), "a refused call changes nothing")
	}
}

// Every list has a name for its elements, and all take member besides.
func TestTheListsOfRDSAreTakenInBothSpellings(t *testing.T) {
	e := withAurora(t)
	const tags = "Action=AddTagsToResource&ResourceName=arn:aws:rds:us-east-1:111111111111:cluster:db&Tags."
	ok(t, e, tags+"Tag.1.Key=team&Tags.Tag.1.Value=a&Tags.Tag.2.Key=env&Tags.Tag.2.Value=test")
	ok(t, e, tags+"member.1.Key=cost&Tags.member.1.Value=9")
	listed := ok(t, e, "Action=ListTagsForResource&ResourceName=arn:aws:rds:us-east-1:111111111111:cluster:db")
	assert.ElementsMatch(t, []string{"team", "env", "cost"}, texts(t, listed, "Key"))
	assert.Contains(t, listed, "<TagList><Tag><Key>")

	for _, form := range []string{
		"&Filters.Filter.1.Name=db-cluster-id&Filters.Filter.1.Values.Value.1=db",
		"&Filters.member.1.Name=db-cluster-id&Filters.member.1.Values.member.1=db",
		"&Filters.Filter.1.Name=db-cluster-id&Filters.Filter.1.Values.member.1=db",
		"&Filters=",
	} {
		assert.Equal(t, []string{"db-1"},
			texts(t, ok(t, e, "Action=DescribeDBInstances"+form), "DBInstanceIdentifier"), form)
	}
	assert.Empty(t, texts(t, ok(t, e, "Action=DescribeDBInstances&Filters.Filter.1.Name=db-cluster-id"+
		"&Filters.Filter.1.Values.Value.1=other"), "DBInstanceIdentifier"))

	ok(t, e, "Action=CreateDBClusterSnapshot&DBClusterIdentifier=db&DBClusterSnapshotIdentifier=snap")
	e.Advance(time.Hour)
	const share = "Action=ModifyDBClusterSnapshotAttribute&DBClusterSnapshotIdentifier=snap&AttributeName=restore&"
	ok(t, e, share+"ValuesToAdd.AttributeValue.1=222222222222&ValuesToAdd.AttributeValue.2=333333333333")
	shared := ok(t, e, share+"ValuesToRemove.member.1=333333333333&ValuesToAdd=")
	assert.Contains(t, shared, "<AttributeValues><AttributeValue>222222222222</AttributeValue></AttributeValues>")
}

func TestAListOfRDSInAnUnknownSpellingIsRefused(t *testing.T) {
	for form, complaint := range map[string]string{
		"Tags.1.Key=a":                          "Tags.1.Key: unknown parameter",
		"Tags.Label.1.Key=a":                    "Tags.Label.1.Key: unknown parameter",
		"Tags.Tag.1.Key=a&Tags.member.1.Key=b":  "Tags.member.1.Key: the list stands twice",
		"Tags.Tag.0.Key=a":                      "want the elements of a list numbered from 1",
		"VpcSecurityGroupIds.Tag.1=sg-0a":       "VpcSecurityGroupIds.Tag.1: unknown parameter",
		"AvailabilityZones=us-east-1a":          "AvailabilityZones: want a list, got a value",
		"ScalingConfiguration=1":                "ScalingConfiguration: want an object, got a value",
		"EnableCloudwatchLogsExports.Log.1=all": "EnableCloudwatchLogsExports.Log.1: unknown parameter",
	} {
		e := emulator.New(emulator.Options{})
		before := e.Digest()
		w := rdsCall("Action=CreateDBCluster&DBClusterIdentifier=db&Engine=aurora-mysql&" + form).to(e)
		assert.Equal(t, 400, w.Code, form)
		assert.Contains(t, xmlErrorOf(t, w.Body.String()).Message, complaint, form)
		assert.Equal(t, before, e.Digest(), form)
	}
}

// What Terraform calls for an aws_rds_cluster and its instance, from plan to
// destruction: each read asks for the global clusters too.
func TestTerraformsCallsForAClusterAreAnswered(t *testing.T) {
	e := withAurora(t)
	seen := ok(t, e, "Action=DescribeDBClusters&DBClusterIdentifier=db")
	arn := texts(t, seen, "DBClusterArn")[0]
	assert.Equal(t, "available", texts(t, seen, "Status")[0])
	assert.Contains(t, seen, "<TagList></TagList>", "tags are read from the answer")
	global := ok(t, e, "Action=DescribeGlobalClusters&Filters.Filter.1.Name=db-cluster-id&Filters.Filter.1.Values.Value.1="+
		url.QueryEscape(arn))
	assert.Contains(t, global, "<GlobalClusters></GlobalClusters>")
	assert.Equal(t, []string{"available"},
		texts(t, ok(t, e, "Action=DescribeDBInstances&DBInstanceIdentifier=db-1"), "DBInstanceStatus"))
	assert.Equal(t, []string{"true"}, texts(t, seen, "IsClusterWriter"))

	ok(t, e, "Action=ModifyDBCluster&DBClusterIdentifier=db&ApplyImmediately=true&DeletionProtection=true")
	e.Advance(time.Hour)
	ok(t, e, "Action=DeleteDBInstance&DBInstanceIdentifier=db-1&DeleteAutomatedBackups=true")
	e.Advance(time.Hour)
	assert.Equal(t, "DBInstanceNotFound", xmlErrorOf(t,
		rdsCall("Action=DescribeDBInstances&DBInstanceIdentifier=db-1").to(e).Body.String()).Code)

	const destroy = "Action=DeleteDBCluster&DBClusterIdentifier=db&DeleteAutomatedBackups=true&SkipFinalSnapshot=true"
	refused := xmlErrorOf(t, rdsCall(destroy).to(e).Body.String())
	assert.Equal(t, "InvalidParameterCombination", refused.Code)
	assert.Contains(t, refused.Message, "disable deletion pro", "the text by which Terraform knows what to do")
	ok(t, e, "Action=ModifyDBCluster&DBClusterIdentifier=db&ApplyImmediately=true&DeletionProtection=false")
	e.Advance(time.Hour)
	ok(t, e, destroy)
	e.Advance(time.Hour)
	assert.Equal(t, "DBClusterNotFoundFault", xmlErrorOf(t,
		rdsCall("Action=DescribeDBClusters&DBClusterIdentifier=db").to(e).Body.String()).Code)
}

// Terraform sends restore_type as an empty text where it is unset: a full copy.
func TestAnEmptyRestoreTypeIsAFullCopy(t *testing.T) {
	e := withAurora(t)
	const restore = "Action=RestoreDBClusterToPointInTime&SourceDBClusterIdentifier=db&UseLatestRestorableTime=true" +
		"&DeletionProtection=false&CopyTagsToSnapshot=false&Tags=&VpcSecurityGroupIds="
	write(t, e, "cluster=db&place=0&count=1000")
	for _, form := range []string{"unset", "empty&RestoreType=", "full&RestoreType=full-copy",
		"clone&RestoreType=copy-on-write"} {
		body := ok(t, e, restore+"&DBClusterIdentifier="+form)
		assert.Equal(t, "creating", texts(t, body, "Status")[0])
	}
	e.Advance(24 * time.Hour)
	assert.Equal(t, map[string]int{"db": 1000, "unset": 1000, "empty": 1000, "full": 1000, "clone": 0}, billed(t, e))
}

func TestTerraformsCallsForGroupsAreAnswered(t *testing.T) {
	e := emulator.New(emulator.Options{})
	made := ok(t, e, "Action=CreateDBSubnetGroup&DBSubnetGroupName=net&DBSubnetGroupDescription=Managed"+
		"&SubnetIds.SubnetIdentifier.1=subnet-0a1b2c3a&SubnetIds.SubnetIdentifier.2=subnet-0a1b2c3b&Tags=")
	arn := url.QueryEscape(texts(t, made, "DBSubnetGroupArn")[0])
	assert.Equal(t, []string{"Complete"},
		texts(t, ok(t, e, "Action=DescribeDBSubnetGroups&DBSubnetGroupName=net"), "SubnetGroupStatus"))
	assert.Contains(t, ok(t, e, "Action=ListTagsForResource&ResourceName="+arn), "<TagList></TagList>")
	ok(t, e, "Action=DeleteDBSubnetGroup&DBSubnetGroupName=net")
	assert.Equal(t, "DBSubnetGroupNotFoundFault", xmlErrorOf(t,
		rdsCall("Action=DescribeDBSubnetGroups&DBSubnetGroupName=net").to(e).Body.String()).Code)

	made = ok(t, e, "Action=CreateDBClusterParameterGroup&DBClusterParameterGroupName=tuned"+
		"&DBParameterGroupFamily=aurora-mysql8.0&Description=Managed&Tags=")
	arn = url.QueryEscape(texts(t, made, "DBClusterParameterGroupArn")[0])
	assert.Equal(t, []string{"tuned"}, texts(t, ok(t, e,
		"Action=DescribeDBClusterParameterGroups&DBClusterParameterGroupName=tuned"), "DBClusterParameterGroupName"))
	assert.Contains(t, ok(t, e, "Action=ListTagsForResource&ResourceName="+arn), "<TagList></TagList>")
	ok(t, e, "Action=DeleteDBClusterParameterGroup&DBClusterParameterGroupName=tuned")
}

// What modules ask for before there is any resource.
func TestDataSourcesOfRDSAreAnswered(t *testing.T) {
	e := emulator.New(emulator.Options{})
	assert.NotEmpty(t, texts(t, ok(t, e, "Action=DescribeDBEngineVersions&Engine=aurora-mysql&DefaultOnly=true"),
		"EngineVersion"))
	assert.NotEmpty(t, texts(t, ok(t, e, "Action=DescribeOrderableDBInstanceOptions&Engine=aurora-postgresql"),
		"DBInstanceClass"))
	assert.Contains(t, ok(t, e, "Action=DescribeDBClusters&IncludeShared=true"), "<DBClusters></DBClusters>")
	assert.Contains(t, ok(t, e, "Action=DescribeDBClusterSnapshots&IncludeShared=true&IncludePublic=true&SnapshotType="),
		"<DBClusterSnapshots></DBClusterSnapshots>")
}

// What Terraform calls for a cluster snapshot and its copy: the attributes are
// always read, and a copy is never in a state that the wait does not know.
func TestTerraformsCallsForSnapshotsAreAnswered(t *testing.T) {
	e := withAurora(t)
	ok(t, e, "Action=CreateDBClusterSnapshot&DBClusterIdentifier=db&DBClusterSnapshotIdentifier=snap&Tags=")
	e.Advance(time.Hour)
	copied := ok(t, e, "Action=CopyDBClusterSnapshot&SourceDBClusterSnapshotIdentifier="+
		url.QueryEscape("arn:aws:rds:us-east-1:111111111111:cluster-snapshot:snap")+
		"&TargetDBClusterSnapshotIdentifier=copy&CopyTags=false&Tags=")
	arn := url.QueryEscape(texts(t, copied, "DBClusterSnapshotArn")[0])
	for status := ""; status != "available"; e.Advance(10 * time.Second) {
		status = texts(t, ok(t, e, "Action=DescribeDBClusterSnapshots&DBClusterSnapshotIdentifier=copy"), "Status")[0]
		require.Contains(t, []string{"creating", "available"}, status)
	}
	read := ok(t, e, "Action=DescribeDBClusterSnapshotAttributes&DBClusterSnapshotIdentifier=copy")
	assert.Equal(t, []string{"restore"}, texts(t, read, "AttributeName"))
	assert.Contains(t, read, "<AttributeValues></AttributeValues>")
	assert.Contains(t, ok(t, e, "Action=ListTagsForResource&ResourceName="+arn), "<TagList></TagList>")
	ok(t, e, "Action=DeleteDBClusterSnapshot&DBClusterSnapshotIdentifier=copy")
	e.Advance(time.Hour)
	assert.Equal(t, "DBClusterSnapshotNotFoundFault", xmlErrorOf(t,
		rdsCall("Action=DescribeDBClusterSnapshots&DBClusterSnapshotIdentifier=copy").to(e).Body.String()).Code)
}
