/*
 * The types that the package ships are those of the router. `npm exec -- vitest run --project sdk sdk/client/test/types -u`
 * writes them anew; what then differs in git is what changes for those who use the package.
 */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeRouter } from './describe-router.ts'

test('types/router.d.ts is what the router takes and returns', async () => {
  await expect(describeRouter()).toMatchFileSnapshot(join(import.meta.dirname, '../types/router.d.ts'))
}, 60_000)
