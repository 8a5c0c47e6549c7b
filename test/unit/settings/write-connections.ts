// One of several processes that save connections at the same time: `node write-connections.ts DIRECTORY NAME COUNT`.
import { openSettings } from '../../../electron/engine/settings/index.ts'

const [directory = '', name = '', count = '0'] = process.argv.slice(2)
const settings = openSettings({ directory })
for (let index = 0; index < Number(count); index += 1)
  await settings.saveConnection({ id: null, name: `${name}${index}`, host: 'localhost:6006', project: 'p' })
process.disconnect()
