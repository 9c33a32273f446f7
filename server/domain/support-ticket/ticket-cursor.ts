import { DomainError } from '../errors.ts'

/** A place in the list, and which way to read from it. */
export interface TicketCursor {
  towards: 'older' | 'newer'
  createdAt: Date
  id: string
}

const SHAPE = /^([on])(\d{1,15})\.([0-9a-f-]{36})$/

export function encodeCursor({ towards, createdAt, id }: TicketCursor): string {
  return Buffer.from(`${towards[0]}${createdAt.getTime()}.${id}`).toString('base64url')
}

/** @throws DomainError `validation-failed` for anything that `encodeCursor` did not make */
export function decodeCursor(text: string): TicketCursor {
  const [, towards, milliseconds, id] = SHAPE.exec(Buffer.from(text, 'base64url').toString()) ?? []
  if (!id) {
    throw new DomainError('validation-failed', {
      errors: [{ pointer: '/cursor', code: 'invalid-format', detail: 'Start from the first page.' }],
    })
  }
  return { towards: towards === 'o' ? 'older' : 'newer', createdAt: new Date(Number(milliseconds)), id }
}
