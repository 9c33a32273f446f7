/** A test whose own statements Vitess refuses on two shards, where the platform's work. */
interface Refused {
  /** The file and its name. */
  test: string
  because: string
}

export const REFUSED: readonly Refused[] = [
  {
    test: 'server/isolation-mcp.test.ts R2.6 isolation of tools on MySQL never does more than the role that its person has now',
    because: 'it changes a membership without its organization',
  },
  {
    test: 'server/isolation-mcp.test.ts R2.6 isolation of tools on MySQL ends with the membership, the time and the revocation of its token',
    because: 'it changes a token without its organization',
  },
  {
    test: 'server/domain/organization/invitation-abuse.test.ts R6.1 invitations that cannot be used, and races for one, on MySQL 404: all get one answer, after the same look-up and no hashing',
    because: 'it changes an invitation without its organization',
  },
  {
    test: 'server/domain/organization/invitations.test.ts R6.1 invitations on MySQL are a link that lasts seven days, of which the database keeps a hash',
    because: 'it reads the invitations of all organizations',
  },
  {
    test: 'server/domain/access-token/access-token.test.ts R2.5 access tokens on MySQL is shown once, kept as a hash, and listed without its secret',
    because: 'it reads the tokens of all organizations',
  },
  {
    test: 'server/domain/privacy/retention.test.ts retention on MySQL of one MCP server goes on where that of another fails',
    because: 'it makes a trigger',
  },
]
