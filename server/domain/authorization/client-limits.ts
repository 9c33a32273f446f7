/** Characters of a `client_id`: one of ours, or the address of a document. */
export const CLIENT_ID_LENGTH = 500
/** Characters of the host of a redirect address. */
export const REDIRECT_HOST_LENGTH = 255
