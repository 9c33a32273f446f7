/** A test whose own statements Vitess refuses, where the platform's work. */
interface Refused {
  /** The file and its name. Its cases are meant, too, whose names go on with a colon. */
  test: string
  because: string
  isRefusedOnlyOnTwoShards?: true
}

export const REFUSED_TESTS: readonly Refused[] = [
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
    test: 'server/oauth/secrets-at-rest.test.ts secrets on MySQL are in no row of any table',
    because: 'it lists the tables of one keyspace, and two shards have two',
    isRefusedOnlyOnTwoShards: true,
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
    test: 'server/domain/privacy/retention.test.ts retention on MySQL of one MCP server goes on where that of another fails',
    because: 'it makes a trigger',
  },
  {
    test: 'server/domain/privacy/retention.test.ts retention on MySQL that changes while tickets are deleted keeps the next batch',
    because: 'it makes a trigger',
  },
  {
    test: 'server/domain/support-ticket/list-tickets.test.ts R4.1 the list of tickets on MySQL reads no more than its page, by an index and without sorting',
    because: 'it asks for a plan in the form of MySQL, and Vitess binds no values there',
  },
  {
    test: 'server/domain/support-ticket/list-tickets.test.ts R4.1 the list of tickets on MySQL counts the real tickets of a status by an index alone',
    because: 'it asks for a plan in the form of MySQL, and Vitess binds no values there',
  },
  {
    test: 'server/db/mysql-dialect.test.ts statements on MySQL of batches, each of which has a size of its own, are not kept prepared',
    because: 'it counts what MySQL keeps prepared, and Vitess prepares nothing there',
  },
  {
    test: 'server/domain/support-ticket/overview.test.ts the overview on MySQL reads a bounded part of an index',
    because: 'it asks for a plan in the form of MySQL, and Vitess binds no values there',
  },
  {
    test: 'server/domain/support-ticket/seen.test.ts how often a failure was seen, on MySQL reads a bounded part of the index, and no ticket',
    because: 'it asks for a plan in the form of MySQL, and Vitess binds no values there',
  },
  {
    test: 'server/rest/waiting-ticket.test.ts a ticket that waits on MySQL for a table that others have locked is told that the service is not there',
    because: 'it locks a table, which vtgate lets through without doing it',
  },
  {
    test: 'server/db/mysql-pool.test.ts the connections to MySQL are all left when one of them may only read',
    because: 'it makes sessions of MySQL read-only, and vtgate does not hand that setting to them',
  },
]
