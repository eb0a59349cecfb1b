package cache

import "context"

// Seal puts small segments together now, as the end of an import wants. What
// has been appended is safe and found without it; it makes answers quicker.
func (c *Cache) Seal(ctx context.Context) error {
	_, err := c.Refresh(ctx)
	return err
}
