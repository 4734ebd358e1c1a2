package conformance

var AtLeast = atLeast
