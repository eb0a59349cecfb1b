// Package gateway is an HTTP endpoint on loopback to which AWS clients are
// pointed with AWS_ENDPOINT_URL. It passes their requests on, to AWS or to an
// emulator of it, and records each as a call.
//
// # To an emulator
//
// Requests pass unchanged: method, path, query, Host, headers but those of the
// connection, body and trailers. Bodies are streamed both ways, whatever their
// size; at most 128 KiB of one are looked at for its parameters. Signatures are
// not verified, since it is for the emulator to judge them, and the record says
// so.
//
// # To AWS
//
// A request reaches AWS under another name than the one it was signed for, so it
// must be signed again. That is the gateway's power, and what it is guarded by:
//
//   - A request is signed again only if its own signature was verified with the
//     secret of the very access key that it names. Whoever has no secret gets
//     nothing signed; whoever has one gets what he could have sent himself. The
//     key, the service and the session token stay the client's, so that no
//     principal is ever swapped for another.
//   - Secrets come from the user's own credential chain, and from the answers of
//     AWS that gave them to a client in this run. They are held in memory only.
//   - The signature must cover Host, which must name the gateway, and all X-Amz-*
//     headers. A request that was signed for another endpoint, say an emulator,
//     is therefore worth nothing here. Its time must be within five minutes.
//   - A body is checked against what was signed: bodies of S3 keep the hash that
//     the client declared, which S3 verifies; chunks that are signed one by one
//     are verified one by one, and sent on without; all others are spooled, up to
//     64 MiB, and hashed before anything is sent.
//   - Calls that AWS takes without a signature, by a closed list, pass unchanged
//     and with no credentials.
//   - Everything else is refused with 403 in the form of the service: presigned
//     URLs, Signature Version 4A, signed event streams, and operations that live
//     on a host of their own. Nothing of it is sent.
//   - The host comes from a table and the scope's Region, which must look like
//     one; a request cannot name its destination. Redirects are never followed.
//
// What this does not guard against: another process of the same user, which could
// read the credentials anyway; a replay of a captured request within the five
// minutes, as at AWS; and whoever may read loopback traffic, which is not
// encrypted and carries what clients send, session tokens among it.
//
// # Recording
//
// The end of an answer is held back until the call was recorded: its last byte,
// or the end of a chunked answer, or, of an answer without a body, all of it.
// So every call that a client knows to be over is in the store, also if the
// recorder is killed. Where recording fails, the answer is passed on all the
// same, since the client would otherwise repeat what has been done; the error is
// told, and further calls are refused with 503 until recording works again.
//
// Refused calls are recorded too, with the reason, and passedOn says whether
// anything of them was sent on: "false", or "perhaps" where no answer came; requests that no AWS client
// sends (with an Origin, for a foreign Host, through a proxy) are not.
//
// # What a hostile client meets
//
// Headers are bounded, a connection that sends or takes nothing for a minute is
// closed, and a body that is spooled goes to an unlinked private file beyond 1
// MiB. Web pages are kept out as in package serve.
package gateway
