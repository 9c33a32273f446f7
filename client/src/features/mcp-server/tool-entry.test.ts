import { readFileSync } from 'node:fs'
import {
  PREDEFINED_CATEGORIES,
  recommendedToolDescription,
  recommendedToolTitle,
} from '#shared/mcp-server.ts'
import { expect, test } from 'vitest'
import { toolEntry } from './tool-entry.ts'

test('R5.1 the preview shows the entry of the contract', () => {
  const contract = JSON.parse(readFileSync('sdk/contract/get-support-tool.json', 'utf8'))
  const entry = toolEntry({
    supportToolTitle: recommendedToolTitle('Acme'),
    supportToolDescription: recommendedToolDescription('Acme'),
    supportToolCategories: [...PREDEFINED_CATEGORIES],
  })
  expect(contract).toMatchObject(entry)
  expect(Object.keys(contract.inputSchema.properties)).toEqual(Object.keys(entry.inputSchema.properties))
})
