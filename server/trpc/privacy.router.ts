import { erasureInput, retentionInput, withholdFieldInput } from '#shared/privacy.ts'
import { erasePerson } from '../domain/privacy/erase-person.ts'
import { previewErasure } from '../domain/privacy/preview-erasure.ts'
import { previewRetention } from '../domain/privacy/preview-retention.ts'
import { setRetention } from '../domain/privacy/set-retention.ts'
import { withholdField } from '../domain/privacy/withhold-field.ts'
import { memberProcedure, router } from './trpc.ts'

export const privacyRouter = router({
  withholdField: memberProcedure.input(withholdFieldInput).mutation(({ ctx, input }) => {
    const { reference, expectedVersion, field, pointer, eventId } = input
    return withholdField(ctx.tenant, reference, { field, pointer, eventId }, expectedVersion)
  }),

  previewErasure: memberProcedure
    .input(erasureInput)
    .query(({ ctx, input: { userId, email } }) => previewErasure(ctx.tenant, { userId, email })),

  erase: memberProcedure
    .input(erasureInput)
    .mutation(({ ctx, input: { userId, email } }) => erasePerson(ctx.tenant, { userId, email })),

  previewRetention: memberProcedure
    .input(retentionInput)
    .query(({ ctx, input }) => previewRetention(ctx.tenant, input.slug, input.days)),

  setRetention: memberProcedure
    .input(retentionInput)
    .mutation(({ ctx, input }) => setRetention(ctx.tenant, input.slug, input.days)),
})
