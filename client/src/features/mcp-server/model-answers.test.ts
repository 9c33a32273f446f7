import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { modelAnswers } from './model-answers.ts'

const fixture = new URL('../../../../sdk/contract/sentences.json', import.meta.url)
const sentences = (JSON.parse(readFileSync(fixture, 'utf8')) as { out: string }[]).map(({ out }) => out)

test.each(['email', 'oauth'] as const)('are what the SDKs say, word for word: %s', (authMode) => {
  const answers = modelAnswers({ name: 'Acme', authMode })
  expect(answers).toHaveLength(3)
  for (const { text } of answers) expect(sentences).toContain(text)
})
