import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

/** The one accent: warm sun yellow. Shade 5 fills, 8 and 9 are dark enough to be read on white. */
const sun: MantineColorsTuple = [
  '#fff9e3',
  '#fff1c4',
  '#ffe48d',
  '#ffd654',
  '#fdc72a',
  '#f5b800',
  '#d29c00',
  '#a67a00',
  '#7a5900',
  '#5a4200',
]

/** Mantine's, with the filling shade dark enough for white text and for text on white. */
const red: MantineColorsTuple = [
  '#ffe3e3',
  '#ff9b9b',
  '#ffc9c9',
  '#ffa8a8',
  '#ff8787',
  '#d92b2b',
  '#e03131',
  '#c92a2a',
  '#b02525',
  '#961f1f',
]

/** Mantine's dark greys with the blue of our dark surfaces. */
const dark: MantineColorsTuple = [
  '#d3d7de',
  '#b8bec9',
  '#868d9a',
  '#69707d',
  '#434954',
  '#383d47',
  '#272b33',
  '#1d2026',
  '#191c21',
  '#121419',
]

export const theme = createTheme({
  colors: { sun, red, dark },
  primaryColor: 'sun',
  primaryShade: { light: 5, dark: 5 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.125rem' }, h3: { fontSize: '1rem' } },
  },
  components: {
    Modal: { defaultProps: { centered: true } },
    Menu: { defaultProps: { shadow: 'md', withinPortal: true } },
    Tooltip: { defaultProps: { withArrow: true, events: { hover: true, focus: true, touch: true } } },
  },
})

/** Mantine's greys for quiet text are too light on white for WCAG AA (4.5:1), and yellow text would be unreadable. */
export const resolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-anchor': sun[8],
    '--mantine-color-dimmed': '#596069',
    '--mantine-color-placeholder': '#69707a',
    '--mantine-color-error': '#c92a2a',
    '--sundial-focus': sun[8],
    '--sundial-surface': '#ffffff',
    '--sundial-ground': '#f7f7f5',
    '--sundial-line': '#e3e3de',
  },
  dark: {
    '--mantine-color-anchor': sun[4],
    '--mantine-color-dimmed': '#a4a9b1',
    '--mantine-color-placeholder': '#8d939c',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-body': '#16181d',
    '--sundial-focus': sun[4],
    '--sundial-surface': '#1d2026',
    '--sundial-ground': '#16181d',
    '--sundial-line': '#33373f',
  },
})
