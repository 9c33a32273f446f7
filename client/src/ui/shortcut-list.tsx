import { Checkbox, Group, Text, Title } from '@mantine/core'
import { useSingleLetters } from '../lib/shortcuts.ts'
import classes from './shortcut-sheet.module.css'

const GROUPS: readonly [title: string, keys: readonly (readonly [what: string, ...keys: string[]])[]][] = [
  [
    'List',
    [
      ['Next, previous', 'J', 'K'],
      ['Open', 'Enter'],
      ['Select', 'X'],
      ['Search', '/'],
    ],
  ],
  [
    'Ticket, or what is selected',
    [
      ['Next, previous ticket', 'J', 'K'],
      ['Close…', 'E'],
      ['Start progress', 'I'],
      ['Reopen, back to open', 'O'],
      ['Copy as Markdown', 'C'],
      ['Write a note', 'N'],
      ['Back to the list', 'U'],
    ],
  ],
  [
    'In a dialog',
    [
      ['Choose a resolution', '1', '5'],
      ['Confirm, send', 'Ctrl Enter'],
      ['Leave; a text is kept', 'Esc'],
    ],
  ],
  [
    'Everywhere',
    [
      ['Undo the last change', 'Z'],
      ['Skip to the content', 'Tab'],
      ['This sheet', '?'],
    ],
  ],
]

/** All shortcuts, with the switch that turns single letters off. */
export function ShortcutList() {
  const { on, setOn } = useSingleLetters()
  return (
    <>
      <div className={classes.groups}>
        {GROUPS.map(([title, keys]) => (
          <section key={title}>
            <Title order={3} c="dimmed" fw={400} mb={4}>
              {title}
            </Title>
            <dl className={classes.keys}>
              {keys.map(([what, ...parts]) => (
                <div key={what} className={classes.row}>
                  <dt>{what}</dt>
                  <dd className={classes.parts}>
                    {parts.map((part) => (
                      <kbd key={part} className={classes.key}>
                        {part}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Group justify="space-between" mt="lg" pt="md" className={classes.foot}>
        <Checkbox
          checked={on}
          onChange={({ currentTarget }) => setOn(currentTarget.checked)}
          label="Single letters act as shortcuts"
        />
        <Text size="xs" c="dimmed">
          Kept in this browser
        </Text>
      </Group>
    </>
  )
}
