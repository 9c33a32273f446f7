import type { ExportFormat } from '#shared/privacy.ts'
import { useEffect, useRef, useState } from 'react'
import { type Explanation, explainProblem, readProblem } from '../../lib/explain-problem.ts'
import { RecordCounter } from './count-records.ts'
import { ticketFiltersOf, type TicketListSearch } from './ticket-list-search.ts'

interface Progress {
  state: 'idle' | 'running' | 'done' | 'failed'
  tickets: number
  explanation?: Explanation
}

const START: Progress = { state: 'idle', tickets: 0 }

/**
 * Saves the tickets of a list as a file. The parts go into a Blob, which browsers keep on disk when it is large. Cancelling
 * closes the connection, and the server stops reading.
 */
export function useExport(org: string, search: TicketListSearch) {
  const [progress, setProgress] = useState(START)
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])

  const start = async (format: ExportFormat) => {
    const { signal } = (running.current = new AbortController())
    setProgress({ state: 'running', tickets: 0 })
    try {
      const response = await fetch(`/export/tickets?${queryOf(org, search, format)}`, { signal })
      if (!response.ok || !response.body) {
        const problem = readProblem(await response.json().catch(() => undefined), null)
        setProgress({ ...START, state: 'failed', explanation: explainProblem(problem) })
        return
      }
      const counter = new RecordCounter(format)
      const count = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform: (bytes, controller) => {
          counter.add(bytes)
          setProgress({ state: 'running', tickets: counter.count })
          controller.enqueue(bytes)
        },
      })
      const blob = await new Response(response.body.pipeThrough(count)).blob()
      save(blob, nameOf(response, format))
      setProgress({ state: 'done', tickets: counter.count })
    } catch {
      if (signal.aborted) return
      setProgress({ ...START, state: 'failed', explanation: explainProblem(undefined) })
    }
  }
  return {
    ...progress,
    start: (format: ExportFormat) => void start(format),
    cancel: () => {
      running.current?.abort()
      setProgress(START)
    },
  }
}

function queryOf(org: string, search: TicketListSearch, format: ExportFormat): string {
  const filters = JSON.stringify(ticketFiltersOf(search))
  return new URLSearchParams({ org, format, filters, order: search.order ?? 'newest' }).toString()
}

function nameOf(response: Response, format: ExportFormat): string {
  const header = response.headers.get('content-disposition') ?? ''
  return /filename="([^"]+)"/.exec(header)?.[1] ?? `tickets.${format}`
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
