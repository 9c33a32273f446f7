/** Characters of a `client_id`: one of ours, or the address of a document. */
export const CLIENT_ID_LENGTH = 500
/** Characters of the host that a client has its code sent to. */
export const REDIRECT_HOST_LENGTH = 255
