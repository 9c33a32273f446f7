import { rememberFound } from '../remember-found.ts'

/** Which organization has a slug. An organization is never deleted and never changes its slug. */
export const findOrganizationOfSlug = rememberFound(async (em, slug) => {
  const [row]: { id: string }[] = await em.execute('select id from organization where slug = ?', [slug])
  return row?.id
})
