// Package iam is AWS Identity and Access Management (API version 2010-05-08)
// and the Security Token Service (2011-06-15), as far as sharing data between
// accounts needs them: users, roles, their policies and sessions.
//
// A caller without a principal is the administrator of its account. It may do
// everything there, as the account's root may, and unlike the root it may assume
// roles: it stands for whoever is trusted with the whole account.
//
// The sessions of one role that have the same name are one principal, as their
// ARNs are. Session policies, tags and source identities belong to the credentials:
// who calls by the ARN of a session alone has those of the credentials that it got last.
package iam
