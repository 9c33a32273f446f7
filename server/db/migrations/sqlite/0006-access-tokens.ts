import { Migration } from '@mikro-orm/migrations'

/** Personal access tokens of staff. */
export class AccessTokens extends Migration {
  override up(): void {
    this.addSql(`create table if not exists \`access_token\` (
        \`id\` text not null,
        \`organization_id\` text not null,
        \`account_id\` text not null,
        \`membership_id\` text not null,
        \`token_hash\` blob not null,
        \`hint\` text not null,
        \`name\` text not null,
        \`scopes\` text not null,
        \`created_at\` datetime not null,
        \`expires_at\` datetime not null,
        \`revoked_at\` datetime null,
        \`last_used_at\` datetime null,
        primary key (\`id\`),
        constraint \`access_token_organization_fk\` foreign key (\`organization_id\`) references \`organization\` (\`id\`) on delete restrict,
        constraint \`access_token_account_fk\` foreign key (\`account_id\`) references \`account\` (\`id\`) on delete restrict
      )`)
    this.addSql(
      `create unique index if not exists \`access_token_hash_unique\` on \`access_token\` (\`organization_id\`, \`token_hash\`)`,
    )
    this.addSql(
      `create index if not exists \`access_token_list\` on \`access_token\` (\`organization_id\`, \`account_id\`, \`created_at\`)`,
    )
    this.addSql(
      `create index if not exists \`access_token_account_index\` on \`access_token\` (\`account_id\`)`,
    )
  }

  override down(): void {
    this.addSql(`drop table if exists \`access_token\``)
  }
}
