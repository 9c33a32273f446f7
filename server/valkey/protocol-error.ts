/** What answers is no Valkey. */
export class ProtocolError extends Error {
  readonly code = 'EPROTO'
}
