package licences

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write NOTICE.md anew")

// allowed are the licences under which a module may become part of the program.
var allowed = []string{"MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "MPL-2.0"}

func TestTheNoticeNamesEveryModuleInTheProgramUnderALicenceThatIsAllowed(t *testing.T) {
	modules, err := Linked(t.Context(), "../..")
	if err != nil {
		t.Fatal(err)
	}
	if len(modules) < 10 {
		t.Fatalf("only %d modules are linked", len(modules))
	}
	for _, m := range modules {
		for kind := range strings.SplitSeq(m.Kind, " and ") {
			if !slices.Contains(allowed, kind) || len(m.Texts) == 0 {
				t.Errorf("%s is under %q", m.Path, m.Kind)
			}
		}
	}
	const file = "../../NOTICE.md"
	if *update {
		if err := os.WriteFile(file, []byte(Notice(modules)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != Notice(modules) {
		t.Error("NOTICE.md is not what is linked: go test ./internal/licences -update writes it anew")
	}
}

func TestEveryTextStandsOnceUnderAllThatItStandsFor(t *testing.T) {
	text := Texts([]Module{
		{Path: "example.org/a", Version: "v1.0.0", Texts: []string{"Do as you like.\n"}},
		{Path: "example.org/b", Version: "v2.0.0", Texts: []string{"Do as you like.\n", "Made by somebody.\n"}},
	})
	if strings.Count(text, "Do as you like.") != 1 || !strings.Contains(text, "example.org/a v1.0.0\nexample.org/b v2.0.0\n\nDo as") || !strings.Contains(text, "Made by somebody.") {
		t.Errorf("got\n%s", text)
	}
}

func TestLicencesAreToldByTheirWords(t *testing.T) {
	for text, want := range map[string]string{
		"Apache License\n Version 2.0, January 2004":                                                          "Apache-2.0",
		"Permission is hereby granted,\nfree of charge, to any person":                                        "MIT",
		"Redistribution and use in source and\nbinary forms … Neither the name of":                            "BSD-3-Clause",
		"Redistribution and use in source and binary forms":                                                   "BSD-2-Clause",
		"Permission to use, copy, modify, and/or distribute this software for any purpose":                    "ISC",
		"Apache License Version 2.0 … MIT: Permission is hereby granted, free of charge":                      "Apache-2.0 and MIT",
		"Mozilla Public License Version 2.0":                                                                  "MPL-2.0",
		"All rights reserved. Ask before you use it.":                                                         "",
		"GNU GENERAL PUBLIC LICENSE Version 3: everyone is permitted to copy and distribute verbatim copies…": "",
	} {
		if got := kindOf(text); got != want {
			t.Errorf("%q is taken for %q, want %q", text, got, want)
		}
	}
}
