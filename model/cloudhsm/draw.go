package cloudhsm

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// workload are how callers use CloudHSM.
var workload = kernel.Workload[*Service]{
	Often: map[string]int{
		"CreateCluster": 20, "CreateHsm": 25, "InitializeCluster": 8, "DeleteCluster": 4, "DeleteHsm": 5, "ModifyCluster": 6,
		"DescribeClusters": 40, "DescribeBackups": 60, "DeleteBackup": 10, "RestoreBackup": 20, "PutResourcePolicy": 20,
	},
	Hasty: map[string]int{"CopyBackupToRegion": 60, "DeleteBackup": 20},
	Words: map[string]func(*Service, *kernel.Draw) string{
		"HsmType":           among(hsm2, hsm2, hsm2, hsm1),
		"SubnetId":          among("subnet-0a1b2c3a", "subnet-0a1b2c3b"),
		"IpAddress":         among("10.0.1.7", "10.0.2.7"),
		"RetentionType":     among("DAYS"),
		"RetentionValue":    among("7", "8", "90", "379"),
		"TagKey":            among("team", "tier", "stage"),
		"TagValue":          among("red", "green", "blue"),
		"BackupId":          (*Service).someBackupID,
		"ClusterId":         (*Service).someClusterID,
		"DestinationRegion": func(_ *Service, d *kernel.Draw) string { return d.OneOf(d.Regions...) },
		"ResourceId": func(s *Service, d *kernel.Draw) string {
			if d.Percent(50) {
				return s.someClusterID(d)
			}
			return s.someBackupID(d)
		},

		"CreateCluster.SourceBackupId": (*Service).someSource,
		"DescribeBackups.Filters":      sometimes(backupFilters),
		"Filters.backupIds":            (*Service).someBackupID,
		"Filters.sourceBackupIds":      (*Service).someBackupID,
		"Filters.neverExpires":         among("true", "false"),
		"DescribeClusters.Filters":     sometimes(clusterFilters),
		"Filters.clusterIds":           (*Service).someClusterID,
		"Filters.vpcIds":               among("vpc-0a1b2c30"),
		"Filters.states":               among("READY", "PENDING_DELETION", "ACTIVE", "UNINITIALIZED"),
	},
	Inputs: []kernel.Input{
		kernel.Whole((*Service).someCertificates),
		kernel.Whole((*Service).somePlace),
		kernel.Whole((*Service).someNameOfAnHsm),
		kernel.Whole((*Service).somePolicy),
		kernel.Whole((*Service).someChange),
		kernel.Whole(func(s *Service, d *kernel.Draw) *GetResourcePolicy {
			if arn := s.someBackupARN(d); arn != "" {
				return &GetResourcePolicy{arn}
			}
			return nil
		}),
		kernel.Whole(func(s *Service, d *kernel.Draw) *DeleteResourcePolicy {
			if arn := s.someBackupARN(d); arn != "" {
				return &DeleteResourcePolicy{arn}
			}
			return nil
		}),
	},
}

var among = kernel.Among[*Service]

func sometimes(filters []string) func(*Service, *kernel.Draw) string {
	return func(_ *Service, d *kernel.Draw) string {
		if d.Percent(70) {
			return ""
		}
		return d.OneOf(filters...)
	}
}

func (s *Service) someClusterID(d *kernel.Draw) string {
	if cl := s.clusterMachine.Some(d, &s.Clusters); cl != nil {
		return cl.ID
	}
	return ""
}

func (s *Service) someBackupID(d *kernel.Draw) string {
	if b := s.backupMachine.Some(d, &s.Backups); b != nil {
		return b.ID
	}
	return ""
}

func (s *Service) someBackupARN(d *kernel.Draw) string {
	if b := s.backupMachine.Some(d, &s.Backups); b != nil {
		return b.arn().String()
	}
	return ""
}

// someSource is what a cluster may be made from: an own backup by its ID, or
// anybody's by its ARN, shared or not.
func (s *Service) someSource(d *kernel.Draw) string {
	switch d.IntN(4) {
	case 0:
		return s.someBackupID(d)
	case 1:
		return ""
	}
	b := kernel.Some(d, s.Backups.All, func(b *backup) bool {
		return !d.Legal || b.Scope.Region == d.Caller.Region && s.backupMachine.Would(b, d.Operation.Name)
	})
	if b == nil {
		return ""
	}
	return b.arn().String()
}

// Some names a backup of the caller's that RAM may share, "" if there is none.
func (s *Service) Some(d *kernel.Draw) string {
	b := kernel.Some(d, s.Backups.All, func(b *backup) bool {
		return !d.Legal || b.Scope == d.Caller.Scope() && b.Life.State == BackupReady
	})
	if b == nil {
		return ""
	}
	return b.arn().String()
}

func (s *Service) someCertificates(d *kernel.Draw) *InitializeCluster {
	cl := s.clusterMachine.Some(d, &s.Clusters)
	if cl == nil {
		return nil
	}
	certificate := d.Root // which answers no request
	if d.Legal {
		certificate = d.Certify(s.csr(cl.ID))
	}
	return &InitializeCluster{cl.ID, certificate, d.Root}
}

func (s *Service) someChange(d *kernel.Draw) *ModifyCluster {
	cl := s.clusterMachine.Some(d, &s.Clusters)
	switch {
	case cl == nil:
		return nil
	case d.Percent(40):
		return &ModifyCluster{ClusterId: cl.ID, HsmType: d.OneOf(hsm1, hsm2)}
	}
	days := d.OneOf("7", "8", "90", "379")
	if !d.Legal {
		days = d.OneOf("6", "380")
	}
	return &ModifyCluster{ClusterId: cl.ID, BackupRetentionPolicy: &BackupRetentionPolicy{"DAYS", days}}
}

func (s *Service) somePlace(d *kernel.Draw) *CreateHsm {
	cl := s.clusterMachine.Some(d, &s.Clusters)
	if cl == nil {
		return nil
	}
	return &CreateHsm{ClusterId: cl.ID, AvailabilityZone: cl.Subnets[d.IntN(len(cl.Subnets))].Zone}
}

func (s *Service) someNameOfAnHsm(d *kernel.Draw) *DeleteHsm {
	h := s.hsmMachine.Some(d, &s.Hsms)
	if h == nil {
		return nil
	}
	switch d.IntN(3) {
	case 0:
		return &DeleteHsm{ClusterId: h.Cluster, HsmId: h.ID}
	case 1:
		return &DeleteHsm{ClusterId: h.Cluster, EniId: h.ENI}
	}
	return &DeleteHsm{ClusterId: h.Cluster, EniIp: h.IP}
}

func (s *Service) somePolicy(d *kernel.Draw) *PutResourcePolicy {
	b := s.backupMachine.Some(d, &s.Backups)
	if b == nil {
		return nil
	}
	st := policy.Statement{Effect: policy.Allow, Actions: sharedActions, Resources: []string{b.arn().String()}}
	for range 1 + d.IntN(2) {
		if account := d.OneOf(d.Accounts...); !slices.Contains(st.Principals.AWS, account) {
			st.Principals.AWS = append(st.Principals.AWS, account)
		}
	}
	return &PutResourcePolicy{policy.Document{Version: "2012-10-17", Statements: []policy.Statement{st}}.String(),
		b.arn().String()}
}
