import { Button, Modal } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { dismissOpening, refuseFolder, useOpening, useOpenRecordings } from '../../stores/open-recording.ts'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { PlainText } from '../../widgets/plain-text.tsx'
import { Spinner } from '../../widgets/spinner.tsx'
import classes from './frame.module.css'

const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
/** The name of a dropped folder; a browser offers one as a file that cannot be read. */
const findFolder = (dropped: DataTransfer | null): string | null =>
  [...(dropped?.items ?? [])].map((item) => item.webkitGetAsEntry?.()).find((entry) => entry?.isDirectory)?.name ?? null

const isCase = (file: File) => /\.cvcase$/i.test(file.name)

/**
 * A file may be dropped anywhere. A view that takes files of spans itself keeps those (it prevents the event's default before it
 * comes here); a case goes here from everywhere.
 */
export function DropZone() {
  const { open, choose } = useOpenRecordings()
  const opening = useOpening()
  const [over, setOver] = useState(false)
  useEffect(() => {
    const onDragOver = (event: DragEvent) => {
      if (!holdsFiles(event)) return
      const taken = event.defaultPrevented
      // Without this the window would leave the page for the file.
      event.preventDefault()
      setOver(!taken)
    }
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const take = (event: DragEvent) => {
      const folder = findFolder(event.dataTransfer)
      const files = [...(event.dataTransfer?.files ?? [])]
      if (folder !== null) refuseFolder(folder)
      else if (files.length > 0) void open(files)
    }
    const onCase = (event: DragEvent) => {
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length === 0 || !files.every(isCase)) return
      event.preventDefault()
      event.stopPropagation()
      setOver(false)
      take(event)
    }
    const onDrop = (event: DragEvent) => {
      setOver(false)
      if (!holdsFiles(event) || event.defaultPrevented) return
      event.preventDefault()
      take(event)
    }
    window.addEventListener('dragover', onDragOver)
    window.addEventListener('dragleave', onDragLeave)
    window.addEventListener('drop', onCase, { capture: true })
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragover', onDragOver)
      window.removeEventListener('dragleave', onDragLeave)
      window.removeEventListener('drop', onCase, { capture: true })
      window.removeEventListener('drop', onDrop)
    }
  }, [open])
  return (
    <>
      {over && (
        <section className={classes.over} aria-label="Drop a file">
          <div className={classes.target}>
            <IconFileImport size={30} stroke={1.4} aria-hidden />
            <p className={classes.targetTitle}>Drop it to open it</p>
            <p>A recorded case (.cvcase), or OTLP JSON from Phoenix or a collector (.json, .jsonl)</p>
          </div>
        </section>
      )}
      {opening.phase === 'opening' && !over && (
        <div className={classes.opening} role="status">
          <Spinner />
          <span>
            Opening <PlainText text={opening.name} />
          </span>
        </div>
      )}
      <Modal opened={opening.phase === 'failed'} onClose={dismissOpening} title="The file was not opened" size={520}>
        {opening.phase === 'failed' && (
          <>
            <p className={classes.fileName}>
              <PlainText text={opening.name} />
            </p>
            <FailurePanel failure={opening.failure} />
            <p className={classes.untouched}>Nothing was changed and nothing of it is kept.</p>
            <div className={classes.modalActions}>
              <Button variant="default" onClick={dismissOpening}>
                Close
              </Button>
              <Button
                onClick={() => {
                  dismissOpening()
                  choose()
                }}
              >
                Open another file…
              </Button>
            </div>
          </>
        )}
      </Modal>
    </>
  )
}
