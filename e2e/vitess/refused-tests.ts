/** A test whose own statements Vitess refuses, where the platform's work. */
interface Refused {
  /** The file and its name. Its cases are meant, too, whose names go on with a colon. */
  test: string
  because: string
}

export const REFUSED_ON_TWO_SHARDS: readonly Refused[] = [
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

export const REFUSED_ON_ONE_SHARD: readonly Refused[] = [
  {
    test: 'server/front-door.test.ts one front door on MySQL fails every procedure that writes while nothing can be written',
    because: 'it makes a trigger',
  },
  {
    test: 'server/front-door.test.ts one front door on MySQL leaves no account behind when its session cannot be written',
    because: 'it makes a trigger',
  },
  {
    test: 'server/cli/run-command.test.ts what commands print when the database fails, on MySQL no SQL, no value and no stack of `npm run account`',
    because: 'it makes a trigger',
  },
  {
    test: 'server/cli/run-command.test.ts a command with a DATABASE_URL that leads nowhere says what is wrong with a database of MySQL',
    because: 'it wants a wrong password refused, and the Vitess of these tests lets in anybody',
  },
  {
    test: 'server/start.test.ts has connections to MySQL before the first request',
    because: 'it counts the connections to MySQL, of which Vitess has a pool of its own',
  },
  {
    test: 'server/db/bound-values.test.ts values on MySQL mean the same whatever `sql_mode` says',
    because: 'it sets a mode that Vitess does not support',
  },
  {
    test: 'server/oauth/refresh-cost.test.ts a refresh of a token on MySQL leaves the token as it was when the next one cannot be kept',
    because: 'it makes a trigger',
  },
  {
    test: 'server/domain/audit-log/audit-log.test.ts R4.9 the audit log of an organization on MySQL reads no more than its page, by its index and without sorting',
    because: 'it asks for a plan in the form of MySQL, and Vitess binds no values there',
  },
  {
    test: 'server/domain/end-user/end-users.test.ts end-users in the dashboard on MySQL the list is read by its index and without sorting',
    because: 'it asks for a plan in the form of MySQL, and Vitess binds no values there',
  },
  {
    test: 'server/domain/privacy/retention.test.ts retention on MySQL counts what would go now, and ends with null',
    because: 'it changes rows by a sub-query in IN, to which Vitess adds a LIMIT',
  },
  {
    test: 'server/domain/privacy/retention.test.ts retention on MySQL of one MCP server goes on where that of another fails',
    because: 'it makes a trigger',
  },
  {
    test: 'server/domain/support-ticket/list-tickets.test.ts R4.1 the list of tickets on MySQL reads no more than its page, by an index and without sorting',
    because: 'it asks for a plan in the form of MySQL, and Vitess binds no values there',
  },
  {
    test: 'server/domain/support-ticket/overview.test.ts the overview on MySQL reads a bounded part of an index',
    because: 'it asks for a plan in the form of MySQL, and Vitess binds no values there',
  },
  {
    test: 'server/domain/support-ticket/seen.test.ts how often a failure was seen, on MySQL reads a bounded part of the index, and no ticket',
    because: 'it asks for a plan in the form of MySQL, and Vitess binds no values there',
  },
]
