// Package iam is AWS Identity and Access Management (API version 2010-05-08)
// and the Security Token Service (2011-06-15), as far as sharing data between
// accounts needs them: users, roles, their policies and sessions.
package iam
