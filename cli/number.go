package cli

import "spoor/ui/text"

// Numbers stand on standard output as they do on the screen: 48,210; 1 file,
// 2,900 events; 1.3 GB.
var grouped, counted, byteSize = text.Group, text.Count, text.Bytes
