import { referenceSchema } from '#shared/support-ticket.ts'

interface DeskPrompt {
  entry: {
    name: string
    title: string
    description: string
    arguments?: { name: string; description: string; required: boolean }[]
  }
  /** @returns undefined when the arguments cannot be accepted */
  write: (args: Record<string, string>) => string | undefined
}

/** What a person starts in their client, so that the order is theirs. They read nothing of the desk. */
export const PROMPTS: readonly DeskPrompt[] = [
  {
    entry: {
      name: 'triage_queue',
      title: 'Triage the queue',
      description: 'Sorts the open tickets by what failed, and proposes what to do. It changes nothing.',
    },
    write: () =>
      'Triage the open tickets of the desk. List the servers, then search what is open, page by page. Put tickets with the same failure together (similar_to) and read one of each group. Tell me for each group: what fails, how many tickets, since when, and what you would do. Change no ticket and write no note.',
  },
  {
    entry: {
      name: 'fix_ticket',
      title: 'Fix a ticket',
      description: 'Reads a ticket, reproduces its failing call, fixes the code, and closes the ticket.',
      arguments: [{ name: 'reference', description: 'Such as TK-7F3K-9Q2M', required: true }],
    },
    write: ({ reference }) => {
      const { data } = referenceSchema.safeParse(reference)
      return (
        data &&
        `Fix the ticket ${data} of the desk. Read it with its arguments and its stack. Get its reproduction, show it to me, and run it against my development server only. Find the cause in this repository, fix it with a test, and run the reproduction again. Then show me what you changed, and ask me before you close the ticket with the version that you read, the resolution and a reason of one sentence.`
      )
    },
  },
]
