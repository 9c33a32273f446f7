import {
  type ButtonProps,
  createTheme,
  type CSSVariablesResolver,
  defaultVariantColorsResolver,
  parseThemeColor,
  type VariantColorsResolver,
} from '@mantine/core'

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
  if (input.variant === 'filled') {
    return { ...colors, background: shade(8), hover: shade(9), color: 'var(--mantine-color-white)' }
  }
  return colors
}

/**
 * All our colours in both schemes. Colour means a state: failed, in hand, works, and `you` for the focus, the selection and
 * links. CSS files cannot use `light-dark()`: the build rewrites it, and it stops following. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1a1d21',
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-placeholder': '#5c636a',
    '--mantine-color-anchor': '#3b5bdb',
    '--mantine-color-default-border': '#848b93',
    '--mantine-color-default-hover': '#f1f3f5',
    '--desk-surface': '#f6f7f9',
    '--desk-hover': '#f1f3f5',
    '--desk-selected': '#edf0ff',
    '--desk-ink': '#1a1d21',
    '--desk-soft': '#43494f',
    '--desk-you': '#3b5bdb',
    '--desk-tick': '#3b5bdb',
    '--desk-failed': '#c92a2a',
    '--desk-in-hand': '#9c4f00',
    '--desk-works': '#23703a',
    '--desk-control-border': '#848b93',
    '--desk-border': '#e3e6ea',
    '--desk-frame': '#1a1d21',
    '--desk-withheld': '#3f464d',
    '--desk-withheld-text': '#ffffff',
    '--desk-json-key': '#1f3fae',
    '--desk-json-string': '#1d5c2e',
    '--desk-json-literal': '#8a2f00',
  },
  dark: {
    '--mantine-color-body': '#1b1c1f',
    '--mantine-color-text': '#e6e7ea',
    '--mantine-color-dimmed': '#a6a7ab',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-placeholder': '#a6a7ab',
    '--mantine-color-anchor': '#91a7ff',
    '--mantine-color-default-border': '#777b83',
    '--mantine-color-default-hover': '#292b2f',
    '--mantine-color-default': '#1b1c1f',
    '--desk-surface': '#222326',
    '--desk-hover': '#292b2f',
    '--desk-selected': '#262c49',
    '--desk-ink': '#e6e7ea',
    '--desk-soft': '#c4c7cc',
    '--desk-you': '#91a7ff',
    '--desk-tick': '#5c7cfa',
    '--desk-failed': '#ff8787',
    '--desk-in-hand': '#ffb454',
    '--desk-works': '#5fd478',
    '--desk-control-border': '#777b83',
    '--desk-border': '#36393d',
    '--desk-frame': '#9a9da3',
    '--desk-withheld': '#c4c7cc',
    '--desk-withheld-text': '#1b1c1f',
    '--desk-json-key': '#a9bbff',
    '--desk-json-string': '#a3dfb0',
    '--desk-json-literal': '#ffc39e',
  },
})

/** A box that is ticked has no edge but its colour, 3:1 beside what it stands on (WCAG 1.4.11). */
const TICKED = { defaultProps: { color: 'var(--desk-tick)' } }

/** Buttons have 32 pixels, and 40 on a phone (`global.css`). A button that names its size keeps Mantine's. */
const BUTTON_SIZE = { '--button-height': 'var(--desk-button-height)', '--button-fz': '0.8125rem' }

export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: 8,
  variantColorResolver,
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.9375rem' },
  lineHeights: { xs: '1.3334', sm: '1.4286', md: '1.6' },
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.4' },
      h2: { fontSize: '0.9375rem', lineHeight: '1.3334' },
      h3: { fontSize: '0.8125rem', lineHeight: '1.5385' },
    },
  },
  components: {
    Checkbox: TICKED,
    Radio: TICKED,
    Switch: TICKED,
    Button: {
      defaultProps: { fw: 600 },
      vars: (_theme: unknown, props: ButtonProps) => ({ root: props.size === undefined ? BUTTON_SIZE : {} }),
    },
    Modal: {
      defaultProps: { closeButtonProps: { 'aria-label': 'Close dialog' }, padding: 'lg', radius: 'md' },
      styles: {
        title: { fontWeight: 620, fontSize: '1.0625rem', lineHeight: 1.4 },
        // A field with the focus must not be hidden behind the buttons of a long form (WCAG 2.4.11).
        content: { scrollPaddingBlock: '5rem' },
      },
    },
    // Mantine's placeholder is a focusable child, which ARIA does not allow in a menu.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    // The pointer may go onto it, to read it in a magnifier (WCAG 1.4.13).
    Tooltip: { defaultProps: { interactive: true, events: { hover: true, focus: true, touch: false } } },
  },
})
