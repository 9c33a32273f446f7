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

/** Mantine's own colours fail the contrast of WCAG 2.2 AA in many variants. These pass it in light and dark. */
const GREY_TINT = 'light-dark(var(--mantine-color-gray-2), #36393f)'

const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input)
  const parsed = parseThemeColor({ color: input.color ?? input.theme.primaryColor, theme: input.theme })
  if (!parsed.isThemeColor) return colors
  const shade = (n: number) => `var(--mantine-color-${parsed.color}-${n})`
  if (TINTED.has(input.variant)) {
    const onLight = `color-mix(in srgb, ${shade(9)} 80%, black)`
    const color = `light-dark(${onLight}, ${shade(2)})`
    // In the dark scheme, Mantine's grey is almost the colour of the page.
    const background = parsed.color === 'gray' && input.variant === 'light' ? GREY_TINT : colors.background
    return { ...colors, background, color }
  }
  if (input.variant === 'filled' && TAKES_DARK_TEXT.has(parsed.color)) {
    return { ...colors, color: 'var(--mantine-color-black)' }
  }
  if (input.variant === 'filled') {
    return { ...colors, background: shade(8), hover: shade(9), color: 'var(--mantine-color-white)' }
  }
  return colors
}

/** All our colours in both schemes. CSS files cannot use `light-dark()`: the build rewrites it, and it stops following. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-placeholder': '#6c737a',
    '--mantine-color-anchor': 'var(--mantine-color-indigo-8)',
    '--desk-surface': 'var(--mantine-color-gray-0)',
    '--desk-border': 'var(--mantine-color-gray-3)',
    '--desk-redacted-surface': '#fff4e0',
    '--desk-redacted-border': '#e0a53a',
    '--desk-redacted-text': '#6b4300',
    '--desk-cut-surface': '#eef0f3',
    '--desk-cut-border': '#a9b0b8',
    '--desk-cut-text': '#40474f',
    '--desk-invisible-surface': '#ffe9e9',
    '--desk-invisible-border': '#e08585',
    '--desk-invisible-text': '#8a1414',
    '--desk-json-key': '#1f3fae',
    '--desk-json-string': '#1d5c2e',
    '--desk-json-literal': '#8a2f00',
    '--desk-control-border': '#848b93',
    '--desk-hover': 'var(--mantine-color-gray-2)',
    '--desk-live': '#2f9e44',
    '--desk-reconnecting': '#e8590c',
    '--desk-error': '#c92a2a',
    '--desk-error-surface': '#fff5f5',
    '--desk-error-code': '#ffe3e3',
  },
  dark: {
    '--mantine-color-dimmed': '#a6a7ab',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-placeholder': '#909296',
    '--mantine-color-anchor': 'var(--mantine-color-indigo-3)',
    '--mantine-color-body': '#1b1c1f',
    '--desk-surface': '#222326',
    '--desk-border': '#3a3c40',
    '--desk-redacted-surface': '#3b2f17',
    '--desk-redacted-border': '#7d6022',
    '--desk-redacted-text': '#ffdf9e',
    '--desk-cut-surface': '#303236',
    '--desk-cut-border': '#5a5e65',
    '--desk-cut-text': '#d3d6da',
    '--desk-invisible-surface': '#45201f',
    '--desk-invisible-border': '#8a4543',
    '--desk-invisible-text': '#ffc9c9',
    '--desk-json-key': '#a9bbff',
    '--desk-json-string': '#a3dfb0',
    '--desk-json-literal': '#ffc39e',
    '--desk-control-border': '#777b83',
    '--desk-hover': 'var(--mantine-color-dark-5)',
    '--desk-live': '#51cf66',
    '--desk-reconnecting': '#ffa94d',
    '--desk-error': '#ff8787',
    '--desk-error-surface': '#35201f',
    '--desk-error-code': '#4a2a29',
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
    Modal: {
      defaultProps: { closeButtonProps: { 'aria-label': 'Close dialog' }, padding: 'lg' },
      styles: {
        title: { fontWeight: 620, fontSize: '1.0625rem' },
        // A field with the focus must not be hidden behind the buttons of a long form (WCAG 2.4.11).
        content: { scrollPaddingBlock: '5rem' },
      },
    },
    // Mantine's placeholder is a focusable child, which ARIA does not allow in a menu.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    NavLink: { styles: { root: { borderRadius: 'var(--mantine-radius-md)' } } },
    Tooltip: { defaultProps: { events: { hover: true, focus: true, touch: false } } },
    Badge: { defaultProps: { variant: 'light' } },
  },
})
