#!/usr/bin/env node
// Nothing is imported up here: an old Node has to get as far as the sentence below.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `coval-companion needs Node 22.19 or newer and was started with ${process.version}; inside the repository, \`npm run cli -- …\` brings its own.`,
  )
  process.exitCode = 2
} else {
  const { main } = await import('./main.ts')
  await main(process.argv.slice(2))
}

export {}
