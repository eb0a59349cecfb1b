package query

import "testing"

func TestExpressionsAreEqualPartByPart(t *testing.T) {
	for _, test := range []struct {
		x, y string
		want bool
	}{
		{"user:alice", "user:alice", true},
		{"user:alice", "user:bob", false},
		{"user:alice", "role:alice", false},
		{"user:alice", `user:"alice"`, false},
		{"user:(alice OR bob)", "user:(alice OR bob)", true},
		{"user:(alice OR bob)", "user:(bob OR alice)", false},
		{"user:(alice OR bob)", "user:alice", false},
		{"-user:alice", "-user:alice", true},
		{"-user:alice", "-user:bob", false},
		{"-user:alice", "user:alice", false},
		{"is:write user:alice", "is:write user:bob", false},
		{"is:write user:alice", "is:write", false},
		{"is:write user:alice", "(is:write user:alice)", true},
		{"is:write OR alice", "is:write OR bob", false},
		{"is:write OR alice", "is:write alice", false},
		{"is:write", "is:read", false},
		{"is:write", "write", false},
		{"alice", "bob", false},
		{"alice", "ALICE", false},
		{"requestParameters.a:x", "requestParameters.b:x", false},
		{"after:2026-11-19", "after:2026-11-19", true},
		{"after:2026-11-19", "after:2026-11-18", false},
		{"after:2026-11-19", "before:2026-11-19", false},
		{"", "", true},
		{"", "user:alice", false},
	} {
		if got := Equal(mustParse(t, test.x), mustParse(t, test.y)); got != test.want {
			t.Errorf("%q and %q are equal: %v", test.x, test.y, got)
		}
	}
	if !Equal(nil, mustParse(t, "")) || Equal(nil, mustParse(t, "user:alice")) {
		t.Error("no expression is not the empty one")
	}
}
