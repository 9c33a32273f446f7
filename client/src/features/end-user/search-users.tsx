import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'

const route = getRouteApi('/o/$org/servers/$slug/users')

/** Long enough not to ask at every letter. */
const TYPING_MS = 250

/** The address holds what is searched for; only the letters just typed are here. */
export function SearchUsers() {
  const { search = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const [text, setText] = useState(search)
  const go = useDebouncedCallback(
    (next: string) => void navigate({ search: { search: next.trim() || undefined }, replace: true }),
    TYPING_MS,
  )
  const type = (next: string) => {
    setText(next)
    go(next)
  }
  return (
    <search>
      <TextInput
        label="Search"
        description="Part of a name or an e-mail address"
        maw={420}
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
