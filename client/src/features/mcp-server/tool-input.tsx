import classes from './tool-preview.module.css'

interface Property {
  type: string
  maxLength?: number
  enum?: readonly string[]
}

interface Schema {
  properties: Record<string, unknown>
  required: readonly string[]
}

/** The arguments of a tool, each in one line. */
export function ToolInput({ schema }: { schema: Schema }) {
  return (
    <ul className={classes.input} aria-label="Arguments">
      {Object.entries(schema.properties).map(([name, property]) => (
        <Argument
          key={name}
          name={name}
          property={property as Property}
          isRequired={schema.required.includes(name)}
        />
      ))}
    </ul>
  )
}

interface ArgumentProps {
  name: string
  property: Property
  isRequired: boolean
}

function Argument({ name, property, isRequired }: ArgumentProps) {
  const { type, maxLength, enum: values } = property
  const need = isRequired ? 'required' : 'optional'
  if (!values) {
    const size = maxLength === undefined ? '' : `, at most ${maxLength.toLocaleString('en')}`
    return (
      <li>
        <span className={classes.key}>{name}</span>: {type}
        {size}, {need}
      </li>
    )
  }
  return (
    <li>
      <details open>
        <summary>
          <span className={classes.key}>{name}</span>: one of {values.length}, {need}
        </summary>
        <ul className={classes.values} aria-label={`Values of ${name}`}>
          {values.map((value) => (
            <li key={value} className={classes.value}>
              "{value}"
            </li>
          ))}
        </ul>
      </details>
    </li>
  )
}
