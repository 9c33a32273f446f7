import { Anchor, type AnchorProps, Button, type ButtonProps, NavLink, type NavLinkProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentPropsWithRef } from 'react'

type Native<Props> = Props & Omit<ComponentPropsWithRef<'a'>, keyof Props>

function RoutedAnchor(props: Native<AnchorProps>) {
  return <Anchor {...props} />
}

function RoutedButton(props: Native<ButtonProps>) {
  return <Button component="a" {...props} />
}

function RoutedNavLink(props: Native<NavLinkProps>) {
  return <NavLink component="a" {...props} />
}

/** Mantine's components as typed links of the router. */
export const LinkAnchor = createLink(RoutedAnchor)
export const LinkButton = createLink(RoutedButton)
export const LinkNav = createLink(RoutedNavLink)

/** Props of a link to the same page with other search parameters, of which one is current. */
export function currentWhen(isCurrent: boolean) {
  return {
    'aria-current': isCurrent ? ('page' as const) : undefined,
    // By itself the router finds a URL without a parameter in every URL that has one.
    activeOptions: { exact: true },
    activeProps: {},
  }
}
