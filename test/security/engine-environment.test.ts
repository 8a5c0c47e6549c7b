import { describe, expect, test } from 'vitest'
import { engineEnvironment } from '../../electron/main/engine-environment.ts'

describe('[security] the engine process', () => {
  test('inherits only what is on the list: no secret and no switch of Node or Electron', () => {
    const all = {
      PATH: '/bin',
      HOME: '/home/you',
      LC_ALL: 'C',
      XDG_DATA_HOME: '/data',
      COVAL_COMPANION_HOME: '/home/you/x',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
      PHOENIX_API_KEY: 'canary',
      PHOENIX_CLIENT_HEADERS: 'authorization=canary',
      AWS_SECRET_ACCESS_KEY: 'canary',
      ELECTRON_RUN_AS_NODE: '1',
      NODE_OPTIONS: '--require /evil.js',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      LD_PRELOAD: '/evil.so',
      path: 'not the same on Linux',
    }
    expect(engineEnvironment(all, 'linux')).toEqual({
      PATH: '/bin',
      HOME: '/home/you',
      LC_ALL: 'C',
      XDG_DATA_HOME: '/data',
      COVAL_COMPANION_HOME: '/home/you/x',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
    })
    expect(engineEnvironment({ Path: 'C:\\', SystemRoot: 'C:\\Windows', Phoenix_Api_Key: 'canary' }, 'win32')).toEqual({
      Path: 'C:\\',
      SystemRoot: 'C:\\Windows',
    })
  })
})
