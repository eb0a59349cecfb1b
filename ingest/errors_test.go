package ingest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestTooManyOpenFilesAreToldWithWhatToDo(t *testing.T) {
	told := explain(fmt.Errorf("claim eu-west-1: %w", tooManyFiles))
	if !errors.Is(told, tooManyFiles) || !strings.Contains(told.Error(), "fetch fewer accounts and Regions at a time") {
		t.Errorf("told is %v", told)
	}
}
