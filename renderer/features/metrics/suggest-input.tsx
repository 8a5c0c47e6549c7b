import { Combobox, TextInput, useCombobox } from '@mantine/core'
import { PlainText } from '../../widgets/plain-text.tsx'

/** A text that may be anything, with a few suggestions that hold what is typed. */
export function SuggestInput({
  label,
  value,
  suggestions,
  placeholder,
  disabled = false,
  error,
  onChange,
}: {
  label: string
  value: string
  suggestions: readonly string[]
  placeholder?: string
  disabled?: boolean
  error?: string | null
  onChange: (value: string) => void
}) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const text = value.trim().toLowerCase()
  const exact = suggestions.some((one) => one.toLowerCase() === text)
  const shown = (exact ? suggestions : suggestions.filter((one) => one.toLowerCase().includes(text))).slice(0, 50)
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(chosen) => {
        onChange(chosen)
        combobox.closeDropdown()
      }}
    >
      <Combobox.Target>
        <TextInput
          aria-label={label}
          value={value}
          disabled={disabled}
          error={error}
          spellCheck={false}
          autoComplete="off"
          {...(placeholder === undefined ? {} : { placeholder })}
          onChange={(event) => {
            onChange(event.currentTarget.value)
            combobox.openDropdown()
            combobox.resetSelectedOption()
          }}
          onClick={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={shown.length === 0}>
        <Combobox.Options mah={240} style={{ overflowY: 'auto' }} aria-label={`${label}: suggestions`}>
          {shown.map((one) => (
            <Combobox.Option key={one} value={one}>
              <PlainText text={one} />
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
