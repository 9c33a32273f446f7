import { Migration } from '@mikro-orm/migrations'

/** The authorization server of staff, and the agents that members connected. */
export class ConnectedAgents extends Migration {
  override up(): void {
    this.addSql(`create table if not exists \`staff_artifact\` (
        \`id_hash\` binary(32) not null,
        \`model\` varchar(40) character set ascii collate ascii_bin not null,
        \`uid_hash\` binary(32) null,
        \`grant_id\` varchar(73) character set ascii collate ascii_bin null,
        \`sealed_payload\` mediumtext not null,
        \`created_at\` datetime(3) not null,
        \`expires_at\` datetime(3) not null,
        \`consumed_at\` datetime(3) null,
        primary key (\`id_hash\`),
        key \`staff_artifact_grant_index\` (\`grant_id\`),
        key \`staff_artifact_expiry_index\` (\`expires_at\`)
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    this.addSql(`create table if not exists \`staff_client\` (
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`sealed_metadata\` mediumtext not null,
        \`created_at\` datetime(3) not null,
        \`last_used_at\` datetime(3) null,
        primary key (\`id\`),
        key \`staff_client_unused_index\` (\`last_used_at\`, \`created_at\`)
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    this.addSql(`create table if not exists \`staff_signing_key\` (
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`sealed_private_jwk\` text not null,
        \`created_at\` datetime(3) not null,
        primary key (\`id\`)
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    this.addSql(`create table if not exists \`connected_agent\` (
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`organization_id\` char(36) character set ascii collate ascii_bin not null,
        \`account_id\` char(36) character set ascii collate ascii_bin not null,
        \`membership_id\` char(36) character set ascii collate ascii_bin not null,
        \`client_id\` varchar(500) not null,
        \`client_name\` varchar(200) not null,
        \`client_domain\` varchar(255) null,
        \`redirect_host\` varchar(255) not null,
        \`scopes\` varchar(100) character set ascii collate ascii_bin not null,
        \`created_at\` datetime(3) not null,
        \`expires_at\` datetime(3) not null,
        \`last_used_at\` datetime(3) null,
        \`ended_at\` datetime(3) null,
        \`ended_because\` varchar(20) character set ascii collate ascii_bin null,
        primary key (\`id\`),
        key \`connected_agent_list\` (\`organization_id\`, \`account_id\`, \`created_at\`),
        key \`connected_agent_account_index\` (\`account_id\`),
        key \`connected_agent_unused_index\` (\`last_used_at\`, \`created_at\`),
        constraint \`connected_agent_organization_fk\` foreign key (\`organization_id\`) references \`organization\` (\`id\`) on delete restrict,
        constraint \`connected_agent_account_fk\` foreign key (\`account_id\`) references \`account\` (\`id\`) on delete restrict
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    this.addSql(`insert ignore into \`platform_state\` (\`name\`) values ('staff-clients')`)
  }

  override down(): void {
    // The row of `platform_state` stays: it says nothing, and going up again finds it.
    for (const table of ['connected_agent', 'staff_signing_key', 'staff_client', 'staff_artifact'])
      this.addSql(`drop table if exists \`${table}\``)
  }
}
