package recovery

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ram"
	"github.com/aws/aws-sdk-go-v2/service/ram/types"
)

// share gives the recovery account access to the backup. The client token makes
// it safe that the SDK repeats the call.
func (r *run) share(ctx context.Context, attempt int) error {
	out, err := r.owner.CreateResourceShare(ctx, &ram.CreateResourceShareInput{
		Name: &r.name, ResourceArns: []string{*r.backup.BackupArn}, Principals: []string{r.Account},
		ClientToken: aws.String(fmt.Sprintf("%s-%d", r.name, attempt)),
	})
	if err != nil {
		return err
	}
	share := *out.ResourceShare.ResourceShareArn
	for range 30 {
		done, err := r.associated(ctx, share)
		if done || err != nil {
			return err
		}
		if err := r.accept(ctx, share); err != nil {
			return err
		}
		r.Sleep(time.Minute)
	}
	return errNotShared
}

// associated reports whether both the backup and the account are in the share. An
// error of the call is no answer: a new share may not be known everywhere yet.
func (r *run) associated(ctx context.Context, share string) (bool, error) {
	for _, of := range []types.ResourceShareAssociationType{types.ResourceShareAssociationTypePrincipal,
		types.ResourceShareAssociationTypeResource} {
		out, err := r.owner.GetResourceShareAssociations(ctx,
			&ram.GetResourceShareAssociationsInput{AssociationType: of, ResourceShareArns: []string{share}})
		if err != nil || len(out.ResourceShareAssociations) == 0 {
			return false, nil
		}
		switch out.ResourceShareAssociations[0].Status {
		case types.ResourceShareAssociationStatusAssociated:
		case types.ResourceShareAssociationStatusAssociating:
			return false, nil
		default:
			return false, errNotShared
		}
	}
	return true, nil
}

// accept answers the invitation, if one has come: inside an organization that
// shares, none does.
func (r *run) accept(ctx context.Context, share string) error {
	out, err := r.invited.GetResourceShareInvitations(ctx,
		&ram.GetResourceShareInvitationsInput{ResourceShareArns: []string{share}})
	if err != nil {
		return nil // nor is this an answer
	}
	for _, i := range out.ResourceShareInvitations {
		switch i.Status {
		case types.ResourceShareInvitationStatusPending:
			_, err := r.invited.AcceptResourceShareInvitation(ctx,
				&ram.AcceptResourceShareInvitationInput{ResourceShareInvitationArn: i.ResourceShareInvitationArn})
			var expired *types.ResourceShareInvitationExpiredException
			if errors.As(err, &expired) {
				return errNotShared
			}
		case types.ResourceShareInvitationStatusExpired, types.ResourceShareInvitationStatusRejected:
			return errNotShared
		}
	}
	return nil
}

// unshare deletes the shares of this recovery, also one whose creation was never
// answered, and looks until none is left.
func (r *run) unshare(ctx context.Context) error {
	var failed error
	for range attempts {
		r.Sleep(lag) // what is listed now may lag behind
		out, err := r.owner.GetResourceShares(ctx, &ram.GetResourceSharesInput{
			Name: &r.name, ResourceOwner: types.ResourceOwnerSelf, ResourceShareStatus: types.ResourceShareStatusActive,
		})
		if err != nil {
			failed = err
			continue
		}
		if len(out.ResourceShares) == 0 {
			return nil
		}
		for _, share := range out.ResourceShares {
			_, failed = r.owner.DeleteResourceShare(ctx, &ram.DeleteResourceShareInput{ResourceShareArn: share.ResourceShareArn})
		}
	}
	return fmt.Errorf("share %s is not deleted: %w", r.name, failed)
}
