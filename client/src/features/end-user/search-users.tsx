import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'

const route = getRouteApi('/o/$org/servers/$slug/users')

/** The search starts after a pause in typing of this length, not at every letter. */
const TYPING_PAUSE_MS = 250

/** The address stores the search. The state here is only the text of the field. */
export function SearchUsers() {
  const { search = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const [text, setText] = useState(search)
  const go = useDebouncedCallback(
    (next: string) => void navigate({ search: { search: next.trim() || undefined }, replace: true }),
    TYPING_PAUSE_MS,
  )
  const type = (next: string) => {
    setText(next)
    go(next)
  }
  return (
    <search>
      <TextInput
        aria-label="Search"
        placeholder="Part of a name or an e-mail address"
        maxLength={100}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          text && <CloseButton size="sm" aria-label="Clear the search" onClick={() => type('')} />
        }
        value={text}
        onChange={({ currentTarget }) => type(currentTarget.value)}
      />
    </search>
  )
}
