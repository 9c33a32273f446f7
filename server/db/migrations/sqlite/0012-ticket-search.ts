import { Migration } from '@mikro-orm/migrations'
import { FIRST_NUMBER } from '../../search-numbers.ts'

const INDEXES = {
  support_ticket_list_tool: ['tool', 'created_at', 'id'],
  support_ticket_list_error: ['error_name', 'created_at', 'id'],
  support_ticket_list_fingerprint: ['error_fingerprint', 'created_at', 'id', 'reporter_key'],
  support_ticket_list_reporter: ['reporter_key', 'created_at', 'id'],
  support_ticket_list_resolution: ['resolution', 'created_at', 'id'],
}

const COLUMNS = {
  tool: 'text null',
  error_name: 'text null',
  error_fingerprint: 'text null',
  reporter_key: 'text null',
  has_call: 'integer not null default false',
  search_no: 'integer null',
}

/** What tickets are found by: columns of their failing call and reporter, and an index of their words. */
export class TicketSearch extends Migration {
  override up(): void {
    for (const [name, type] of Object.entries(COLUMNS))
      this.addSql(`alter table \`support_ticket\` add column \`${name}\` ${type}`)
    for (const [name, columns] of Object.entries(INDEXES)) {
      const list = ['organization_id', ...columns].map((column) => `\`${column}\``).join(', ')
      this.addSql(`create index \`${name}\` on \`support_ticket\` (${list})`)
    }
    this.addSql(
      `create unique index \`support_ticket_search_unique\` on \`support_ticket\` (\`organization_id\`, \`search_no\`)`,
    )
    this.addSql(`create table \`search_posting\` (
        \`organization_id\` text not null,
        \`term\` blob not null,
        \`block\` integer not null,
        \`tickets\` integer not null,
        \`docs\` blob not null,
        primary key (\`organization_id\`, \`term\`, \`block\`)
      ) without rowid`)
    this.addSql(`create table \`search_ticket\` (
        \`organization_id\` text not null,
        \`ticket_id\` text not null,
        \`search_no\` integer not null,
        \`terms\` text not null,
        primary key (\`organization_id\`, \`ticket_id\`)
      ) without rowid`)
    this.addSql(`create table \`search_todo\` (
        \`organization_id\` text not null,
        \`id\` text not null,
        \`ticket_id\` text not null,
        primary key (\`organization_id\`, \`id\`)
      ) without rowid`)
    this.addSql(`create table \`search_state\` (
        \`organization_id\` text not null,
        \`next_no\` integer not null,
        \`lowest_no\` integer not null,
        \`complete_to_at\` datetime null,
        \`complete_to_id\` text null,
        \`is_clearing\` integer not null default false,
        primary key (\`organization_id\`)
      ) without rowid`)
    // A job indexes the tickets that are there, the newest first.
    this
      .addSql(`insert into \`search_state\` (\`organization_id\`, \`next_no\`, \`lowest_no\`, \`complete_to_at\`, \`complete_to_id\`)
      select \`id\`, ${FIRST_NUMBER}, ${FIRST_NUMBER}, cast(unixepoch('subsec') * 1000 as integer) + 86400000, '' from \`organization\``)
  }

  override down(): void {
    for (const table of ['search_state', 'search_todo', 'search_ticket', 'search_posting'])
      this.addSql(`drop table \`${table}\``)
    for (const name of ['support_ticket_search_unique', ...Object.keys(INDEXES)])
      this.addSql(`drop index \`${name}\``)
    for (const name of Object.keys(COLUMNS))
      this.addSql(`alter table \`support_ticket\` drop column \`${name}\``)
  }
}
