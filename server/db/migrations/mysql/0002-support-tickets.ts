import { RepeatableMigration } from './table-change.ts'

/** Tickets with their audit trail, and the support-tool settings that existing servers opt in to. */
export class SupportTickets extends RepeatableMigration {
  override async up(): Promise<void> {
    this.addSql(`create table if not exists \`support_ticket\` (
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`organization_id\` char(36) character set ascii collate ascii_bin not null,
        \`mcp_server_id\` char(36) character set ascii collate ascii_bin not null,
        \`reference\` varchar(12) character set ascii collate ascii_bin not null,
        \`title\` varchar(200) not null,
        \`description\` text not null,
        \`category\` varchar(40) collate utf8mb4_bin not null,
        \`status\` varchar(20) character set ascii collate ascii_bin not null,
        \`version\` int not null default 1,
        \`origin\` varchar(20) character set ascii collate ascii_bin not null,
        \`mcp_server_user_id\` char(36) character set ascii collate ascii_bin null,
        \`mcp_server_session_id\` char(36) character set ascii collate ascii_bin null,
        \`email\` varchar(254) collate utf8mb4_bin null,
        \`context\` json null,
        \`idempotency_hash\` binary(32) null,
        \`idempotency_fingerprint\` binary(32) null,
        \`created_at\` datetime(3) not null,
        \`updated_at\` datetime(3) not null,
        primary key (\`id\`),
        unique key \`support_ticket_tenant_unique\` (\`organization_id\`, \`id\`),
        unique key \`support_ticket_reference_unique\` (\`organization_id\`, \`reference\`),
        unique key \`support_ticket_idempotency_unique\` (\`organization_id\`, \`idempotency_hash\`),
        key \`support_ticket_list\` (\`organization_id\`, \`created_at\`, \`id\`),
        key \`support_ticket_list_status\` (\`organization_id\`, \`status\`, \`created_at\`, \`id\`),
        key \`support_ticket_list_category\` (\`organization_id\`, \`category\`, \`created_at\`, \`id\`),
        key \`support_ticket_list_status_category\` (\`organization_id\`, \`status\`, \`category\`, \`created_at\`, \`id\`),
        key \`support_ticket_list_server\` (\`organization_id\`, \`mcp_server_id\`, \`created_at\`, \`id\`),
        key \`support_ticket_list_server_status\` (\`organization_id\`, \`mcp_server_id\`, \`status\`, \`created_at\`, \`id\`),
        key \`support_ticket_user_index\` (\`organization_id\`, \`mcp_server_user_id\`),
        key \`support_ticket_session_index\` (\`organization_id\`, \`mcp_server_session_id\`),
        constraint \`support_ticket_server_fk\` foreign key (\`organization_id\`, \`mcp_server_id\`) references \`mcp_server\` (\`organization_id\`, \`id\`) on delete restrict,
        constraint \`support_ticket_user_fk\` foreign key (\`organization_id\`, \`mcp_server_user_id\`) references \`mcp_server_user\` (\`organization_id\`, \`id\`) on delete restrict,
        constraint \`support_ticket_session_fk\` foreign key (\`organization_id\`, \`mcp_server_session_id\`) references \`mcp_server_session\` (\`organization_id\`, \`id\`) on delete restrict
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    this.addSql(`create table if not exists \`support_ticket_event\` (
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`organization_id\` char(36) character set ascii collate ascii_bin not null,
        \`support_ticket_id\` char(36) character set ascii collate ascii_bin not null,
        \`type\` varchar(20) character set ascii collate ascii_bin not null,
        \`actor_kind\` varchar(20) character set ascii collate ascii_bin not null,
        \`actor_id\` char(36) character set ascii collate ascii_bin not null,
        \`from_status\` varchar(20) character set ascii collate ascii_bin null,
        \`to_status\` varchar(20) character set ascii collate ascii_bin null,
        \`at\` datetime(3) not null,
        primary key (\`id\`),
        key \`support_ticket_event_ticket_index\` (\`organization_id\`, \`support_ticket_id\`, \`at\`),
        constraint \`support_ticket_event_ticket_fk\` foreign key (\`organization_id\`, \`support_ticket_id\`) references \`support_ticket\` (\`organization_id\`, \`id\`) on delete restrict
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    await this.changeTable('mcp_server', {
      addColumns: {
        support_tool_enabled: 'tinyint(1) not null default false',
        support_tool_title: 'varchar(60) null',
        support_tool_description: 'varchar(1000) null',
        support_tool_categories: 'json null',
      },
    })
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists \`support_ticket_event\``)
    this.addSql(`drop table if exists \`support_ticket\``)
    await this.changeTable('mcp_server', {
      dropColumns: [
        'support_tool_enabled',
        'support_tool_title',
        'support_tool_description',
        'support_tool_categories',
      ],
    })
  }
}
