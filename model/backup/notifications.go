package backup

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

var notificationOperations = []*kernel.Operation{
	kernel.Op((*Service).putBackupVaultNotifications),
	kernel.Op((*Service).getBackupVaultNotifications),
	kernel.Op((*Service).deleteBackupVaultNotifications),
}

// notifications are which events of a vault are sent to which SNS topic.
type notifications struct {
	Topic  string
	Events []BackupVaultEvent
}

// The rules of notifications.
var (
	VaultsNotifyTopics = rules.Add(kernel.Rule{
		ID: "BKP-COPY-29", Kind: kernel.Shaped, Error: InvalidParameterValue, Evidence: kernel.SDKModel,
		Source: serviceModel,
		Says: "A vault notifies an SNS topic, named by its ARN, of events that it knows, COPY_JOB_STARTED, " +
			"COPY_JOB_SUCCESSFUL and COPY_JOB_FAILED among them; a vault without notifications has none to be found.",
		Worded:     "Invalid value for %s.",
		Operations: []string{"PutBackupVaultNotifications", "GetBackupVaultNotifications", "DeleteBackupVaultNotifications"},
	})
)

func (s *Service) putBackupVaultNotifications(
	c *kernel.Call, in *PutBackupVaultNotifications,
) (*PutBackupVaultNotificationsOutput, error) {
	v, err := s.vault(c, in.BackupVaultName, "")
	if err != nil {
		return nil, err
	}
	topic, err := kernel.ParseARN(in.SNSTopicArn)
	if err := c.Require(err == nil && topic.Service == "sns", VaultsNotifyTopics, "Invalid SNS topic ARN: %s",
		in.SNSTopicArn); err != nil {
		return nil, err
	}
	v.Notifications = notifications{in.SNSTopicArn, slices.Clone(in.BackupVaultEvents)}
	return &PutBackupVaultNotificationsOutput{}, nil
}

func (s *Service) getBackupVaultNotifications(
	c *kernel.Call, in *GetBackupVaultNotifications,
) (*GetBackupVaultNotificationsOutput, error) {
	v, err := s.vault(c, in.BackupVaultName, "")
	if err != nil {
		return nil, err
	}
	n := v.Notifications
	if n.Topic == "" {
		return nil, kernel.NewError(ResourceNotFound, "Failed reading notifications from database for Backup vault "+v.Name)
	}
	return &GetBackupVaultNotificationsOutput{BackupVaultArn: v.arn(), BackupVaultName: v.Name,
		BackupVaultEvents: slices.Clone(n.Events), SNSTopicArn: n.Topic}, nil
}

func (s *Service) deleteBackupVaultNotifications(
	c *kernel.Call, in *DeleteBackupVaultNotifications,
) (*DeleteBackupVaultNotificationsOutput, error) {
	v, err := s.vault(c, in.BackupVaultName, "")
	if err != nil {
		return nil, err
	}
	v.Notifications = notifications{}
	return &DeleteBackupVaultNotificationsOutput{}, nil
}
