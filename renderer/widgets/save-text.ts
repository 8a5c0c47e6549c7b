/** Offers a text as a download of this name. */
export const saveText = (name: string, type: string, text: string): void => saveBlob(name, new Blob([text], { type }))

export function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download reads the blob after this turn of the loop.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
