package cache

// Path is where the cache's file is, as it was given to Open.
func (c *Cache) Path() string { return c.file.path }

// Command is what this program is doing, as it was given to Open.
func (c *Cache) Command() string { return c.file.command }
