import { readFileSync } from 'node:fs'
import {
  PREDEFINED_CATEGORIES,
  recommendedToolDescription,
  recommendedToolTitle,
} from '#shared/mcp-server.ts'
import { expect, test } from 'vitest'
import { toolEntry } from './tool-entry.ts'

const settings = {
  supportToolTitle: recommendedToolTitle('Acme'),
  supportToolDescription: recommendedToolDescription('Acme'),
  supportToolCategories: [...PREDEFINED_CATEGORIES],
}
const contract = JSON.parse(readFileSync('sdk/contract/get-support-tool.json', 'utf8'))

test('R5.1 the preview shows the entry of the contract', () => {
  const entry = toolEntry({ ...settings, authMode: 'email' })
  expect(contract).toMatchObject(entry)
  expect(Object.keys(contract.inputSchema.properties)).toEqual(Object.keys(entry.inputSchema.properties))
})

test('R5.1 where users sign in, the tool asks for no address', () => {
  const { email, ...others } = contract.inputSchema.properties
  expect(email).toBeDefined()
  expect(toolEntry({ ...settings, authMode: 'oauth' }).inputSchema.properties).toEqual(others)
})
