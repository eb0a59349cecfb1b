package lock

import (
	"os"
	"path/filepath"
	"testing"
)

func TestAPieceOfWorkIsDoneByOneAtATimeWhoIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sync", "111122223333-us-east-1.lock")
	first, _, err := TryClaim(path, "spoor sync")
	if err != nil || first == nil {
		t.Fatalf("the first claim: %v, %v", first, err)
	}
	second, holder, err := TryClaim(path, "spoor browse")
	if err != nil || second != nil {
		t.Fatalf("the second claim: %v, %v", second, err)
	}
	if holder.PID != os.Getpid() || holder.Command != "spoor sync" {
		t.Errorf("the holder is called %v", holder)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	third, _, err := TryClaim(path, "spoor browse")
	if err != nil || third == nil {
		t.Fatalf("the claim after its release: %v, %v", third, err)
	}
	third.Release()
}
