import { FIRST_NUMBER } from '../../search-numbers.ts'
import { RepeatableMigration } from './table-change.ts'

const KEYS = {
  support_ticket_list_tool: 'key (`organization_id`, `tool`, `created_at`, `id`)',
  support_ticket_list_error: 'key (`organization_id`, `error_name`, `created_at`, `id`)',
  support_ticket_list_fingerprint:
    'key (`organization_id`, `error_fingerprint`, `created_at`, `id`, `reporter_key`)',
  support_ticket_list_reporter: 'key (`organization_id`, `reporter_key`, `created_at`, `id`)',
  support_ticket_list_resolution: 'key (`organization_id`, `resolution`, `created_at`, `id`)',
  support_ticket_search_unique: 'unique key (`organization_id`, `search_no`)',
} as const

const COLUMNS = {
  tool: 'varchar(128) collate utf8mb4_bin null',
  error_name: 'varchar(128) collate utf8mb4_bin null',
  error_fingerprint: 'varchar(32) character set ascii collate ascii_bin null',
  reporter_key: 'varchar(36) character set ascii collate ascii_bin null',
  has_call: 'tinyint(1) not null default false',
  search_no: 'int null',
} as const

const ORGANIZATION_ID = '`organization_id` char(36) character set ascii collate ascii_bin not null'
const OPTIONS = 'default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB'

/** What tickets are found by: columns of their failing call and reporter, and an index of their words. */
export class TicketSearch extends RepeatableMigration {
  override async up(): Promise<void> {
    await this.changeTable('support_ticket', { addColumns: COLUMNS, addKeys: KEYS })
    this.addSql(`create table if not exists \`search_posting\` (
        ${ORGANIZATION_ID},
        \`term\` varbinary(160) not null,
        \`block\` int unsigned not null,
        \`tickets\` int not null,
        \`docs\` varbinary(2048) not null,
        primary key (\`organization_id\`, \`term\`, \`block\`)
      ) ${OPTIONS}`)
    this.addSql(`create table if not exists \`search_ticket\` (
        ${ORGANIZATION_ID},
        \`ticket_id\` char(36) character set ascii collate ascii_bin not null,
        \`search_no\` int not null,
        \`terms\` mediumtext not null,
        primary key (\`organization_id\`, \`ticket_id\`)
      ) ${OPTIONS}`)
    this.addSql(`create table if not exists \`search_todo\` (
        ${ORGANIZATION_ID},
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`ticket_id\` char(36) character set ascii collate ascii_bin not null,
        primary key (\`organization_id\`, \`id\`)
      ) ${OPTIONS}`)
    this.addSql(`create table if not exists \`search_state\` (
        ${ORGANIZATION_ID},
        \`next_no\` int not null,
        \`lowest_no\` int not null,
        \`complete_to_at\` datetime(3) null,
        \`complete_to_id\` char(36) character set ascii collate ascii_bin null,
        \`is_clearing\` tinyint(1) not null default false,
        primary key (\`organization_id\`)
      ) ${OPTIONS}`)
    // A job indexes the tickets that are there, the newest first.
    this
      .addSql(`insert ignore into \`search_state\` (\`organization_id\`, \`next_no\`, \`lowest_no\`, \`complete_to_at\`, \`complete_to_id\`)
      select \`id\`, ${FIRST_NUMBER}, ${FIRST_NUMBER}, utc_timestamp(3) + interval 1 day, '' from \`organization\``)
  }

  override async down(): Promise<void> {
    for (const table of ['search_state', 'search_todo', 'search_ticket', 'search_posting'])
      this.addSql(`drop table if exists \`${table}\``)
    await this.changeTable('support_ticket', {
      dropKeys: Object.keys(KEYS),
      dropColumns: Object.keys(COLUMNS),
    })
  }
}
