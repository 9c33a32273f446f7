/*
 * Stands for the web site of a client's makers: imported into the platform with `--import`, it answers for the one
 * address of `CLIENT_DOCUMENT_URL`. No test may depend on a site that is really there.
 */
const { fetch } = globalThis
const { CLIENT_DOCUMENT_URL: address, CLIENT_DOCUMENT: document = '' } = process.env

globalThis.fetch = (request, options) =>
  new Request(request).url === address
    ? Promise.resolve(new Response(document, { headers: { 'content-type': 'application/json' } }))
    : fetch(request, options)
