import type { FilterQuery } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'

type Row = { id: string }
/** Neither the id nor the organization of a row ever changes. */
type Changes<T extends Row> = Partial<Omit<T, 'id' | 'organizationId'>>
type EntityClass<T extends Row> = new () => T

/**
 * Changes a row in one statement that names its organization, because the tenant filter applies to it, and brings the
 * entity in line. A flush would name the row by its id only, so `TenantGuard` refuses it.
 *
 * @param seen what must still be so in the row
 * @returns whether the row was there as it was seen; if not, nothing is changed
 */
export async function updateRow<T extends Row>(
  em: EntityManager,
  entity: T,
  changes: Changes<T>,
  seen: Partial<T> = {},
): Promise<boolean> {
  const where = { ...seen, id: entity.id } as FilterQuery<T>
  const changed = await em.nativeUpdate(classOf(entity), where, changes as Partial<T>)
  if (changed === 0) return false
  Object.assign(entity, changes)
  // Now the entity is what was read, so that a flush finds nothing to write.
  em.merge(entity, { refresh: true })
  return true
}

/**
 * Deletes a row in one statement that names its organization.
 *
 * @returns whether it was there
 */
export async function deleteRow<T extends Row>(em: EntityManager, entity: T): Promise<boolean> {
  const deleted = await em.nativeDelete(classOf(entity), { id: entity.id })
  em.getUnitOfWork().unsetIdentity(entity)
  return deleted > 0
}

function classOf<T extends Row>(entity: T): EntityClass<T> {
  return entity.constructor as EntityClass<T>
}
