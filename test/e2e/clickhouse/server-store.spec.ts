import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { canaryIn } from '../../support/canary.ts'
import { type ClickHouseServer, findClickHouse, freePort, startClickHouse } from '../../support/clickhouse.ts'
import { runCommand, tabTo } from '../acts/commands.ts'
import { connect } from '../acts/connect.ts'
import { heldByPage } from '../acts/recordings.ts'
import { importResult, recorded, startImport, typeSimulation } from '../acts/request.ts'
import { expect, test as withoutKeychain } from '../fixtures.ts'
import { test } from '../host/with-keyring.ts'

const { simulation_id: simulation } = recorded('support-agent', 0)

async function start(): Promise<ClickHouseServer> {
  const parts = findClickHouse()
  if (parts === null) throw new Error('there is no ClickHouse for this platform')
  const server = await startClickHouse(parts)
  await server.run('CREATE DATABASE traces')
  return server
}

const storeCard = (page: Page): Locator => page.getByRole('region', { name: 'Trace store' })

/** Replaces what a field holds, from the keyboard. */
async function retype(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, storeCard(page).getByLabel(label, { exact: true }), label === 'ClickHouse URL' ? 'Shift+Tab' : 'Tab')
  await page.keyboard.press('Control+A')
  await page.keyboard.type(text)
}

async function press(page: Page, button: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await tabTo(page, storeCard(page).getByRole('button', { name: button }), key)
  await page.keyboard.press('Enter')
}

/** Chooses a kind by its arrow key. */
async function chooseKind(page: Page, from: 'Embedded' | 'ClickHouse server', arrow: 'ArrowRight' | 'ArrowLeft'): Promise<void> {
  await storeCard(page).getByRole('radio', { name: from }).focus()
  await page.keyboard.press(arrow)
}

async function describeServer(page: Page, { writer }: ClickHouseServer): Promise<void> {
  await chooseKind(page, 'Embedded', 'ArrowRight')
  await retype(page, 'ClickHouse User', writer.user)
  await retype(page, 'ClickHouse Database', 'traces')
  await retype(page, 'ClickHouse Table', 'otel_traces')
}

/** The secret is in nothing that the page holds. */
const expectUnseen = async (page: Page, secret: string) => expect(canaryIn([await heldByPage(page)], secret)).toEqual([])

test('a ClickHouse server is tested, saved with its password in the keychain, imported into, and left again, by keyboard', async ({
  app,
  replay,
}) => {
  const server = await start()
  const { password } = server.writer
  try {
    const phoenix = await replay(['support-agent'])
    await connect(app.page, { url: phoenix.url, project: 'support-agent' })

    await test.step('a wrong password, a wrong port, and then the right ones', async () => {
      const { page } = app
      await describeServer(page, server)
      const failure = storeCard(page).getByRole('alert')
      await retype(page, 'ClickHouse URL', server.url)
      await retype(page, 'ClickHouse password', 'a-wrong-one')
      await press(page, 'Test store')
      await expect(failure).toContainText('store-unauthorized')
      await retype(page, 'ClickHouse URL', `http://127.0.0.1:${await freePort()}`)
      await retype(page, 'ClickHouse password', password)
      await press(page, 'Test store')
      await expect(failure).toContainText('store-unreachable')
      await retype(page, 'ClickHouse URL', server.url)
      await press(page, 'Test store')
      await expect(storeCard(page)).toContainText(/ClickHouse [\d.]+ answered; it can be written to; 0 spans in the table/)
      await expect(failure).toBeHidden()
      await press(page, 'Save store', 'Shift+Tab')
      await expect(storeCard(page).getByRole('textbox', { name: 'ClickHouse password' })).toHaveValue('')
      await expect(storeCard(page).getByText('Configured', { exact: true })).toBeVisible()
      await expect(storeCard(page).getByText('Ready')).toBeVisible()
      await expectUnseen(page, password)
    })

    await test.step('an import goes there', async () => {
      const { page } = app
      await typeSimulation(page, simulation)
      await startImport(page)
      await expect(importResult(page)).toContainText(/16 spans in 1 trace .*written/)
      await expect(importResult(page)).toContainText(new URL(server.url).host)
      expect((await server.run('SELECT count(), any(ServiceName) FROM traces.otel_traces')).trim()).toBe('16\tarize')
      await expectUnseen(page, password)
    })

    await app.restart()
    const { page } = app
    await test.step('after a restart it is still chosen, without the password being typed', async () => {
      await runCommand(page, 'Connection and store')
      await expect(storeCard(page).getByText('Ready')).toBeVisible()
      await expect(storeCard(page)).toContainText('16 spans')
      await expect(storeCard(page).getByRole('radio', { name: 'ClickHouse server' })).toBeChecked()
      await expect(storeCard(page).getByLabel('ClickHouse URL')).toHaveValue(server.url)
      await expect(storeCard(page).getByText('Configured', { exact: true })).toBeVisible()
      await runCommand(page, 'Simulations')
      const imports = page.getByRole('grid', { name: 'Imported simulations' })
      await expect(imports.getByRole('row').filter({ hasText: simulation })).toHaveCount(1)
      await expectUnseen(page, password)
    })

    await test.step('back to the embedded one, where nothing was imported; the password is forgotten', async () => {
      await runCommand(page, 'Connection and store')
      await chooseKind(page, 'ClickHouse server', 'ArrowLeft')
      await press(page, 'Save store', 'Shift+Tab')
      await expect(storeCard(page).getByText('Ready')).toBeVisible()
      await expect(storeCard(page)).toContainText('0 spans')
      await runCommand(page, 'Simulations')
      await expect(page.getByText('Nothing imported yet')).toBeVisible()
      expect((await server.run('SELECT count() FROM traces.otel_traces')).trim()).toBe('16')
      await runCommand(page, 'Connection and store')
      await chooseKind(page, 'Embedded', 'ArrowRight')
      await retype(page, 'ClickHouse User', server.writer.user)
      await retype(page, 'ClickHouse URL', server.url)
      await expect(storeCard(page).getByText('Configured', { exact: true })).toBeHidden()
    })

    await test.step('no file of the app holds it', async () => {
      const settings = path.join(app.home, 'companion')
      const files = (await readdir(settings, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
      expect(files.length).toBeGreaterThan(0)
      for (const { parentPath, name } of files)
        expect(canaryIn([await readFile(path.join(parentPath, name), 'latin1')], password), name).toEqual([])
    })
  } finally {
    await server.stop()
  }
})

withoutKeychain(
  'without a keychain the password is gone with the program; the card says so, and typing it again is enough',
  async ({ app }) => {
    const server = await start()
    const { password } = server.writer
    try {
      const type = async (page: Page) => {
        await retype(page, 'ClickHouse URL', server.url)
        await retype(page, 'ClickHouse password', password)
        await press(page, 'Save store', 'Shift+Tab')
        // Until the store is saved it stands in its field.
        await expect(storeCard(page).getByRole('textbox', { name: 'ClickHouse password' })).toHaveValue('')
        await expect(storeCard(page).getByText('Configured', { exact: true })).toBeVisible()
        await expect(storeCard(page).getByText('Ready')).toBeVisible()
        await expectUnseen(page, password)
      }
      await runCommand(app.page, 'Connection and store')
      await describeServer(app.page, server)
      await type(app.page)

      await app.restart()
      const { page } = app
      await runCommand(page, 'Connection and store')
      await expect(storeCard(page).getByText('Failed', { exact: true })).toBeVisible()
      await expect(storeCard(page)).toContainText('ClickHouse answered')
      await expect(storeCard(page).getByText('Configured', { exact: true })).toBeHidden()
      await type(page)
    } finally {
      await server.stop()
    }
  },
)
