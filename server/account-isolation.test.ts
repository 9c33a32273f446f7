import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from './test/databases.ts'
import type { Visitor } from './test/factories.ts'
import { procedures } from './test/isolation-cases.ts'
import { randomTarget, targetOf } from './test/isolation-targets.ts'
import { createWorld, type World } from './test/isolation-world.ts'

const accountCases = Object.entries(procedures).flatMap(([path, each]) =>
  'own' in each ? [[path, each] as const] : [],
)

describe.each(databases)('R6.1 isolation of accounts on $name', ({ url }) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(url)
  })
  afterAll(() => world.close())

  const call = (who: Visitor, path: string, input: object) =>
    who.problemOf(procedures[path]?.kind === 'mutate' ? 'mutate' : 'query', path, input)

  it.each(accountCases)('%s is refused to nobody', async (path, { input }) => {
    expect(await call(world.nobody, path, input(targetOf(world.victim)))).toMatchObject({
      status: 401,
      code: 'not-signed-in',
    })
  })

  it.each(accountCases.filter(([, { foreign }]) => foreign))(
    '%s finds another account’s ids as little as made-up ones',
    async (path, { input, foreign }) => {
      const { visitor } = world.attacker.owner
      const theirs = await call(visitor, path, input(targetOf(world.victim)))
      const random = await call(visitor, path, input(randomTarget()))
      expect(theirs).toMatchObject({ status: 404, code: foreign })
      expect({ ...theirs, requestId: '' }).toEqual({ ...random, requestId: '' })
    },
  )

  it('left the sessions of the victim as they were', async () => {
    const sessions = await world.victim.owner.visitor.query<{ id: string }[]>('account.sessions')
    expect(sessions.map(({ id }) => id)).toEqual([world.victim.ownerSessionId])
  })
})
