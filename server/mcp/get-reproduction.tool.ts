import { reproduce } from '#shared/reproduce.ts'
import { referenceSchema } from '#shared/support-ticket.ts'
import { z } from 'zod'
import { DomainError } from '../domain/errors.ts'
import { getTicket } from '../domain/support-ticket/get-ticket.ts'
import { defineTool, READS } from './tool.ts'

const FORMATS = ['json-rpc', 'inspector', 'vitest', 'pytest'] as const

export const getReproduction = defineTool(
  {
    name: 'get_reproduction',
    title: 'Reproduce the failing call',
    description:
      'Get the failing call of a ticket as code to run against your server. Values that were withheld are placeholders.',
    inputSchema: {
      type: 'object',
      properties: { reference: { type: 'string' }, format: { type: 'string', enum: [...FORMATS] } },
      required: ['reference', 'format'],
    },
    annotations: READS,
  },
  z.strictObject({ reference: referenceSchema, format: z.enum(FORMATS) }),
  async (ctx, { reference, format }) => {
    const { context } = await getTicket(ctx, reference)
    if (context?.incident?.tool === undefined) throw noCall()
    const { placeholders, jsonRpc, inspector, vitest, pytest } = reproduce(
      context.incident,
      context.transport,
    )
    const code = { 'json-rpc': jsonRpc, inspector, vitest, pytest }[format]
    return { facts: { reference, format }, reported: { code, placeholders } }
  },
)

function noCall(): DomainError {
  return new DomainError('validation-failed', {
    errors: [
      { pointer: '/reference', code: 'not-allowed', detail: 'No failing call is attached to this ticket.' },
    ],
  })
}
