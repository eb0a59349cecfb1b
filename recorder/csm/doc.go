// Package csm listens for client-side monitoring: datagrams in which AWS's SDKs
// and command line tell of every API call they make, if the environment asks for
// it (AWS_CSM_ENABLED). The calls themselves go to AWS untouched.
//
// A client sends one datagram for each attempt, then one for the call. Only the
// attempts carry access key, endpoint and request id, and nothing but names and
// times says to which call they belong. Parameters, results and resources are in
// neither. The attempts also carry the session token in clear text: it is never
// decoded, and the memory it came in is overwritten.
//
// Datagrams can be lost, and anybody on the machine can send some. Those without
// the client id that the recorder gave out are dropped, see Options.
package csm
