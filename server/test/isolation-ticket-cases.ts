import type { MemberCase } from './isolation-case.ts'

const READING = ['tickets:read', 'tickets:write'] as const

/** The procedures on tickets. */
export const ticketProcedures: Record<string, MemberCase> = {
  'supportTicket.list': {
    kind: 'query',
    needs: 'viewer',
    input: ({ slug }) => ({ filters: { server: slug } }),
    scopes: READING,
  },
  'supportTicket.countByStatus': {
    kind: 'query',
    needs: 'viewer',
    input: ({ slug }) => ({ filters: { server: slug } }),
    scopes: READING,
  },
  'supportTicket.facet': {
    kind: 'query',
    needs: 'viewer',
    input: ({ slug }) => ({ facet: 'tool', filters: { server: slug } }),
    scopes: READING,
  },
  'supportTicket.countOpen': {
    kind: 'query',
    needs: 'viewer',
    input: ({ slug }) => ({ server: slug }),
    scopes: READING,
  },
  'supportTicket.get': {
    kind: 'query',
    needs: 'viewer',
    input: ({ reference }) => ({ reference }),
    scopes: READING,
    foreign: 'ticket-not-found',
  },
  'supportTicket.open': {
    kind: 'mutate',
    needs: 'member',
    input: ({ slug }) => ({ server: slug, words: { title: 't', description: 'd', category: 'Other' } }),
    scopes: ['tickets:write'],
    foreign: 'server-not-found',
  },
  'supportTicket.sendTest': {
    kind: 'mutate',
    needs: 'member',
    input: ({ slug }) => ({ server: slug }),
    scopes: ['tickets:write'],
    foreign: 'server-not-found',
  },
  'supportTicket.updateStatus': {
    kind: 'mutate',
    needs: 'member',
    input: ({ reference }) => ({ reference, status: 'closed', resolution: 'fixed', expectedVersion: 1 }),
    scopes: ['tickets:write'],
    foreign: 'ticket-not-found',
  },
  'supportTicket.addNote': {
    kind: 'mutate',
    needs: 'member',
    input: ({ reference }) => ({ reference, note: 'seen' }),
    scopes: ['tickets:write'],
    foreign: 'ticket-not-found',
  },
  'supportTicket.changeStatuses': {
    kind: 'mutate',
    needs: 'member',
    input: ({ reference }) => ({ references: [reference], status: 'in_progress' }),
    scopes: ['tickets:write'],
  },
  'supportTicket.undoStatuses': {
    kind: 'mutate',
    needs: 'member',
    input: ({ operation }) => ({ operation }),
    scopes: ['tickets:write'],
    foreign: 'operation-not-found',
  },
  'supportTicket.previewStatuses': {
    kind: 'query',
    needs: 'viewer',
    input: ({ slug, reference }) => ({ filters: { server: slug }, except: [reference] }),
    scopes: READING,
  },
  'supportTicket.neighbours': {
    kind: 'query',
    needs: 'viewer',
    input: ({ slug, reference }) => ({ reference, filters: { server: slug } }),
    scopes: READING,
    foreign: 'ticket-not-found',
  },
  'supportTicket.correct': {
    kind: 'mutate',
    needs: 'member',
    input: ({ reference }) => ({ reference, title: 'Corrected', category: 'Other', expectedVersion: 1 }),
    scopes: ['tickets:write'],
    foreign: 'ticket-not-found',
  },
  'supportTicket.delete': {
    kind: 'mutate',
    needs: 'admin',
    input: ({ reference }) => ({ reference, expectedVersion: 1 }),
    foreign: 'ticket-not-found',
  },
  'supportTicket.seen': {
    kind: 'query',
    needs: 'viewer',
    input: ({ reference }) => ({ reference }),
    scopes: READING,
    foreign: 'ticket-not-found',
  },
  'supportTicket.countSeen': {
    kind: 'query',
    needs: 'viewer',
    input: () => ({ fingerprints: ['f'.repeat(32)] }),
    scopes: READING,
  },
  'supportTicket.overview': {
    kind: 'query',
    needs: 'viewer',
    input: ({ slug }) => ({ days: 30, server: slug }),
    scopes: READING,
    foreign: 'server-not-found',
  },
  'supportTicket.unresolvedByServer': {
    kind: 'query',
    needs: 'viewer',
    input: () => ({}),
    scopes: READING,
  },
  'supportTicket.watch': { kind: 'subscription', needs: 'viewer', input: () => ({}), scopes: READING },
}
