package history_test

import (
	"reflect"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/scenarios/history"
)

// wrong is a world in which one thing is wrong on purpose.
type wrong struct {
	*model.World
	do func(w *wrong, as kernel.Caller, in any) (any, error)

	leaked *cloudhsm.Backup
}

func (w *wrong) Do(as kernel.Caller, in any) (any, error) { return w.do(w, as, in) }

func made(do func(w *wrong, as kernel.Caller, in any) (any, error)) func(*model.World) history.World {
	return func(m *model.World) history.World { return &wrong{World: m, do: do} }
}

func factory(do func(w *wrong, as kernel.Caller, in any) (any, error)) history.Factory {
	return func(o model.Options) history.World { return made(do)(model.New(o)) }
}

// bugs are planted, each in the reply or effect of one operation.
var bugs = map[string]func(w *wrong, as kernel.Caller, in any) (any, error){
	"leaks another account's backup": func(w *wrong, as kernel.Caller, in any) (any, error) {
		out, err := w.World.Do(as, in)
		if all, ok := out.(*cloudhsm.DescribeBackupsOutput); ok && err == nil {
			if w.leaked == nil && len(all.Backups) > 0 {
				w.leaked = &all.Backups[0]
			} else if w.leaked != nil {
				all.Backups = append(all.Backups, *w.leaked)
			}
		}
		return out, err
	},
	"keeps no client token": func(w *wrong, as kernel.Caller, in any) (any, error) {
		if create, ok := in.(*ram.CreateResourceShare); ok && create.ClientToken != "" {
			other := *create
			other.ClientToken = ""
			in = &other
		}
		return w.World.Do(as, in)
	},
	"does not disassociate":   idle[ram.DisassociateResourceShare],
	"does not delete shares":  idle[ram.DeleteResourceShare],
	"does not delete backups": idle[cloudhsm.DeleteBackup],
	"shows deleted clusters as active": func(w *wrong, as kernel.Caller, in any) (any, error) {
		out, err := w.World.Do(as, in)
		if all, ok := out.(*cloudhsm.DescribeClustersOutput); ok && err == nil {
			for i := range all.Clusters {
				if all.Clusters[i].State == cloudhsm.ClusterDeleted {
					all.Clusters[i].State = cloudhsm.ClusterActive
				}
			}
		}
		return out, err
	},
}

// idle accepts the calls of one operation, answers as it should, and does
// nothing.
func idle[In any](w *wrong, as kernel.Caller, in any) (any, error) {
	if reflect.TypeOf(in) == reflect.TypeFor[*In]() {
		return w.Fork().Do(as, in)
	}
	return w.World.Do(as, in)
}
