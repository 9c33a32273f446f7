import { Migration } from '@mikro-orm/migrations'

/** What dashboards are told of, for all processes of the platform, and which process runs the jobs. */
export class ChangeEvents extends Migration {
  override up(): void {
    this.addSql(`create table \`change_event\` (
        \`organization_id\` text not null,
        \`at\` datetime not null,
        \`id\` text not null,
        \`message\` text not null,
        primary key (\`organization_id\`, \`at\`, \`id\`)
      ) without rowid`)
    this.addSql(`create index \`change_event_age\` on \`change_event\` (\`at\`)`)
    this.addSql(`insert or ignore into \`platform_state\` (\`name\`) values ('jobs')`)
  }

  override down(): void {
    this.addSql(`drop table \`change_event\``)
  }
}
