package backup_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/backup"
)

// writeInto changes whatever a pointer in an answer leads to.
func writeInto(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			writeInto(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				writeInto(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			writeInto(v.Index(i))
		}
	case reflect.Map:
		v.Clear()
	case reflect.String:
		v.SetString("written by the caller")
	case reflect.Int32, reflect.Int64:
		v.SetInt(-7)
	case reflect.Bool:
		v.SetBool(!v.Bool())
	}
}

func TestWhoWritesIntoAnAnswerChangesNothing(t *testing.T) {
	w := model.New(model.Options{})
	role := defaultRole(t, w, owner)
	to := vault(t, w, owner, "other", "")
	vault(t, w, owner, "main", "")
	days := &backup.Lifecycle{DeleteAfterDays: new(int64(40))}
	point := backedUp(t, w, owner, "main", owner.Scope().ARN("elasticfilesystem", "file-system/fs-0123456789abcdef0"), role,
		days)
	copied(t, w, owner, "main", point, to, role, days)
	before := w.Digest()
	for _, in := range []any{
		&backup.DescribeRecoveryPoint{BackupVaultName: "main", RecoveryPointArn: point},
		&backup.ListRecoveryPointsByBackupVault{BackupVaultName: "other"}, &backup.ListBackupJobs{}, &backup.ListCopyJobs{},
		&backup.ListBackupVaults{}, &backup.DescribeRegionSettings{}, &backup.GetSupportedResourceTypes{},
		&backup.GetRecoveryPointRestoreMetadata{BackupVaultName: "main", RecoveryPointArn: point},
	} {
		out, err := w.Do(owner, in)
		assert.NoError(t, err)
		writeInto(reflect.ValueOf(out))
		assert.Equal(t, before, w.Digest(), "%T", in)
	}
}
