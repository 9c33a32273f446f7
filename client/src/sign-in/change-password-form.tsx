import { PASSWORD_MIN } from '#shared/limits.ts'
import { EmailField, PasswordField } from '../ui/credential-fields.tsx'
import { ActionForm } from './action-form.tsx'
import type { FormProps } from './sign-in-form.tsx'

interface ChangePasswordFormProps extends Omit<FormProps, 'serverName'> {
  /** The password that staff gave and the person has just entered; undefined if the form has to ask for it. */
  given: string | undefined
}

/** Chooses a new password, with the current one. The server then goes on as after signing in. */
export function ChangePasswordForm({ actions, email, onEmail, given }: ChangePasswordFormProps) {
  return (
    <ActionForm actions={actions} action="change-password" submitLabel="Change password and go on">
      {(errors) => (
        <>
          {given === undefined ? (
            <>
              <EmailField
                name="email"
                withAsterisk={false}
                value={email}
                onChange={({ currentTarget }) => onEmail(currentTarget.value)}
                error={errors.email}
              />
              <PasswordField
                label="Current password"
                name="currentPassword"
                autoComplete="current-password"
                withAsterisk={false}
                error={errors.currentPassword}
              />
            </>
          ) : (
            <>
              {/* Also tells password managers whose password it is. */}
              <input hidden readOnly name="email" autoComplete="username" value={email} />
              <input hidden readOnly type="password" name="currentPassword" value={given} />
            </>
          )}
          <PasswordField
            label="New password"
            name="password"
            description={`At least ${PASSWORD_MIN} characters. A few unrelated words make a good password.`}
            autoComplete="new-password"
            withAsterisk={false}
            error={errors.password}
          />
        </>
      )}
    </ActionForm>
  )
}
