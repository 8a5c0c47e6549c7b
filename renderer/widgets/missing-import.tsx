import { useLocation } from '../stores/navigation.ts'
import { useImports } from '../stores/queries.ts'
import classes from './panels.module.css'

/** Says that the link names an import that is not there, so that another one in its place is not taken for it. */
export function MissingImport({ instead = '' }: { instead?: string }) {
  const { importId, source } = useLocation()
  const { data, isFetching } = useImports()
  // The list may be older than the import.
  if (importId === null || source !== null || data === undefined || isFetching) return null
  if (data.some((record) => record.importId === importId)) return null
  return (
    <p className={classes.partial} role="note">
      <strong>Not here.</strong> The link names an import that is not in this store: it was deleted or replaced, or it is in
      another one.{instead && data.length > 0 && ` ${instead}`}
    </p>
  )
}
