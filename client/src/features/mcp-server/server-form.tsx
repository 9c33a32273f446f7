import { PREDEFINED_CATEGORIES } from '#shared/choices.ts'
import { CONFIG_LIMITS } from '#shared/limits.ts'
import { recommendedToolDescription, recommendedToolTitle } from '#shared/recommended-tool.ts'
import { Button, Divider, Group, Stack, Switch, TagsInput, Textarea, TextInput } from '@mantine/core'
import '@mantine/core/styles/Pill.css'
import '@mantine/core/styles/Switch.css'
import { useForm } from '@mantine/form'
import { lazyRules } from '../../lib/lazy-rules.ts'
import { useFormDraft } from '../../lib/use-form-draft.ts'
import { useFormProblem } from '../../lib/use-form-problem.ts'
import { Columns } from '../../ui/columns.tsx'
import { DialogButtons } from '../../ui/dialog-buttons.tsx'
import { DraftNotice } from '../../ui/draft-notice.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { AuthModeFields } from './auth-mode-fields.tsx'
import { ExplainedField } from './explained-field.tsx'
import { FIELD_INFOS } from './field-infos.ts'
import { NEW_SERVER, type ServerFormValues } from './server-form-values.ts'
import { suggestSlug } from './suggest-slug.ts'
import { ToolPreview } from './tool-preview.tsx'

interface ServerFormProps {
  /** Names what is edited, for its draft. */
  draftKey: string
  /** The server to edit; without it the form is for a new one. */
  initial?: ServerFormValues
  submitLabel: string
  isPending: boolean
  onSubmit: (values: ServerFormValues, onError: (error: unknown) => void) => void
  onCancel: () => void
}

const checkNew = lazyRules(() => import('./server-rules.ts').then((rules) => rules.newServer))
const checkSaved = lazyRules(() => import('./server-rules.ts').then((rules) => rules.savedServer))

export function ServerForm({
  draftKey,
  initial,
  submitLabel,
  isPending,
  onSubmit,
  onCancel,
}: ServerFormProps) {
  const isNew = initial === undefined
  const form = useForm<ServerFormValues>({
    mode: 'controlled',
    initialValues: initial ?? NEW_SERVER,
    validate: isNew ? checkNew : checkSaved,
  })
  const draft = useFormDraft(form, draftKey)
  const problem = useFormProblem(form)
  const { settings } = form.values

  /** Address, tool title and tool description follow the name until the person changes them. */
  const rename = (name: string) => {
    const before = settings.name
    form.setFieldValue('settings.name', name)
    if (!isNew) return
    if (form.values.slug === suggestSlug(before)) form.setFieldValue('slug', suggestSlug(name))
    if (!settings.supportToolTitle || settings.supportToolTitle === recommendedToolTitle(before)) {
      form.setFieldValue('settings.supportToolTitle', recommendedToolTitle(name))
    }
    if (
      !settings.supportToolDescription ||
      settings.supportToolDescription === recommendedToolDescription(before)
    ) {
      form.setFieldValue('settings.supportToolDescription', recommendedToolDescription(name))
    }
  }

  const recommend = () => {
    form.setFieldValue('settings.supportToolTitle', recommendedToolTitle(settings.name))
    form.setFieldValue('settings.supportToolDescription', recommendedToolDescription(settings.name))
  }

  return (
    <form noValidate onSubmit={form.onSubmit((values) => onSubmit(values, problem.show), problem.focusFirst)}>
      <Columns wide>
        <Stack>
          <DraftNotice draft={draft} />
          <FormError explanation={problem.explanation} />
          <TextInput
            label="Name"
            description="What your users call the product, for example “Acme Search”."
            required
            data-autofocus
            {...form.getInputProps('settings.name')}
            onChange={(event) => rename(event.currentTarget.value)}
          />
          {isNew && (
            <TextInput
              label="Address"
              description="The first part of the server's own host name: letters, digits and hyphens. It cannot be changed later."
              required
              spellCheck={false}
              autoCapitalize="none"
              {...form.getInputProps('slug')}
            />
          )}
          <Textarea
            label="Description"
            description="Optional. For your colleagues; the model does not see it."
            autosize
            minRows={2}
            {...form.getInputProps('settings.description')}
          />
          <Divider label="Users" labelPosition="left" />
          <AuthModeFields form={form} saved={initial} />
          <Divider label="Support tool" labelPosition="left" />
          <ExplainedField info={FIELD_INFOS.enabled}>
            <Switch
              label="Offer the support tool"
              description="Adds get_support_tool to this MCP server within a minute, without a redeploy. When this is off, there is no tool and no hint, and nothing is captured."
              {...form.getInputProps('settings.supportToolEnabled', { type: 'checkbox' })}
            />
          </ExplainedField>
          <ExplainedField info={FIELD_INFOS.title}>
            <TextInput
              label="Tool title"
              description={`Shown to people in their MCP client. At most ${CONFIG_LIMITS.toolTitle} characters.`}
              required
              {...form.getInputProps('settings.supportToolTitle')}
            />
          </ExplainedField>
          <ExplainedField info={FIELD_INFOS.description}>
            <Textarea
              label="Tool description"
              description="Models use this text to choose the tool. Say when to use it, when not to use it, and what is sent."
              required
              autosize
              minRows={4}
              maxRows={10}
              {...form.getInputProps('settings.supportToolDescription')}
            />
          </ExplainedField>
          <ExplainedField info={FIELD_INFOS.categories}>
            <TagsInput
              label="Categories"
              description={`What a report can be about. Press Enter after each category. Up to ${CONFIG_LIMITS.categories} categories of at most ${CONFIG_LIMITS.category} characters.`}
              required
              data={[...PREDEFINED_CATEGORIES]}
              splitChars={[]}
              {...form.getInputProps('settings.supportToolCategories')}
              error={categoriesError(form.errors)}
            />
          </ExplainedField>
          <Group>
            <Button variant="default" onClick={recommend} disabled={!settings.name.trim()}>
              Use the recommended title and description
            </Button>
          </Group>
          <Divider label="Traces" labelPosition="left" />
          <TextInput
            label="Trace link"
            description="Optional. The address at which your tracing tool shows one trace, with {traceId} for its id. Tickets link to it."
            placeholder="https://traces.example.com/trace/{traceId}"
            spellCheck={false}
            autoCapitalize="none"
            {...form.getInputProps('settings.traceUrl')}
            value={settings.traceUrl ?? ''}
            onChange={({ currentTarget }) =>
              form.setFieldValue('settings.traceUrl', currentTarget.value.trim() ? currentTarget.value : null)
            }
          />
        </Stack>
        <ToolPreview settings={settings} order={3} />
      </Columns>
      <DialogButtons>
        <Button
          variant="default"
          onClick={() => {
            draft.discard()
            onCancel()
          }}
        >
          Cancel
        </Button>
        <Button type="submit" loading={isPending}>
          {submitLabel}
        </Button>
      </DialogButtons>
    </form>
  )
}

/** An error may belong to a single category, but all categories are one field. */
function categoriesError(errors: Record<string, React.ReactNode>): React.ReactNode {
  const name = Object.keys(errors).find((path) => path.startsWith('settings.supportToolCategories'))
  return name && errors[name]
}
