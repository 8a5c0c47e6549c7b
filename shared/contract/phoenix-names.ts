/** What a text says, or what is wrong with it in words that stand beside its field. */
export type Read =
  | { readonly ok: true; readonly value: string; readonly problem: null }
  | { readonly ok: false; readonly value: null; readonly problem: string }

const says = (value: string): Read => ({ ok: true, value, problem: null })
const refused = (problem: string): Read => ({ ok: false, value: null, problem })

const longestName = 500

/** Project names end up in the path of a URL: Phoenix cannot serve one with these characters (spec 1). */
export function readProjectName(text: string): Read {
  const name = text.trim()
  if (name === '') return refused('name the Phoenix project')
  if (name.length > longestName) return refused(`a project name has at most ${longestName} characters`)
  return /[/?#]/.test(name) ? refused('a project name cannot hold / ? #') : says(name)
}

interface ReadUrl {
  readonly protocol: string
  readonly username: string
  readonly password: string
  readonly search: string
  readonly hash: string
  readonly origin: string
  readonly pathname: string
}

/** A Phoenix base URL. A path prefix is kept, a trailing slash is not significant, user info, query and fragment are refused. */
export function readPhoenixHost(text: string): Read {
  const address = text.trim()
  let url: ReadUrl
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`)
  } catch {
    return refused('not a URL')
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refused('only http and https')
  if (url.username !== '' || url.password !== '') return refused('a key does not belong in the address')
  if (url.search !== '' || url.hash !== '') return refused('the address ends before ? and #')
  return says(url.origin + url.pathname.replace(/\/+$/, ''))
}

declare const URL: new (text: string) => ReadUrl
