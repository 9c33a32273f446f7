import { Outlet } from '@tanstack/react-router'
import { LiveRegion } from '../ui/live-region.tsx'

export function Root() {
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <Outlet />
      <LiveRegion />
    </>
  )
}
