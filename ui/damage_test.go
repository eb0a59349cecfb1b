package ui

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"spoor/cache"
	"spoor/internal/race"
)

func TestDamageIsSaidOnceAndStaysInSight(t *testing.T) {
	race.SkipDamage(t)
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "cache.bolt")
	opened := func() *cache.Cache {
		c, err := cache.Open(ctx, cache.Options{Path: path, Command: "test"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	c := opened()
	fill(t, c, corpusRecords()...)
	if err := c.Seal(ctx); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	stored, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	stored[bytes.Index(stored, []byte("\x28\xb5\x2f\xfd"))+100] ^= 1
	if err := os.WriteFile(path, stored, 0o600); err != nil {
		t.Fatal(err)
	}

	s := openOn(t, 160, 40, opened())
	s.shows("✗ damaged events are left out", "✗ segment 1 (471 events): column", "'spoor cache check --repair' keeps all others")
	s.keys("j")
	s.shows("✗ damaged events are left out")
	s.hides("spoor cache check")
	s.keys("W")
	s.hides("spoor cache check")
}
