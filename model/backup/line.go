package backup

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// line is the jobs of one resource: one works, the others wait for it.
type line struct {
	Resource string // ARN
	Works    waiter
	Waiting  []waiter
}

// waiter is a job in a line.
type waiter struct {
	Copies bool // it is a copy job
	ID     string
}

// ResourcesHaveOneJob is the rule of lines.
var ResourcesHaveOneJob = rules.Add(kernel.Rule{
	ID: "BKP-COPY-08", Kind: kernel.Effect, Evidence: kernel.Documented, Source: quotasGuide + "; " + messagesGuide,
	Also: []string{"BKP-JOB-03"},
	Says: "One backup or copy job works for a resource at a time; others wait in CREATED until it is done, a backup job " +
		"no longer than its start window.",
	Operations: []string{"StartBackupJob", "StartCopyJob"},
})

// enter lets a job work for a resource, or has it wait. It reports whether it works.
func (s *Service) enter(at kernel.Scope, resource string, w waiter) bool {
	l := s.Lines.Get(at, resource)
	if l == nil {
		s.Lines.In(at).Put(resource, &line{Resource: resource, Works: w})
		return true
	}
	if !s.env.Applies(true, ResourcesHaveOneJob) {
		return true
	}
	l.Waiting = append(slices.Clip(l.Waiting), w)
	return false
}

// leave ends the work, or the waiting, of a job for a resource; the next one works.
func (s *Service) leave(at kernel.Scope, resource string, w waiter) {
	l := s.Lines.Get(at, resource)
	switch {
	case l == nil:
	case l.Works != w:
		l.Waiting = slices.DeleteFunc(slices.Clone(l.Waiting), func(other waiter) bool { return other == w })
	case len(l.Waiting) == 0:
		s.Lines.In(at).Delete(resource)
	default:
		l.Works, l.Waiting = l.Waiting[0], l.Waiting[1:]
		s.wake(at, l.Works)
	}
}

// wake lets a job that waited begin.
func (s *Service) wake(at kernel.Scope, w waiter) {
	if j := s.CopyJobs.Get(at, w.ID); w.Copies && j != nil {
		j.Waiting = false
		s.copyMachine.Begin(j)
	}
	if j := s.Jobs.Get(at, w.ID); !w.Copies && j != nil {
		j.Waiting = false
		s.jobMachine.Begin(j)
	}
}
