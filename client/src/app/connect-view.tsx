import { SignInForm } from '../features/account/sign-in-form.tsx'
import { ConnectPage } from '../features/agent/connect-page.tsx'

/** The page on which an agent is connected, with the form of another feature. */
export function ConnectView() {
  return <ConnectPage signIn={<SignInForm />} />
}
