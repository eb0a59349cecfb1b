// Package endtoend drives the built program in a real terminal, as a person
// would. It holds tests alone.
package endtoend
