/** As Claude Code publishes it: loopback addresses without a port, and no word about the type of application. */
export const CLAUDE_CODE = {
  client_id: 'https://claude.example/oauth/claude-code-client-metadata',
  client_name: 'Claude Code',
  client_uri: 'https://claude.example',
  redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
}

/** The environment in which a platform finds this document at its address (`publish-client-document.ts`). */
export const PUBLISHES_CLAUDE_CODE = {
  NODE_OPTIONS: `--import=${new URL('publish-client-document.ts', import.meta.url)}`,
  CLIENT_DOCUMENT_URL: CLAUDE_CODE.client_id,
  CLIENT_DOCUMENT: JSON.stringify(CLAUDE_CODE),
}
