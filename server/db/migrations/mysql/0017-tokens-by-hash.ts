import { RepeatableMigration } from './table-change.ts'

const KEYS = { access_token_hash_index: 'key (`token_hash`)' } as const

/** An index that finds an access token without its organization. */
export class TokensByHash extends RepeatableMigration {
  override async up(): Promise<void> {
    await this.changeTable('access_token', { addKeys: KEYS })
  }

  override async down(): Promise<void> {
    await this.changeTable('access_token', { dropKeys: Object.keys(KEYS) })
  }
}
