/** Of the tests that a run asks for. The others need no MySQL. */
export const NAMED = /MySQL/

/** A test, and where it is meant. */
export interface Listed {
  /** The file and its name. Its cases are meant, too, whose names go on with a colon. */
  test: string
  /** All tests of a group are meant. */
  isGroup?: true
  /** Without it, on both. */
  onlyOn?: 'one shard' | 'two shards'
}

/** A test whose own statements Vitess refuses, where the platform's work. Of a group, what comes before its tests is refused. */
export interface Refused extends Listed {
  because: string
  /** What its error says. */
  says: RegExp
}

const MAKES_TRIGGER = { because: 'it makes a trigger', says: /syntax error at position \d+ near 'trigger'/ }
const ASKS_FOR_PLAN = {
  because: 'it asks for a plan in the form of MySQL, and Vitess binds no values there',
  says: /missing bind var/,
}

export const REFUSED_TESTS: readonly Refused[] = [
  {
    test: 'server/front-door.test.ts one front door on MySQL when nothing can be written',
    isGroup: true,
    ...MAKES_TRIGGER,
  },
  {
    test: 'server/front-door.test.ts one front door on MySQL fails every procedure that writes while nothing can be written',
    ...MAKES_TRIGGER,
  },
  {
    test: 'server/front-door.test.ts one front door on MySQL leaves no account behind when its session cannot be written',
    ...MAKES_TRIGGER,
  },
  {
    test: 'server/cli/run-command.test.ts what commands print when the database fails, on MySQL no SQL, no value and no stack of `npm run account`',
    ...MAKES_TRIGGER,
  },
  {
    test: 'server/cli/run-command.test.ts a command with a DATABASE_URL that leads nowhere says what is wrong with a database of MySQL',
    because: 'it wants a wrong password refused, and the Vitess of these tests lets in anybody',
    says: /this database is not on.* to match .*refuses/,
  },
  {
    test: 'server/start.test.ts has connections to MySQL before the first request',
    because: 'it counts the connections to MySQL, of which Vitess has a pool of its own',
    says: /expected 0 to be greater than or equal to 10/,
  },
  {
    test: 'server/db/mysql-pool.test.ts the connections to MySQL serve all statements where the server gives this process few',
    because: 'it makes a user with few connections',
    says: /syntax error at position \d+ near 'user'/,
  },
  {
    test: 'server/db/mysql-group-insert.test.ts transactions on MySQL that insert rows at once are run alone when the server ends the session over their group',
    because: 'it looks for a session of MySQL, and Vitess tells of its own',
    says: /MySQL has no session that inserts a group/,
  },
  {
    test: 'server/db/bound-values.test.ts values on MySQL mean the same whatever `sql_mode` says',
    because: 'it sets a mode that Vitess does not support',
    says: /sql_mode is unsupported/,
  },
  {
    test: 'server/oauth/refresh-cost.test.ts a refresh of a token on MySQL leaves the token as it was when the next one cannot be kept',
    ...MAKES_TRIGGER,
  },
  {
    test: 'server/oauth/secrets-at-rest.test.ts secrets on MySQL are in no row of any table',
    because: 'it reads whole tables, of which Vitess answers 10,000 rows, and of one keyspace',
    says: /Row count exceeded 10000|reading 'length'/,
    onlyOn: 'two shards',
  },
  {
    test: 'server/domain/audit-log/audit-log.test.ts R4.9 the audit log of an organization on MySQL reads no more than its page, by its index and without sorting',
    ...ASKS_FOR_PLAN,
  },
  {
    test: 'server/domain/change-feed-many.test.ts R4.3 many changes in one change feed on MySQL tells each change of many organizations that have a few',
    because: 'it writes rows of many organizations in one transaction',
    says: /multi-db transaction attempted/,
    onlyOn: 'two shards',
  },
  {
    test: 'server/domain/end-user/end-users.test.ts end-users in the dashboard on MySQL the list is read by its index and without sorting',
    ...ASKS_FOR_PLAN,
  },
  {
    test: 'server/expired-sign-ins.test.ts the hourly job and sessions of users on MySQL finds them as a range of an index',
    ...ASKS_FOR_PLAN,
  },
  {
    test: 'server/expired-sign-ins.test.ts the hourly job and sessions of users on MySQL finds those of users in the order of an index',
    ...ASKS_FOR_PLAN,
  },
  {
    test: 'server/domain/authorization/client.repository.test.ts clients that nobody has given consent to, on MySQL are read as a range of an index, oldest first, as far as the limit',
    ...ASKS_FOR_PLAN,
  },
  {
    test: 'server/domain/privacy/retention.test.ts retention on MySQL of one MCP server goes on where that of another fails',
    ...MAKES_TRIGGER,
  },
  {
    test: 'server/domain/privacy/retention.test.ts retention on MySQL that changes while tickets are deleted keeps the next batch',
    ...MAKES_TRIGGER,
  },
  {
    test: 'server/domain/support-ticket/list-tickets.test.ts R4.1 the list of tickets on MySQL reads no more than its page, by an index and without sorting',
    ...ASKS_FOR_PLAN,
  },
  {
    test: 'server/domain/support-ticket/list-tickets.test.ts R4.1 the list of tickets on MySQL counts the real tickets of a status by an index alone',
    ...ASKS_FOR_PLAN,
  },
  {
    test: 'server/db/mysql-dialect.test.ts statements on MySQL of batches, each of which has a size of its own, are not kept prepared',
    because: 'it counts what MySQL keeps prepared, and Vitess prepares nothing there',
    says: /expected \+0 to be 2/,
  },
  {
    test: 'server/domain/support-ticket/overview.test.ts the overview on MySQL reads a bounded part of an index',
    ...ASKS_FOR_PLAN,
  },
  {
    test: 'server/domain/support-ticket/seen.test.ts how often a failure was seen, on MySQL reads a bounded part of the index, and no ticket',
    ...ASKS_FOR_PLAN,
  },
  {
    test: 'server/rest/waiting-ticket.test.ts a ticket that waits on MySQL for a table that others have locked is told that the service is not there',
    because: 'it locks a table, which vtgate lets through without doing it',
    says: /Not a problem document: 201/,
  },
  {
    test: 'server/db/mysql-pool.test.ts the connections to MySQL are all left when one of them may only read',
    because: 'it makes sessions of MySQL read-only, and vtgate does not hand that setting to them',
    says: /promise resolved .* instead of rejecting/,
  },
  {
    test: 'server/db/read-fault.test.ts MySQL refuses to write into a schema that is read-only',
    because: 'it makes a schema read-only, which vtgate does not do',
    says: /no database selected/,
  },
  {
    test: 'server/db/silent-writes.test.ts while writes to MySQL have no answer few are tried, because each keeps a session of the server, and all can read',
    ...MAKES_TRIGGER,
  },
  {
    test: 'server/db/silent-writes.test.ts while writes to MySQL have no answer a COMMIT without an answer counts as one, and all are tried again as soon as one has an answer',
    because: 'it tells rows that changed from rows that stayed as they were, which vtgate does not say',
    says: /expected \[ 'PROTOCOL_SEQUENCE_TIMEOUT' \] to deeply equal/,
  },
]

/** Tests that are for another database, though their names have MySQL in them. */
export const SKIPPED_TESTS: readonly Listed[] = [
  {
    test: 'server/isolation.test.ts R2.4 isolation on MySQL grants nothing to a role that is not in the table',
  },
  {
    test: 'server/oauth/secrets-at-rest.test.ts secrets on MySQL are in neither the file nor the log of the embedded database',
  },
  {
    test: 'server/shard-plans.test.ts the statements of a ticket, on shards of MySQL',
    isGroup: true,
    onlyOn: 'one shard',
  },
  // They count the rows that one MySQL reads.
  {
    test: 'server/expired-sign-ins.test.ts the hourly job and sessions of users on MySQL reads a page in a statement, however many sessions a user has',
    onlyOn: 'two shards',
  },
  {
    test: 'server/sessions-over-at-once.test.ts sessions after a change of their server’s address, on MySQL are each read about once, also where a user has very many and a run before has revoked some',
    onlyOn: 'two shards',
  },
]

/** Whether a row means a test. */
export function isListed({ test, isGroup }: Listed, name: string): boolean {
  return name === test || name.startsWith(`${test}${isGroup ? ' ' : ': '}`)
}
