import {
  Avatar,
  Group,
  Menu,
  Text,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core'
import { IconDeviceDesktop, IconLogout, IconMoon, IconSelector, IconSun, IconUser } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { leaveSession } from '../lib/leave-session.ts'
import { explainError } from '../lib/problem.ts'
import { notify } from '../lib/notify.ts'
import { trpc } from '../lib/trpc.ts'
import classes from './account-menu.module.css'

const route = getRouteApi('/o/$org')

const SCHEMES = [
  { value: 'light', label: 'Light', Icon: IconSun },
  { value: 'dark', label: 'Dark', Icon: IconMoon },
  { value: 'auto', label: 'Same as the system', Icon: IconDeviceDesktop },
] as const

export function AccountMenu({ onNavigate }: { onNavigate?: (() => void) | undefined }) {
  const { account } = route.useRouteContext().session
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const navigate = useNavigate()
  const signOut = useMutation(
    trpc.account.signOut.mutationOptions({
      onSuccess: () => leaveSession(() => navigate({ to: '/sign-in' })),
      onError: (error) => notify(explainError(error).message),
    }),
  )
  return (
    <Menu position="top-start" width="target">
      <Menu.Target>
        <UnstyledButton className={classes.target}>
          <VisuallyHidden>Account menu: </VisuallyHidden>
          <Group gap="sm" wrap="nowrap">
            <Avatar name={account.name} variant="default" size={24} fz={10} aria-hidden />
            <div className={classes.names}>
              <Text size="sm" fw={600} fz="0.8125rem" truncate>
                {account.name}
              </Text>
              <Text size="xs" c="dimmed" truncate>
                {account.email}
              </Text>
            </div>
            <IconSelector size={16} aria-hidden />
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Colors</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(asScheme(value))}>
          {SCHEMES.map(({ value, label, Icon }) => (
            <Menu.RadioItem key={value} value={value} rightSection={<Icon size={16} aria-hidden />}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconUser size={16} aria-hidden />}
          onClick={() => {
            onNavigate?.()
            void navigate({ to: '/profile' })
          }}
        >
          Profile
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => signOut.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function asScheme(value: unknown): 'light' | 'dark' | 'auto' {
  return value === 'light' || value === 'dark' ? value : 'auto'
}
