import {
  createTheme,
  type CSSVariablesResolver,
  defaultVariantColorsResolver,
  parseThemeColor,
  type VariantColorsResolver,
} from '@mantine/core'

/** White text on a filled button of these colours is below 4.5:1. */
const TAKES_DARK_TEXT: ReadonlySet<string> = new Set(['yellow', 'lime', 'orange', 'green', 'teal', 'cyan'])
const TINTED: ReadonlySet<string> = new Set(['light', 'outline', 'subtle', 'transparent'])

/** Mantine's own colours miss WCAG 2.2 AA contrast in many variants; these pass in light and dark. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input)
  const parsed = parseThemeColor({ color: input.color ?? input.theme.primaryColor, theme: input.theme })
  if (!parsed.isThemeColor) return colors
  const shade = (n: number) => `var(--mantine-color-${parsed.color}-${n})`
  if (TINTED.has(input.variant)) {
    const onLight = `color-mix(in srgb, ${shade(9)} 80%, black)`
    return { ...colors, color: `light-dark(${onLight}, ${shade(2)})` }
  }
  if (input.variant === 'filled' && TAKES_DARK_TEXT.has(parsed.color)) {
    return { ...colors, color: 'var(--mantine-color-black)' }
  }
  if (input.variant === 'filled') {
    return { ...colors, background: shade(8), hover: shade(9), color: 'var(--mantine-color-white)' }
  }
  return colors
}

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-placeholder': '#6c737a',
    '--mantine-color-anchor': 'var(--mantine-color-indigo-8)',
    '--desk-surface': 'var(--mantine-color-gray-0)',
    '--desk-border': 'var(--mantine-color-gray-3)',
  },
  dark: {
    '--mantine-color-dimmed': '#a6a7ab',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-placeholder': '#909296',
    '--mantine-color-anchor': 'var(--mantine-color-indigo-3)',
    '--mantine-color-body': '#1b1c1f',
    '--desk-surface': '#222326',
    '--desk-border': '#3a3c40',
  },
})

export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: 8,
  variantColorResolver,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.35' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  components: {
    Modal: { defaultProps: { closeButtonProps: { 'aria-label': 'Close dialog' } } },
    Tooltip: { defaultProps: { events: { hover: true, focus: true, touch: false } } },
    Badge: { defaultProps: { variant: 'light' } },
  },
})
