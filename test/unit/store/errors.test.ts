import { describe, expect, it } from 'vitest'
import { toStoreError } from '../../../electron/engine/store/connection/errors.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'

const context = { location: 'http://store:8123', secret: 'pa$$word' }
const withCode = (code: string, message = 'x', type = '') => Object.assign(new Error(message), { code, type })
const codeOf = (error: unknown) => toStoreError(error, context).code

describe('failures of the store', () => {
  it('have the code that says what to do', () => {
    expect(
      Object.entries({
        refused: withCode('ECONNREFUSED'),
        everyAddressRefused: new AggregateError([withCode('ECONNREFUSED')], 'every address'),
        dns: new Error('fetch failed', { cause: withCode('ENOTFOUND') }),
        certificate: withCode('DEPTH_ZERO_SELF_SIGNED_CERT'),
        plainHttp: withCode('EPROTO'),
        silence: new Error('Timeout error.'),
        password: withCode('516'),
        noPassword: withCode('194'),
        readonly: withCode('164'),
        denied: withCode('497'),
        database: withCode('81'),
        full: withCode('243'),
        fullBelow: withCode('1001', 'filesystem error: No space left on device'),
        fileTooLarge: withCode('75', 'Cannot write, errno: 27, strerror: File too large'),
        memory: withCode('241'),
        proxy: new Error('<html><body>502 Bad Gateway</body></html>'),
        folder: withCode('EACCES'),
      }).map(([name, error]) => [name, codeOf(error)]),
    ).toEqual([
      ['refused', 'store-unreachable'],
      ['everyAddressRefused', 'store-unreachable'],
      ['dns', 'store-unreachable'],
      ['certificate', 'store-unreachable'],
      ['plainHttp', 'store-unreachable'],
      ['silence', 'store-unreachable'],
      ['password', 'store-unauthorized'],
      ['noPassword', 'store-unauthorized'],
      ['readonly', 'store-read-only'],
      ['denied', 'store-read-only'],
      ['database', 'store-schema'],
      ['full', 'store-full'],
      ['fullBelow', 'store-full'],
      ['fileTooLarge', 'store-full'],
      ['memory', 'store-failed'],
      ['proxy', 'store-failed'],
      ['folder', 'store-read-only'],
    ])
  })

  it('[security] hold no piece of the password where a long text is cut within it', () => {
    const said = (at: number) => toStoreError(withCode('62', `${'x'.repeat(at)}pa$$word`, 'SYNTAX_ERROR'), context).message
    expect([292, 294, 297, 299].map((at) => /x(p[^x]*)?$/.exec(said(at))?.[1] ?? '')).toEqual(['', '', '', ''])
  })

  it('[security] hold neither the password nor a row nor a foreign body', () => {
    const messages = [
      withCode('62', 'Syntax error near pa$$word', 'SYNTAX_ERROR'),
      withCode('26', 'Cannot parse quoted string, before: \'{"input":"a patient"}\': (at row 1)', 'CANNOT_PARSE_QUOTED_STRING'),
      new Error('<html>pa$$word</html>'),
    ].map((error) => toStoreError(error, context).message)
    expect(messages).toEqual([
      'http://store:8123: ClickHouse answered SYNTAX_ERROR: Syntax error near …',
      'http://store:8123: ClickHouse answered CANNOT_PARSE_QUOTED_STRING: Cannot parse quoted string',
      'http://store:8123: the answer is not ClickHouse’s',
    ])
  })

  it('are cancellations when the caller stopped, and stay what they are when they are ours already', () => {
    const ours = new CompanionError('store-taken', 'x')
    expect([
      toStoreError(new Error('aborted'), { ...context, signal: AbortSignal.abort() }).code,
      toStoreError(ours, context),
    ]).toEqual(['cancelled', ours])
  })
})
