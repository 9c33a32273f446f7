import { randomInt } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/sql'
import { Organization } from './organization.entity.ts'

/** A slug from the name that is not taken: `Acme Inc.` becomes `acme-inc`, or `acme-inc-4821` when that is taken. */
export async function chooseOrganizationSlug(em: EntityManager, name: string): Promise<string> {
  const words =
    name
      .normalize('NFKD')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? []
  const base = words.join('-').slice(0, 50).replace(/-$/, '') || 'organization'
  const taken = await em.findOne(Organization, { slug: base }, { fields: ['id'] })
  return taken ? `${base}-${randomInt(1_000, 1_000_000)}` : base
}
