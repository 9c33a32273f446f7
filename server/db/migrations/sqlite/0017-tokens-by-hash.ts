import { Migration } from '@mikro-orm/migrations'

/** An index that finds an access token without its organization. */
export class TokensByHash extends Migration {
  override up(): void {
    this.addSql(`create index \`access_token_hash_index\` on \`access_token\` (\`token_hash\`)`)
  }

  override down(): void {
    this.addSql(`drop index \`access_token_hash_index\``)
  }
}
