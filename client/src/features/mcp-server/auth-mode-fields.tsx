import type { AuthMode } from '#shared/mcp-server.ts'
import { Radio, Stack, Text, TextInput } from '@mantine/core'
import '@mantine/core/styles/RadioCard.css'
import '@mantine/core/styles/RadioIndicator.css'
import '@mantine/core/styles/Radio.css'
import type { UseFormReturnType } from '@mantine/form'
import { Notice } from '../../ui/notice.tsx'
import { ExplainedField } from './explained-field.tsx'
import { explainSwitch } from './explain-switch.ts'
import { FIELD_INFOS } from './field-infos.ts'
import { type ServerFormValues, storedResource } from './server-form-values.ts'

interface AuthModeFieldsProps {
  form: UseFormReturnType<ServerFormValues>
  /** The stored settings; undefined for a new MCP server. */
  saved: ServerFormValues | undefined
}

/** The choice of how users are identified, and what changing it does. */
export function AuthModeFields({ form, saved }: AuthModeFieldsProps) {
  const { authMode, resourceUrl } = form.values.settings
  const consequences = saved && explainSwitch(saved.settings, form.values.settings)

  const choose = (mode: AuthMode) => {
    form.setFieldValue('settings.authMode', mode)
    // The field is hidden in this mode. A value that cannot be saved must not stay in it.
    if (mode === 'email' && storedResource(resourceUrl) === undefined) {
      form.setFieldValue('settings.resourceUrl', saved?.settings.resourceUrl ?? null)
      form.clearFieldError('settings.resourceUrl')
    }
  }

  return (
    <Stack>
      <ExplainedField info={FIELD_INFOS.authMode}>
        <Radio.Group
          label="How users are identified"
          {...form.getInputProps('settings.authMode')}
          onChange={(mode) => choose(mode as AuthMode)}
        >
          <Stack gap="xs" mt="xs">
            <Radio
              value="email"
              label="E-mail"
              description="Nobody signs in. A user who reports a problem can give an e-mail address, which is not verified."
            />
            <Radio
              value="oauth"
              label="Sign-in (OAuth)"
              description="Users sign up and sign in on this server's own page before they can use your tools. Tickets show the user and the client. For servers over HTTP only."
            />
          </Stack>
        </Radio.Group>
      </ExplainedField>
      {authMode === 'oauth' && (
        <ExplainedField info={FIELD_INFOS.resourceUrl}>
          <TextInput
            label="Address of your MCP endpoint"
            description="Exactly the address that your users enter in their client. Access tokens are valid for this address only."
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
        </ExplainedField>
      )}
      {/* Always present: a screen reader announces only what is added to a live region that exists. */}
      <div aria-live="polite">
        {consequences && (
          <Notice title={consequences.title}>
            <Stack gap={6}>
              {consequences.sentences.map((sentence) => (
                <Text key={sentence} inherit>
                  {sentence}
                </Text>
              ))}
            </Stack>
          </Notice>
        )}
      </div>
    </Stack>
  )
}
