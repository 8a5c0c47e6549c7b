import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { readLine } from '../../../electron/cli/secret.ts'

const never = new AbortController().signal

test('a key that is waited for is given up when the person cancels', async () => {
  const stop = new AbortController()
  const waiting = readLine(new PassThrough(), stop.signal)
  stop.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
})

test('a password and a key come one a line, however the pipe cuts them', async () => {
  const pipe = new PassThrough()
  pipe.write(' pass')
  pipe.write('word\r\nsk-')
  pipe.end('key')
  expect([await readLine(pipe, never), await readLine(pipe, never), await readLine(pipe, never)]).toEqual([
    'password',
    'sk-key',
    '',
  ])
})
