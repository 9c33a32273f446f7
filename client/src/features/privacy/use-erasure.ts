import { useState } from 'react'
import { api, queryClient, trpc } from '../../lib/trpc.ts'

export interface ErasureSubject {
  userId?: string
  email?: string
}

interface Progress {
  state: 'idle' | 'running' | 'done'
  tickets: number
  error: unknown
}

/** Erases in as many requests as it takes. */
export function useErasure(org: string, subject: ErasureSubject) {
  const [progress, setProgress] = useState<Progress>({ state: 'idle', tickets: 0, error: undefined })
  const start = async () => {
    let { tickets } = progress
    setProgress({ state: 'running', tickets, error: undefined })
    try {
      for (let isDone = false; !isDone;) {
        const answer = await api.privacy.erase.mutate({ org, ...subject })
        tickets += answer.tickets
        isDone = answer.isDone
        setProgress({ state: 'running', tickets, error: undefined })
      }
      setProgress({ state: 'done', tickets, error: undefined })
    } catch (error) {
      setProgress({ state: 'idle', tickets, error })
    }
    // Nothing of the person stays in what this window has read.
    queryClient.removeQueries({ ...trpc.supportTicket.pathFilter(), type: 'inactive' })
    queryClient.removeQueries({ ...trpc.endUser.pathFilter(), type: 'inactive' })
  }
  return { ...progress, start: () => void start() }
}
