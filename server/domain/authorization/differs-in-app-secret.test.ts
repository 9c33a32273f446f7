import { databases } from '../../test/databases.ts'
import { OtherProcesses, readShown } from '../../test/other-processes.ts'
import { describe, expect, it } from 'vitest'
import { fingerprintOfSecret } from './app-secret-fingerprint.ts'
import { differsInAppSecret } from './differs-in-app-secret.ts'
import { skipWithout } from '../../test/skip-without.ts'

const [OLD, NEW, LOST] = ['old', 'new', 'lost'].map((name) => `the ${name} secret, `.repeat(3)) as [
  string,
  string,
  string,
]
const mySql = databases.filter(({ name }) => name === 'MySQL')

skipWithout(mySql)
describe.each(mySql)('another process on $name', ({ url }) => {
  const others = OtherProcesses.on(url)
  const runOther = (secrets: string[], secondsAgo?: number) =>
    others.add({ 'sec-': secrets.map(fingerprintOfSecret).join(' ') }, secondsAgo)
  const differs = ([appSecret, previousAppSecret]: string[]) => {
    const settings = { ...others.platform.config, appSecret: appSecret!, previousAppSecret }
    return differsInAppSecret({ em: others.em, settings })
  }

  it.each([
    ['the same secret', [OLD], [OLD], false],
    ['another secret', [OLD], [NEW], true],
    ['a change: before it', [OLD], [OLD, NEW], false],
    ['a change: step 1', [OLD, NEW], [NEW, OLD], false],
    ['a change: in the middle', [NEW, OLD], [NEW, OLD], false],
    ['a change: step 4', [NEW, OLD], [NEW], false],
    ['a change without the step before it', [OLD], [NEW, OLD], true],
    ['a previous one that has nothing to do with it', [OLD, LOST], [NEW, LOST], true],
  ])('%s', async (_, own, theirs, doDiffer) => {
    expect(await differs(own)).toBe(false)
    await runOther(theirs)
    expect(await differs(own)).toBe(doDiffer)
    await others.forget()
    await runOther(own)
    expect(await differs(theirs)).toBe(doDiffer)
  })

  it('counts while it is alive only', async () => {
    await runOther([NEW], 20)
    expect(await differs([OLD])).toBe(false)
    await runOther([NEW])
    expect(await differs([OLD])).toBe(true)
  })

  it('sees what this one shows, which is no secret', async () => {
    await differs([OLD, NEW])
    const [row] = await readShown(others.em)
    expect(row?.value).toBe(`${fingerprintOfSecret(OLD)} ${fingerprintOfSecret(NEW)}`)
  })
})
