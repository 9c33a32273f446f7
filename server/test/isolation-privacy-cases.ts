import type { MemberCase } from './isolation-case.ts'

/** The procedures of privacy. */
export const privacyProcedures: Record<string, MemberCase> = {
  'privacy.withholdField': {
    kind: 'mutate',
    needs: 'admin',
    input: ({ reference }) => ({ reference, field: 'description', expectedVersion: 1 }),
    foreign: 'ticket-not-found',
  },
  'privacy.previewErasure': {
    kind: 'query',
    needs: 'admin',
    input: ({ userId }) => ({ userId }),
    foreign: 'user-not-found',
  },
  'privacy.erase': {
    kind: 'mutate',
    needs: 'admin',
    input: ({ userId }) => ({ userId }),
    foreign: 'user-not-found',
  },
  'privacy.previewRetention': {
    kind: 'query',
    needs: 'admin',
    input: ({ slug }) => ({ slug, days: 1 }),
    foreign: 'server-not-found',
  },
  'privacy.setRetention': {
    kind: 'mutate',
    needs: 'admin',
    input: ({ slug }) => ({ slug, days: 1 }),
    foreign: 'server-not-found',
  },
}
