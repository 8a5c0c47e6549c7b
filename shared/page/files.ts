const mediaTypes: ReadonlyMap<string, string> = new Map([
  ['css', 'text/css; charset=utf-8'],
  ['html', 'text/html; charset=utf-8'],
  ['ico', 'image/x-icon'],
  ['js', 'text/javascript; charset=utf-8'],
  ['json', 'application/json; charset=utf-8'],
  ['map', 'application/json; charset=utf-8'],
  ['png', 'image/png'],
  ['svg', 'image/svg+xml; charset=utf-8'],
  ['txt', 'text/plain; charset=utf-8'],
  ['woff2', 'font/woff2'],
])

/** The media type by the name's ending; what is not known is served as bytes, which no browser runs. */
export function mediaType(name: string): string {
  return mediaTypes.get(name.slice(name.lastIndexOf('.') + 1).toLowerCase()) ?? 'application/octet-stream'
}

/**
 * The file below the page's folder that a URL's path names, as single names; null for whatever could leave the folder.
 * Encoded separators, drive letters, dot names and NUL are refused rather than cleaned: no file of the build has them.
 */
export function pageFile(pathname: string): readonly string[] | null {
  if (pathname === '/') return ['index.html']
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return null
  }
  if (!decoded.startsWith('/')) return null
  const names = decoded.slice(1).split('/')
  return names.every((name) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name)) ? names : null
}
