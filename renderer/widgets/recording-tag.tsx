import { IconDeviceAudioTape } from '@tabler/icons-react'
import { Tag } from './tag.tsx'

/** Marks what comes from a recording and not from a Phoenix: a word, a sign and a colour of its own. */
export const RecordingTag = () => (
  <Tag tone="recording">
    <IconDeviceAudioTape size={13} stroke={1.8} aria-hidden />
    recording
  </Tag>
)
