package config

import "errors"

// KeyOverrides returns the user's own keys, action by action. An empty list
// leaves an action without a key.
func (c *Config) KeyOverrides() map[string][]string {
	overrides := map[string][]string{}
	for action, value := range c.Keys {
		if keys, err := keyList(value); err == nil {
			overrides[action] = keys
		}
	}
	return overrides
}

var errKeys = errors.New(`give a key such as "ctrl+f", or a list of keys`)

func keyList(value any) ([]string, error) {
	switch value := value.(type) {
	case string:
		return []string{value}, nil
	case []any:
		keys := make([]string, 0, len(value))
		for _, item := range value {
			key, ok := item.(string)
			if !ok {
				return nil, errKeys
			}
			keys = append(keys, key)
		}
		return keys, nil
	}
	return nil, errKeys
}
