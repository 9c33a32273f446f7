import type { Orm } from '../db/orm.ts'

/** The id of an organization. What a test sends to the database itself names it, too: several shards refuse the rest. */
export async function organizationIdOf({ orm }: { orm: Orm }, slug: string): Promise<string> {
  const rows = await orm.em
    .fork()
    .execute<{ id: string }[]>('select id from organization where slug = ?', [slug])
  return rows[0]!.id
}
