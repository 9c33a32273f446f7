import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { InfoButton } from '../../ui/info-button.tsx'
import classes from './explained-field.module.css'
import type { FieldInfo } from './field-infos.ts'

/** A field with a button at the end of its label, which explains what the person and the model will see. */
export function ExplainedField({ info, children }: { info: FieldInfo; children: ReactNode }) {
  return (
    <div className={classes.field}>
      {children}
      <div className={classes.info}>
        <InfoButton label={info.label}>
          <Stack gap="xs">
            <Sentence about="The person sees">{info.person}</Sentence>
            <Sentence about="The model sees">{info.model}</Sentence>
            <Sentence about="Example">{info.example}</Sentence>
          </Stack>
        </InfoButton>
      </div>
    </div>
  )
}

function Sentence({ about, children }: { about: string; children: string }) {
  return (
    <div>
      <Text size="xs" c="dimmed" fw={600}>
        {about}
      </Text>
      <Text size="sm" className={classes.sentence}>
        {children}
      </Text>
    </div>
  )
}
