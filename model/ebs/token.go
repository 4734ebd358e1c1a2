package ebs

import (
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

const idempotencyGuide = "EC2 Developer Guide, Ensuring idempotency in Amazon EC2 API requests"

// The rules of client tokens.
var (
	TokensMakeOneVolume = rules.Add(kernel.Rule{
		ID: "EBS-VOL-18", Kind: kernel.Refusal, Error: IdempotentParameterMismatch, Evidence: kernel.Documented,
		Source: idempotencyGuide + "; aws-ebs-csi-driver, issues 1036 and 1428",
		Says: "A call repeated with its client token and parameters makes nothing more and shows the volume as it is by " +
			"now; with other parameters, " +
			"in the same Region and Availability Zone, it is refused.",
	})
	TokensEndWithTheirVolume = rules.Add(kernel.Rule{
		ID: "EBS-VOL-19", Kind: kernel.Refusal, Error: IdempotentParameterMismatch, Evidence: kernel.Observed,
		Source:     "crossplane-contrib/provider-aws, issue 1858",
		Says:       "The client token of a volume that is gone, because it was deleted or could not be made, is refused.",
		Operations: []string{"CreateVolume"},
	})
	TokensAreShort = rules.Add(kernel.Rule{
		ID: "EBS-VOL-20", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Documented,
		Source:     idempotencyGuide + "; aws-ebs-csi-driver, issue 1038",
		Says:       "A client token has at most 64 characters.",
		Operations: []string{"CreateVolume"},
	})
)

const longestToken = 64

// tokensOutlive is how long a token is remembered after its volume is gone: EC2
// documents at least that for instances, and nothing for volumes.
const tokensOutlive = 24 * time.Hour

var tokens = &kernel.Tokens[*Service]{
	Rule:     TokensMakeOneVolume,
	Mismatch: "Parameters on this idempotent request are inconsistent with parameters used in previous request(s)",
	Requests: func(s *Service) *kernel.Store[kernel.Request] { return &s.Requests },
	Within: func(in any) string {
		volume := in.(*CreateVolume)
		return volume.AvailabilityZone + " " + volume.AvailabilityZoneId
	},
	Made: func(s *Service, c *kernel.Call, out any, request string) {
		s.Volumes.Get(c.Scope(), out.(*CreateVolumeOutput).VolumeId).Request = request
	},
	Again: (*Service).volumeAgain,
}

// volumeAgain shows the volume that a call with the same token has made.
func (s *Service) volumeAgain(c *kernel.Call, out any) error {
	shown := out.(*CreateVolumeOutput)
	v := s.Volumes.See(c.Scope(), shown.VolumeId)
	gone := "The client token you have provided is associated with a resource that is already deleted. Please use a " +
		"different client token."
	if err := c.Require(v != nil, TokensEndWithTheirVolume, "%s", gone); err != nil || v == nil {
		return err
	}
	*shown = s.created(v)
	return nil
}
