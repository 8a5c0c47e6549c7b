// summarize-tests.ts REPORT…           names what failed or was skipped; the last line counts over all reports; exit code 1 unless all passed
// summarize-tests.ts --skipped REPORT… prints the files in which a test was skipped, one a line, to be run again
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { mergeReports, readReport, summarize } from './test-reports.ts'

const [first, ...others] = process.argv.slice(2)
const onlySkipped = first === '--skipped'
const paths = onlySkipped || first === undefined ? others : [first, ...others]
const files = mergeReports(paths.map((path) => readReport(JSON.parse(readFileSync(path, 'utf8')))))

if (onlySkipped) {
  for (const file of files) if (file.skipped.length > 0) console.log(relative(process.cwd(), file.path))
} else {
  const { line, good, failed, skipped } = summarize(files)
  const shorten = (name: string) => name.replace(`${process.cwd()}/`, '')
  for (const name of failed) console.log(`failed: ${shorten(name)}`)
  for (const name of skipped) console.log(`skipped: ${shorten(name)}`)
  console.log(line)
  process.exitCode = good ? 0 : 1
}
