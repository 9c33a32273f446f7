/**
 * Stands behind the `select` of a job that reads the rows of all tenants. Vitess then asks every shard, which it may
 * otherwise be told to refuse (`--no-scatter`). To other databases it is a comment.
 */
export const ALL_TENANTS = '/*vt+ ALLOW_SCATTER */'
