import { posix, win32 } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mediaType, pageFile } from '../../shared/page/files.ts'
import { contentSecurityPolicy, withNonce } from '../../shared/page/policy.ts'

describe('[security] the files of the page', () => {
  test('no path names a file outside the folder, on any platform', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '..',
        '.',
        '',
        '%2e%2e',
        '%2f',
        '%5c',
        '..%2f',
        'C:',
        'c:%5c',
        '\\',
        '%00',
        '~',
        'index.html',
        'assets',
        '%252e%252e',
        '....',
      ),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const names = pageFile(`/${pieces.join('/')}`)
        if (names === null) return
        expect(posix.resolve('/page', ...names).startsWith('/page/')).toBe(true)
        expect(win32.resolve('C:\\page', ...names).startsWith('C:\\page\\')).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  test('the files of a build are found, the rest is not', () => {
    const paths = [
      '/',
      '/index.html',
      '/assets/main-1a_B.js',
      '/.env',
      '/assets/.map',
      '/a b',
      '/a%20b',
      'index.html',
      '/assets//x.js',
    ]
    expect(paths.map(pageFile)).toEqual([
      ['index.html'],
      ['index.html'],
      ['assets', 'main-1a_B.js'],
      null,
      null,
      null,
      null,
      null,
      null,
    ])
  })

  test('what has no known ending is bytes, which no browser runs', () => {
    expect(['x.js', 'x.HTML', 'x', 'x.exe', 'x.constructor', 'x.xhtml'].map(mediaType)).toEqual([
      'text/javascript; charset=utf-8',
      'text/html; charset=utf-8',
      'application/octet-stream',
      'application/octet-stream',
      'application/octet-stream',
      'application/octet-stream',
    ])
  })

  test('the policy starts from nothing and allows only the own host', () => {
    expect(contentSecurityPolicy('abc').split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self' 'nonce-abc'",
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "object-src 'none'",
    ])
    expect(withNonce('<meta nonce="__CSP_NONCE__">', 'a$&b')).toBe('<meta nonce="a$&b">')
  })
})
