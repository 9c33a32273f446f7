import { useState } from 'react'
import { clearDraft, readDraft, writeDraft } from './drafts.ts'

interface Draft {
  text: string
  write: (text: string) => void
  /** After it was sent. */
  clear: () => void
}

/**
 * One text that somebody is writing. It is kept until it is sent: Esc, a click outside and another page lose nothing.
 *
 * @param key names what it is written for. Another key needs another component
 */
export function useDraft(key: string): Draft {
  const [text, setText] = useState(() => {
    const draft = readDraft(key)
    return typeof draft === 'string' ? draft : ''
  })
  const write = (next: string) => {
    setText(next)
    if (next === '') clearDraft(key)
    else writeDraft(key, next)
  }
  return { text, write, clear: () => write('') }
}
