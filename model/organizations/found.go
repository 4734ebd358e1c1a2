package organizations

import "github.com/shareproof/shareproof/model/kernel"

const ofAll = "an organization is of many, and bears no tag"

// found says of what calls have made that it is not found without their answers.
var found = []kernel.Undoing{
	kernel.Lost[CreateOrganization](ofAll),
	kernel.Lost[CreateOrganizationalUnit](ofAll),
	kernel.Lost[InviteAccountToOrganization](ofAll),
	kernel.Lost[MoveAccount](ofAll),
	kernel.Lost[AcceptHandshake](ofAll),
	kernel.Lost[EnableAWSServiceAccess](ofAll),
	kernel.Lost[RegisterDelegatedAdministrator](ofAll),
	kernel.Lost[EnablePolicyType](ofAll),
	kernel.Lost[CreatePolicy](ofAll),
	kernel.On[AttachPolicy]("PolicyId"),
}
