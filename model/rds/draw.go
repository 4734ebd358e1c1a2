package rds

import "github.com/shareproof/shareproof/model/kernel"

// workload are how callers use RDS.
var workload = kernel.Workload[*Service]{}
