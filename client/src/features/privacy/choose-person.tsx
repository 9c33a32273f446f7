import { EMAIL_PATTERN, readText } from '#sdk/wire/text.ts'
import { TICKET_LIMITS } from '#shared/limits.ts'
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'

const route = getRouteApi('/o/$org/organization/privacy')

/** Asks for the e-mail address to erase. Signed-in users have the same on their own page. */
export function ChoosePerson() {
  const navigate = route.useNavigate()
  const [text, setText] = useState('')
  const [error, setError] = useState<string>()
  const show = (event: FormEvent) => {
    event.preventDefault()
    const email = readText(text, 'title', TICKET_LIMITS.email) ?? ''
    const isEmail = EMAIL_PATTERN.test(email)
    setError(isEmail ? undefined : 'Enter an e-mail address.')
    if (isEmail) void navigate({ search: { email } })
  }
  return (
    <form noValidate onSubmit={show}>
      <Stack gap="sm" maw={480}>
        <Text fz="0.8125rem" lh="1.25rem" c="var(--desk-soft)">
          Everything of an e-mail address in this organization: the tickets that were raised with it, and the
          users who signed up with it. A single user can be erased from their own page.
        </Text>
        <TextInput
          type="email"
          label="E-mail address"
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={error}
        />
        <Group>
          <Button type="submit" variant="default">
            Show what would be erased
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
