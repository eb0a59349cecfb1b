package ui

import "testing"

func TestTheProgramThatHasTheCacheIsNamedAsLongAsItHasIt(t *testing.T) {
	waits := make(chan string, 1)
	s := open(t, 120, 40, Options{Cache: sharedAccount(t), Waits: waits})
	waits <- "spoor cache compact (pid 4711)"
	s.until(func() bool { return s.m.shown.holder != "" })
	s.shows("waiting for the cache, which spoor cache compact (pid 4711) has; what is shown was read before")
	s.keys("j")
	s.shows("2 / 471", "which spoor cache compact (pid 4711) has")
	s.send(watchMsg{})
	s.until(func() bool { return !s.m.shown.looking })
	s.hides("waiting for the cache")
	s.shows("enter detail")
}
