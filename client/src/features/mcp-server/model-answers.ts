import { DEFAULT_TOOL_NAME } from '#sdk/wire/support-tool-entry.ts'
import type { McpServerSettings } from '#shared/mcp-server.ts'

const REFERENCE = 'TK-7F3K-9Q2M'
const INCIDENT = 'inc_xs5q0f1j80gc4fr6'
const TOOL = 'search_orders'

type AnswerSettings = Pick<McpServerSettings, 'name' | 'authMode'>

/** What the model of an end-user reads at each step, as the SDKs write it (wire contract §6 and §8). The ids are examples. */
export function modelAnswers({ name, authMode }: AnswerSettings): { when: string; text: string }[] {
  const receipt = authMode === 'email' ? ' and the receipt, which shows its status later' : ''
  const contact =
    authMode === 'email'
      ? 'Nobody can reply yet: ask the user for an e-mail address and call again with the same arguments plus email.'
      : 'Nobody can reply: the user was not signed in.'
  return [
    {
      when: 'After a tool failed',
      text: `Offer to report this to ${name}. If the user agrees, call ${DEFAULT_TOOL_NAME} with incident_id "${INCIDENT}".`,
    },
    {
      when: 'After the report',
      text: `Recorded as ${REFERENCE}. Give the user this reference${receipt}. The failing ${TOOL} call is attached.`,
    },
    {
      when: authMode === 'email' ? 'Without an e-mail address, also' : 'Without a sign-in, also',
      text: contact,
    },
  ]
}
