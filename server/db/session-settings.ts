/**
 * What every session on MySQL needs, beside its `sql_mode` and its limits. It is set outright, so that the server's own
 * settings have no effect: with `sql_safe_updates` no migration runs, with `foreign_key_checks` off rows of two tenants can be
 * linked, and with `completion_type` each commit ends the connection. `transaction_read_only` is left as it is, because whoever
 * sets it wants nothing to be written. Either server reads its own kind of comment, and `sql_select_limit` is the highest that Vitess can read.
 */
export const SESSION_SETTINGS = `names utf8mb4 collate utf8mb4_unicode_ci, session autocommit = 1, session completion_type = 'NO_CHAIN',
  session foreign_key_checks = 1, session unique_checks = 1, session sql_safe_updates = 0, session sql_auto_is_null = 0,
  session sql_select_limit = 9223372036854775807, session sql_big_selects = 1, session time_zone = '+00:00'
  /*!80000 , session transaction_isolation = 'REPEATABLE-READ' */
  /*M!100100 , session tx_isolation = 'REPEATABLE-READ' */`

/** What a session of the pool is set back to when a transaction had another isolation level. */
export const USUAL_LEVEL = 'set session transaction isolation level repeatable read'
