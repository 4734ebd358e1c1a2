package rds

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// instance is a DB instance, a member of a cluster.
type instance struct {
	Scope   kernel.Scope
	Name    string // DBInstanceIdentifier, in lower case
	ID      string // DbiResourceId
	Life    kernel.Life[InstanceStatus]
	Cluster string // its DbClusterResourceId
	Class   string
	Zone    string
	Tier    int32
	Public  bool
	Created kernel.Time
	Tags    []Tag
}

// InstanceStatus is the status of an instance.
type InstanceStatus string

// The statuses of an instance that the model leads to.
const (
	InstanceAvailable InstanceStatus = "available"
	InstanceCreating  InstanceStatus = "creating"
	InstanceDeleting  InstanceStatus = "deleting"
	InstanceModifying InstanceStatus = "modifying"
	InstanceStarting  InstanceStatus = "starting"
	InstanceStopped   InstanceStatus = "stopped"
	InstanceStopping  InstanceStatus = "stopping"

	instanceVanished InstanceStatus = "vanished"
)

// What happens to instances with their cluster.
const (
	clusterStops  = "stop of the cluster"
	clusterStarts = "start of the cluster"
)

var instanceLifecycle = kernel.NewLifecycle(kernel.Lifecycle[InstanceStatus, instance]{
	Name: "Aurora DB instance", Start: InstanceCreating, Final: []InstanceStatus{instanceVanished},
	Equivalents: []kernel.Equivalent{
		{Because: "On its way to available what is creating may be modifying.", Mutants: []string{
			"creating on time to available, leads to modifying",
		}},
		{Because: "The row that stands for every state but deleting answers in its place.", Mutants: []string{
			"creating on DeleteDBInstance to deleting, dropped",
			"available on DeleteDBInstance to deleting, dropped",
			"modifying on DeleteDBInstance to deleting, dropped",
			"stopping on DeleteDBInstance to deleting, dropped",
			"stopped on DeleteDBInstance to deleting, dropped",
			"starting on DeleteDBInstance to deleting, dropped",
		}},
		{Because: "A cluster stops only once it is available: at the usual pace its instances have started by then.",
			Mutants: []string{
				"starting on stop of the cluster to stopping, dropped",
				"starting on stop of the cluster to stopping, leads to creating",
				"stopping on stop of the cluster to stopping, leads to creating",
			}},
		{Because: "A cluster that starts has stopped its instances before.", Mutants: []string{
			"available on start of the cluster to available, leads to creating",
			"creating on start of the cluster to creating, leads to available",
			"modifying on start of the cluster to modifying, leads to creating",
			"starting on start of the cluster to starting, leads to creating",
		}},
	},
	Rows: []kernel.Row[InstanceStatus, instance]{
		{From: InstanceCreating, On: kernel.Elapsed, To: InstanceAvailable, After: instanceMaking,
			Rule: InstancesAreMadeLater},
		{From: InstanceModifying, On: kernel.Elapsed, To: InstanceAvailable, After: instanceChanging},
		{From: InstanceStopping, On: kernel.Elapsed, To: InstanceStopped, After: instanceChanging},
		{From: InstanceStarting, On: kernel.Elapsed, To: InstanceAvailable, After: instanceChanging},
		{From: InstanceDeleting, On: kernel.Elapsed, To: instanceVanished, After: instanceDeletion,
			Rule: InstancesAreMadeLater},

		{From: InstanceAvailable, On: "ModifyDBInstance", To: InstanceModifying},
		{On: "ModifyDBInstance", To: kernel.Refused, Rule: AvailableInstancesAreChanged},
		{From: InstanceDeleting, On: "DeleteDBInstance", To: kernel.Refused, Rule: DeletingInstancesAreNotDeleted},
		{On: "DeleteDBInstance", To: InstanceDeleting},

		{From: InstanceAvailable, On: clusterStops, To: InstanceStopping},
		{From: InstanceCreating, On: clusterStops, To: InstanceStopping},
		{From: InstanceModifying, On: clusterStops, To: InstanceStopping},
		{From: InstanceStarting, On: clusterStops, To: InstanceStopping},
		{From: InstanceStopping, On: clusterStops, To: InstanceStopping},
		{From: InstanceStopped, On: clusterStops, To: InstanceStopped},
		{From: InstanceDeleting, On: clusterStops, To: InstanceDeleting},

		{From: InstanceStopped, On: clusterStarts, To: InstanceStarting},
		{From: InstanceStopping, On: clusterStarts, To: InstanceStarting},
		{From: InstanceAvailable, On: clusterStarts, To: InstanceAvailable},
		{From: InstanceCreating, On: clusterStarts, To: InstanceCreating},
		{From: InstanceModifying, On: clusterStarts, To: InstanceModifying},
		{From: InstanceStarting, On: clusterStarts, To: InstanceStarting},
		{From: InstanceDeleting, On: clusterStarts, To: InstanceDeleting},
	},
})

var (
	instanceMaking = &kernel.Timing{Name: "making an instance", Earliest: time.Minute, Typical: 5 * time.Minute,
		Latest: time.Hour}
	instanceChanging = &kernel.Timing{Name: "changing an instance", Earliest: 10 * time.Second, Typical: 2 * time.Minute,
		Latest: time.Hour}
	instanceDeletion = &kernel.Timing{Name: "deleting an instance", Earliest: 30 * time.Second, Typical: 3 * time.Minute,
		Latest: time.Hour}
)

// The rules of an instance's life.
var (
	InstancesAreMadeLater = rules.Add(kernel.Rule{
		ID: "AUR-INS-14", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source:     deleteGuide + "; Aurora User Guide, Restoring a cluster tutorial",
		Says:       "An instance is creating before it is available, and deleting before it is gone.",
		Operations: []string{"CreateDBInstance", "DeleteDBInstance", "DescribeDBInstances"},
	})
	AvailableInstancesAreChanged = rules.Add(kernel.Rule{
		ID: "AUR-INS-15", Kind: kernel.Refusal, Error: InvalidDBInstanceState, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "An instance is modified only while it is available.",
		Operations: []string{"ModifyDBInstance"},
	})
	DeletingInstancesAreNotDeleted = rules.Add(kernel.Rule{
		ID: "AUR-INS-12", Kind: kernel.Refusal, Error: InvalidDBInstanceState, Evidence: kernel.Observed, Source: terraform,
		Says:       "An instance that is being deleted is not deleted again.",
		Operations: []string{"DeleteDBInstance"},
	})
	LastInstancesMayGo = rules.Add(kernel.Rule{
		ID: "AUR-INS-08", Kind: kernel.Effect, Evidence: kernel.Documented, Source: deleteGuide,
		Says:       "A cluster stays, with its data, when its last instance is deleted, under deletion protection as well.",
		Operations: []string{"DeleteDBInstance"},
	})
	FirstInstancesWrite = rules.Add(kernel.Rule{
		ID: "AUR-INS-07", Kind: kernel.Effect, Evidence: kernel.Documented, Source: deleteGuide,
		Says: "A cluster has one writer, the instance that was made first, and any number of readers; when the writer " +
			"goes another instance takes its place.",
		Operations: []string{"CreateDBInstance", "DeleteDBInstance", "DescribeDBClusters"},
	})
	UnknownInstancesAreNotFound = rules.Add(kernel.Rule{
		ID: "AUR-INS-16", Kind: kernel.Refusal, Error: DBInstanceNotFound, Evidence: kernel.SDKModel,
		Source: serviceModel, Also: []string{"AUR-ERR-03"},
		Says:       "An instance that the account does not have in the Region is not found.",
		Operations: []string{"DeleteDBInstance", "ModifyDBInstance", "DescribeDBInstances", "CreateDBSnapshot"},
	})
)

func (i *instance) refuses(on string) string {
	if on == "DeleteDBInstance" {
		return fmt.Sprintf("Instance %s is already being deleted.", i.Name)
	}
	return fmt.Sprintf("Database instance %s is not in available state.", i.Name)
}

func (i *instance) ref() kernel.Ref { return kernel.Ref{Scope: i.Scope, ID: i.Name} }

// ownInstance returns an instance of the caller.
func (s *Service) ownInstance(c *kernel.Call, text string) (*instance, error) {
	scope, name, ok := located(c.Scope(), "db", text)
	i := s.Instances.Get(scope, name)
	if !ok || i == nil {
		return nil, c.Refuse(UnknownInstancesAreNotFound, "DBInstance %s not found.", text)
	}
	return i, c.Require(scope == c.Scope(), UnknownInstancesAreNotFound, "DBInstance %s not found.", text)
}

// instanceEntered is what else happens when an instance reaches a status.
func (s *Service) instanceEntered(i *instance, _ InstanceStatus) {
	if i.Life.State != instanceVanished {
		return
	}
	if cl := s.Clusters.Get(i.Scope, i.Cluster); cl != nil {
		cl.Members = slices.DeleteFunc(slices.Clone(cl.Members), func(name string) bool { return name == i.Name })
	}
	s.Instances.In(i.Scope).Delete(i.Name)
}

// eachMember moves all instances of a cluster.
func (s *Service) eachMember(cl *cluster, on string) {
	for _, name := range cl.Members {
		if i := s.Instances.Get(cl.Scope, name); i != nil {
			_ = s.instanceMachine.Fire(i, on) // no row of a cluster's doings refuses
		}
	}
}

// living counts the instances of a cluster that are not being deleted.
func (s *Service) living(cl *cluster) (n int) {
	for _, name := range cl.Members {
		if i := s.Instances.See(cl.Scope, name); i != nil && i.Life.State != InstanceDeleting {
			n++
		}
	}
	return n
}

// hasWriter reports whether an instance of the cluster is available.
func (s *Service) hasWriter(cl *cluster) bool {
	return slices.ContainsFunc(cl.Members, func(name string) bool {
		i := s.Instances.See(cl.Scope, name)
		return i != nil && i.Life.State == InstanceAvailable
	})
}

func (s *Service) showMembers(cl *cluster) []DBClusterMember {
	all := []DBClusterMember{}
	for n, name := range cl.Members {
		i := s.Instances.See(cl.Scope, name)
		all = append(all, DBClusterMember{
			DBInstanceIdentifier: name, IsClusterWriter: new(s.env.Applies(n == 0, FirstInstancesWrite)),
			DBClusterParameterGroupStatus: "in-sync", PromotionTier: new(i.Tier),
		})
	}
	return all
}

// shortName is the part of a resource ID that names of hosts have.
func shortName(id string) string { return strings.ToLower(id[len(id)-12:]) }
