//go:build !race

package race

// Detector says that this is a build with the race detector.
const Detector = false
