import { type AuthMode, resourceUrlSchema } from '#shared/mcp-server.ts'
import { Alert, Radio, Stack, Text, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconInfoCircle } from '@tabler/icons-react'
import { explainSwitch } from './explain-switch.ts'
import type { ServerFormValues } from './server-form-values.ts'

interface AuthModeFieldsProps {
  form: UseFormReturnType<ServerFormValues>
  /** What is stored now; absent for a new server. */
  saved: ServerFormValues | undefined
}

/** How the server's users are known, and what a change of it does. */
export function AuthModeFields({ form, saved }: AuthModeFieldsProps) {
  const { authMode, resourceUrl } = form.values.settings
  const consequences = saved && explainSwitch(saved.settings, form.values.settings)

  const choose = (mode: AuthMode) => {
    form.setFieldValue('settings.authMode', mode)
    // The field goes out of sight: what cannot be saved must not stay behind in it.
    const isSound = resourceUrlSchema.safeParse(resourceUrl).success
    if (mode === 'email' && !isSound) {
      form.setFieldValue('settings.resourceUrl', saved?.settings.resourceUrl ?? null)
      form.clearFieldError('settings.resourceUrl')
    }
  }

  return (
    <Stack>
      <Radio.Group
        label="How users are known"
        {...form.getInputProps('settings.authMode')}
        onChange={(mode) => choose(mode as AuthMode)}
      >
        <Stack gap="xs" mt="xs">
          <Radio
            value="email"
            label="E-mail"
            description="Nobody signs in. Whoever reports a problem may leave an e-mail address, which nobody checks."
          />
          <Radio
            value="oauth"
            label="Sign-in (OAuth)"
            description="Users sign up and sign in on this server's own page before they reach your tools, and tickets name the user and the client. For servers over HTTP."
          />
        </Stack>
      </Radio.Group>
      {authMode === 'oauth' && (
        <TextInput
          label="Address of your MCP endpoint"
          description="Exactly what your users enter in their client. Access tokens are issued for this address and are good for no other."
          placeholder="https://mcp.example.com/mcp"
          required
          type="url"
          spellCheck={false}
          autoCapitalize="none"
          {...form.getInputProps('settings.resourceUrl')}
          value={resourceUrl ?? ''}
          onChange={({ currentTarget }) =>
            form.setFieldValue('settings.resourceUrl', currentTarget.value || null)
          }
        />
      )}
      {/* Always there, so that a screen reader hears what is put into it. */}
      <div aria-live="polite">
        {consequences && (
          <Alert color="indigo" variant="light" icon={<IconInfoCircle />} title={consequences.title}>
            <Stack gap={6}>
              {consequences.sentences.map((sentence) => (
                <Text key={sentence} size="sm">
                  {sentence}
                </Text>
              ))}
            </Stack>
          </Alert>
        )}
      </div>
    </Stack>
  )
}
