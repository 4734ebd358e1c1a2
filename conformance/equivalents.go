package conformance

// equivalents lists the mutants that no caller can tell from the model, and why.
var equivalents = []struct {
	reason string
	ids    []string
}{
	{"ModifyCluster asks whether the cluster may be modified at all first, and in these states it may not.", []string{
		"CloudHSM cluster: CREATE_IN_PROGRESS on ModifyCluster to a newer HsmType to refused, dropped",
		"CloudHSM cluster: INITIALIZE_IN_PROGRESS on ModifyCluster to a newer HsmType to refused, dropped",
		"CloudHSM cluster: MODIFY_IN_PROGRESS on ModifyCluster to a newer HsmType to refused, dropped",
		"CloudHSM cluster: ROLLBACK_IN_PROGRESS on ModifyCluster to a newer HsmType to refused, dropped",
		"CloudHSM cluster: DELETE_IN_PROGRESS on ModifyCluster to a newer HsmType to refused, dropped",
		"CloudHSM cluster: CREATE_IN_PROGRESS on ModifyCluster back to the old HsmType to refused, dropped",
		"CloudHSM cluster: INITIALIZE_IN_PROGRESS on ModifyCluster back to the old HsmType to refused, dropped",
		"CloudHSM cluster: MODIFY_IN_PROGRESS on ModifyCluster back to the old HsmType to refused, dropped",
		"CloudHSM cluster: ROLLBACK_IN_PROGRESS on ModifyCluster back to the old HsmType to refused, dropped",
		"CloudHSM cluster: DELETE_IN_PROGRESS on ModifyCluster back to the old HsmType to refused, dropped",
	}},
	{"There is a way back only for a cluster that has migrated, and only an active one does.", []string{
		"CloudHSM cluster: UNINITIALIZED on ModifyCluster back to the old HsmType to refused, dropped",
		"CloudHSM cluster: INITIALIZED on ModifyCluster back to the old HsmType to refused, dropped",
	}},
	{"The next row leads a copy to the same state in the same time; only the rule that says so is another.", []string{
		"CloudHSM backup: CREATE_IN_PROGRESS on time if it is a copy to READY, dropped",
	}},
	{"Retention asks for READY backups alone.", []string{
		"CloudHSM backup: CREATE_IN_PROGRESS on retention to CREATE_IN_PROGRESS, leads to READY",
		"CloudHSM backup: PENDING_DELETION on retention to PENDING_DELETION, leads to CREATE_IN_PROGRESS",
	}},
	{"The next row admits as well; only what may forbid it is another rule.", []string{
		"RAM resource share association: ASSOCIATING on admission if it a policy gives it to ASSOCIATED, dropped",
	}},
	{"Who is admitted is ASSOCIATING: taking an account out of a share withdraws the invitation that it could accept.", []string{
		"RAM resource share association: ASSOCIATED on admission to ASSOCIATED, leads to ASSOCIATING",
		"RAM resource share association: DISASSOCIATING on admission to DISASSOCIATING, leads to ASSOCIATING",
		"RAM resource share association: DISASSOCIATED on admission to DISASSOCIATED, leads to ASSOCIATING",
	}},
	{"What a share holds alive is not associated anew.", []string{
		"RAM resource share association: ASSOCIATING on AssociateResourceShare to ASSOCIATING, leads to ASSOCIATED",
		"RAM resource share association: ASSOCIATED on AssociateResourceShare to ASSOCIATED, leads to ASSOCIATING",
	}},
	{"Only RDS clusters give an invitation seven days, and the world has none to share.", []string{
		"RAM resource share invitation: PENDING on time if it all its resources may wait to EXPIRED, dropped",
		"RAM resource share invitation: PENDING on time if it all its resources may wait to EXPIRED, leads to on its way",
	}},
	{"Nobody knows the ARN of an invitation that has not arrived.", []string{
		"RAM resource share invitation: on its way on AcceptResourceShareInvitation to refused, dropped",
		"RAM resource share invitation: on its way on RejectResourceShareInvitation to refused, dropped",
		"RAM resource share invitation: on its way on ListPendingInvitationResources to refused, dropped",
	}},
	{"An invitation is purged seven days after it has arrived.", []string{
		"RAM resource share invitation: on its way on RAM invitation purge to vanished, dropped",
		"RAM resource share invitation: on its way on RAM invitation purge to vanished, leads to PENDING",
	}},
	{"Twelve hours after it has arrived an invitation is not PENDING any more; it is purged after seven days.", []string{
		"RAM resource share invitation: PENDING on RAM invitation purge to vanished, dropped",
		"RAM resource share invitation: PENDING on RAM invitation purge to vanished, leads to on its way",
	}},
}
