import { checkCommand } from './check.ts'
import type { Command } from './command.ts'
import { compareCommand } from './compare.ts'
import { connectionCommand } from './connection.ts'
import { demoCommand } from './demo.ts'
import { exportCommand } from './export.ts'
import { importCommand } from './import.ts'
import { importsCommand } from './imports.ts'
import { judgeCommand } from './judge.ts'
import { metricsCommand } from './metrics.ts'
import { openCommand } from './open.ts'
import { previewCommand } from './preview.ts'
import { recordCommand } from './record.ts'
import { serveCommand } from './serve.ts'

export const commands: readonly Command[] = [
  demoCommand,
  importCommand,
  previewCommand,
  checkCommand,
  metricsCommand,
  judgeCommand,
  exportCommand,
  recordCommand,
  openCommand,
  compareCommand,
  connectionCommand,
  importsCommand,
  serveCommand,
]
