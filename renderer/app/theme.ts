import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core'
import {
  ActionIcon,
  Button,
  Combobox,
  createTheme,
  Input,
  Kbd,
  Menu,
  Modal,
  PasswordInput,
  Select,
  Switch,
  TextInput,
  Tooltip,
} from '@mantine/core'

const iris: MantineColorsTuple = [
  '#eef0ff',
  '#dfe3ff',
  '#bcc4fd',
  '#9aa6fb',
  '#7785f5',
  '#5f6eee',
  '#4b59d8',
  '#3f4bbd',
  '#363fa3',
  '#2d3583',
]
const dark: MantineColorsTuple = [
  '#dfe3ea',
  '#b8c0cc',
  '#9aa4b4',
  '#7b8698',
  '#39414f',
  '#2a303b',
  '#1c2129',
  '#161a21',
  '#101319',
  '#0b0d12',
]

/** Small, square and quiet: this is a tool. Every size is one step below Mantine's own. */
export const theme = createTheme({
  respectReducedMotion: true,
  colors: { iris, dark },
  primaryColor: 'iris',
  primaryShade: { light: 6, dark: 6 },
  fontFamily: '"Inter Variable", Inter, -apple-system, BlinkMacSystemFont, "Segoe UI", Cantarell, "Noto Sans", sans-serif',
  fontFamilyMonospace:
    '"JetBrains Mono Variable", "JetBrains Mono", ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  defaultRadius: 5,
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Button: Button.extend({
      defaultProps: { size: 'xs' },
      vars: (_theme, { size }) =>
        size === 'compact-sm'
          ? { root: { '--button-fz': '12px', '--button-height': '26px', '--button-padding-x': '9px' } }
          : size === 'compact-xs'
            ? { root: { '--button-fz': '12px', '--button-height': '22px', '--button-padding-x': '7px' } }
            : { root: {} },
    }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 28 } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'xs' } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'xs' } }),
    Select: Select.extend({ defaultProps: { size: 'xs', allowDeselect: false, checkIconPosition: 'right' } }),
    // A closed list has no elements: Mantine would draw them all, and measure the page for them, with the field.
    Combobox: Combobox.extend({ defaultProps: { keepMounted: false } }),
    Switch: Switch.extend({ defaultProps: { size: 'xs' } }),
    Kbd: Kbd.extend({ defaultProps: { size: 'xs' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: false, fz: 12 } }),
    // The hidden placeholder is a `menu` child without a role that axe accepts.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false, shadow: 'md' } }),
    Modal: Modal.extend({ defaultProps: { transitionProps: { duration: 90 } } }),
    CloseButton: { defaultProps: { 'aria-label': 'Close' } },
    InputWrapper: Input.Wrapper.extend({ defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } }),
  },
})

/** Mantine's own greys and reds fail WCAG AA on these surfaces; the palette of tokens.css does not. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--bg)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-dimmed': 'var(--muted)',
    '--mantine-color-placeholder': 'var(--placeholder)',
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-color': 'var(--text)',
    '--mantine-color-default-border': 'var(--border-strong)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-gray-light-color': 'var(--muted)',
    '--mantine-color-gray-text': 'var(--muted)',
    '--mantine-color-gray-outline': 'var(--muted)',
    '--mantine-color-gray-light-hover': 'var(--hover)',
    '--mantine-color-red-light-color': 'var(--bad)',
    '--mantine-color-red-text': 'var(--bad)',
    '--mantine-color-red-outline': 'var(--bad)',
    '--mantine-color-red-light-hover': 'var(--hover)',
    '--mantine-color-iris-light-hover': 'var(--hover)',
    '--mantine-color-iris-light-color': 'var(--accent)',
    '--mantine-color-iris-text': 'var(--accent)',
    '--mantine-color-iris-outline': 'var(--accent)',
  }
  return { variables: {}, light: shared, dark: shared }
}
