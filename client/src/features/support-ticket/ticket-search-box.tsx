import { normaliseReference, REFERENCE_PATTERN } from '#sdk/wire/reference.ts'
import { QUERY_LENGTH } from '#shared/limits.ts'
import { Combobox, Loader, PillsInput, useCombobox } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useRef, useState } from 'react'
import { leaveForHeading } from '../../lib/heading-focus.ts'
import { useShortcuts } from '../../lib/shortcuts.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { FilterChip } from './filter-chip.tsx'
import { chipsOf, type ChipNames } from './search-chips.ts'
import { isTypedFilter, useSearchSuggestions } from './search-suggestions.ts'
import { changeSearch, type TicketListSearch } from './ticket-list-search.ts'
import classes from './ticket-search-box.module.css'

/** A word is searched for once the person stops typing for this time. */
const TYPING_MS = 300

interface TicketSearchBoxProps {
  org: string
  search: TicketListSearch
  names: ChipNames
  /** Whether the answer to what was typed is on its way. */
  isBusy: boolean
}

/** One box for words, references and filters. The filters that are set stand in it. */
export function TicketSearchBox({ org, search, names, isBusy }: TicketSearchBoxProps) {
  const navigate = useNavigate({ from: '/o/$org/tickets' })
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(search.q ?? '')
  const [sent, setSent] = useState(search.q)
  // A link or the back button changes the words, too.
  if (sent !== search.q) {
    setSent(search.q)
    setText(search.q ?? '')
  }
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const { heading, options, pick } = useSearchSuggestions(org, search, names, text)

  const show = (change: Partial<TicketListSearch>, replace: boolean) => {
    if ('q' in change) setSent(change.q)
    void navigate({ search: changeSearch(search, change), replace })
  }
  const showTyped = useDebouncedCallback(
    (words: string) => show({ q: words.trim() || undefined }, true),
    TYPING_MS,
  )
  const go = (change: Partial<TicketListSearch>) => {
    showTyped.cancel()
    show(change, false)
  }

  const open = (reference: string) =>
    void navigate({
      to: '/o/$org/tickets/$reference',
      params: { org, reference },
      search: { ...search, cursor: undefined },
    })
  const write = (next: string) => {
    setText(next)
    combobox.openDropdown()
    combobox.updateSelectedOptionIndex()
    if (isTypedFilter(next)) showTyped.cancel()
    else showTyped(next)
  }
  const submit = () => {
    const reference = normaliseReference(text)
    if (REFERENCE_PATTERN.test(reference)) return open(reference)
    combobox.closeDropdown()
    go({ q: text.trim() || undefined })
    // The letters act again: J is the first ticket that was found.
    leaveForHeading()
  }
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && combobox.getSelectedOptionIndex() < 0) {
      event.preventDefault()
      submit()
    }
    const isListOpen = combobox.dropdownOpened && options.length > 0
    if (event.key === 'Escape' && !isListOpen) leaveForHeading()
    const last = chipsOf(search, names).at(-1)
    if (event.key === 'Backspace' && text === '' && last) go({ [last.name]: undefined })
  }
  useShortcuts({
    '/': () => {
      field.current?.focus()
      field.current?.select()
    },
  })

  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(value) => {
        combobox.closeDropdown()
        setText('')
        go({ ...pick(value), q: undefined })
      }}
    >
      <Combobox.DropdownTarget>
        <PillsInput
          className={classes.box}
          leftSection={isBusy ? <Loader size={16} /> : <IconSearch size={18} stroke={1.6} aria-hidden />}
          rightSection={text === '' ? <KeyHint keys="/" /> : undefined}
          rightSectionPointerEvents="none"
          onClick={() => field.current?.focus()}
        >
          <div className={classes.content}>
            {chipsOf(search, names).map(({ name, label, value }) => (
              <FilterChip key={name} label={label} value={value} onRemove={() => go({ [name]: undefined })} />
            ))}
            <Combobox.EventsTarget>
              <PillsInput.Field
                ref={field}
                inputMode="search"
                aria-label="Search tickets"
                aria-keyshortcuts="/"
                placeholder="Words, a reference, or a filter such as tool:"
                maxLength={QUERY_LENGTH}
                className={classes.field}
                value={text}
                onChange={({ currentTarget }) => write(currentTarget.value)}
                onPaste={(event) => {
                  const reference = normaliseReference(event.clipboardData.getData('text'))
                  if (!REFERENCE_PATTERN.test(reference)) return
                  event.preventDefault()
                  open(reference)
                }}
                onFocus={() => combobox.openDropdown()}
                onBlur={() => combobox.closeDropdown()}
                onKeyDown={press}
              />
            </Combobox.EventsTarget>
          </div>
        </PillsInput>
      </Combobox.DropdownTarget>
      {options.length > 0 && (
        <Combobox.Dropdown>
          <Combobox.Options aria-label={heading} mah={280} className={classes.options}>
            <Combobox.Group label={heading}>
              {options.map(({ value, label, count }) => (
                <Combobox.Option key={value} value={value} className={classes.option}>
                  <span className={classes.name}>
                    <UntrustedText text={label} />
                  </span>
                  {count !== undefined && <span className={classes.count}>{count}</span>}
                </Combobox.Option>
              ))}
            </Combobox.Group>
          </Combobox.Options>
        </Combobox.Dropdown>
      )}
    </Combobox>
  )
}
