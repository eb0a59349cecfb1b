// Tests of the module as a whole stand beside this file.
package main
