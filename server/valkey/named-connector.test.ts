import { promises } from 'node:dns'
import { Redis } from 'iovalkey'
import { expect, it, onTestFinished, vi } from 'vitest'
import { clientOptions } from './client-options.ts'
import { lookUpOnce } from './named-connector.ts'

it('looks a host up once for all that ask meanwhile, and anew afterwards', async () => {
  const lookUp = vi.spyOn(promises, 'lookup')
  onTestFinished(() => lookUp.mockRestore())
  const both = await Promise.all([lookUpOnce('localhost'), lookUpOnce('localhost')])
  expect(both[0]).toBe(both[1])
  expect(both[0].length).toBeGreaterThan(0)
  expect(lookUp).toHaveBeenCalledTimes(1)
  await lookUpOnce('localhost')
  expect(lookUp).toHaveBeenCalledTimes(2)
})

it('does not ask again for a host without an answer, however often clients connect', async () => {
  const { promise: silence } = Promise.withResolvers<never>()
  const lookUp = vi.spyOn(promises, 'lookup').mockReturnValue(silence)
  const options = { ...clientOptions('redis://silent.example'), connectTimeout: 50, retryStrategy: () => 10 }
  const clients = [new Redis(options), new Redis(options)]
  onTestFinished(() => {
    for (const client of clients) client.disconnect()
    lookUp.mockRestore()
  })
  let tried = 0
  for (const client of clients) client.on('error', () => tried++)
  await vi.waitFor(() => expect(tried).toBeGreaterThan(5))
  expect(lookUp).toHaveBeenCalledTimes(1)
})
