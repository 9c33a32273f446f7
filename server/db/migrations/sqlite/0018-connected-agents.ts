import { Migration } from '@mikro-orm/migrations'

/** The authorization server of staff, and the agents that members connected. */
export class ConnectedAgents extends Migration {
  override up(): void {
    this.addSql(`create table if not exists \`staff_artifact\` (
        \`id_hash\` blob not null,
        \`model\` text not null,
        \`uid_hash\` blob null,
        \`grant_id\` text null,
        \`sealed_payload\` text not null,
        \`created_at\` datetime not null,
        \`expires_at\` datetime not null,
        \`consumed_at\` datetime null,
        primary key (\`id_hash\`)
      )`)
    this.addSql(
      `create index if not exists \`staff_artifact_grant_index\` on \`staff_artifact\` (\`grant_id\`)`,
    )
    this.addSql(
      `create index if not exists \`staff_artifact_expiry_index\` on \`staff_artifact\` (\`expires_at\`)`,
    )
    this.addSql(`create table if not exists \`staff_client\` (
        \`id\` text not null,
        \`sealed_metadata\` text not null,
        \`created_at\` datetime not null,
        \`last_used_at\` datetime null,
        primary key (\`id\`)
      )`)
    this.addSql(
      `create index if not exists \`staff_client_unused_index\` on \`staff_client\` (\`last_used_at\`, \`created_at\`)`,
    )
    this.addSql(`create table if not exists \`staff_signing_key\` (
        \`id\` text not null,
        \`sealed_private_jwk\` text not null,
        \`created_at\` datetime not null,
        primary key (\`id\`)
      )`)
    this.addSql(`create table if not exists \`connected_agent\` (
        \`id\` text not null,
        \`organization_id\` text not null,
        \`account_id\` text not null,
        \`membership_id\` text not null,
        \`client_id\` text not null,
        \`client_name\` text not null,
        \`client_domain\` text null,
        \`redirect_host\` text not null,
        \`scopes\` text not null,
        \`created_at\` datetime not null,
        \`expires_at\` datetime not null,
        \`last_used_at\` datetime null,
        \`ended_at\` datetime null,
        \`ended_because\` text null,
        primary key (\`id\`),
        constraint \`connected_agent_organization_fk\` foreign key (\`organization_id\`) references \`organization\` (\`id\`) on delete restrict,
        constraint \`connected_agent_account_fk\` foreign key (\`account_id\`) references \`account\` (\`id\`) on delete restrict
      )`)
    this.addSql(
      `create index if not exists \`connected_agent_list\` on \`connected_agent\` (\`organization_id\`, \`account_id\`, \`created_at\`)`,
    )
    this.addSql(
      `create index if not exists \`connected_agent_account_index\` on \`connected_agent\` (\`account_id\`)`,
    )
    this.addSql(
      `create index if not exists \`connected_agent_unused_index\` on \`connected_agent\` (\`last_used_at\`, \`created_at\`)`,
    )
    this.addSql(`insert or ignore into \`platform_state\` (\`name\`) values ('staff-clients')`)
  }

  override down(): void {
    // The row of `platform_state` stays: it says nothing, and going up again finds it.
    for (const table of ['connected_agent', 'staff_signing_key', 'staff_client', 'staff_artifact'])
      this.addSql(`drop table if exists \`${table}\``)
  }
}
