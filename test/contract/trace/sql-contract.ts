import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/index.ts'
import type { SqlAnswer } from '../../../shared/contract/metrics.ts'
import type { SpanSource } from '../../../shared/contract/source.ts'
import type { StoreHome } from '../store/homes.ts'
import { fixedRecording } from './fixed-recording.ts'
import { type OpenedEngine, openEngine, recordedSpans } from './opened-engine.ts'

/** A file that stands in the directory of these tests: embedded, a table's bare name could be it. */
const ownFile = 'LICENSE'

/** What each of these may answer: nothing but a refusal. */
const reaches: readonly (readonly [sql: string, words: string])[] = [
  ['SELECT * FROM otel_traces', 'not otel_traces'],
  ['SELECT * FROM coval_imports', 'not coval_imports'],
  ['SELECT * FROM system.tables', 'not system.tables'],
  ['SELECT * FROM `system`.`tables`', 'not system.tables'],
  ['SELECT * FROM spans, system.users', 'not system.users'],
  ['SELECT * FROM spans JOIN otel_traces USING TraceId', 'not otel_traces'],
  ['WITH t AS (SELECT * FROM system.users) SELECT * FROM t', 'not system.users'],
  ['SELECT (SELECT count() FROM system.tables)', 'not system.tables'],
  ['SELECT 1 WHERE 1 IN system.users', 'not system.users'],
  ['SELECT SpanId FROM spans WHERE SpanId IN otel_traces', 'not otel_traces'],
  ['SELECT in(1, system.users)', 'not system.users'],
  ['SELECT exists(SELECT 1 FROM system.users)', 'not system.users'],
  ['SELECT 1 UNION ALL SELECT count() FROM system.tables', 'not system.tables'],
  ['SELECT 1 INTERSECT SELECT count() FROM system.tables', 'not system.tables'],
  ["SELECT * FROM file('/etc/passwd', 'LineAsString')", 'table function file'],
  ["SELECT file('/etc/passwd')", 'function file'],
  ["SELECT FILE('/etc/passwd')", 'function FILE'],
  ["SELECT * FROM url('http://127.0.0.1:1/', 'CSV')", 'table function url'],
  ["SELECT * FROM s3('http://127.0.0.1:1/x')", 'table function s3'],
  ["SELECT * FROM remote('127.0.0.1:1', system.users)", 'table function remote'],
  ["SELECT * FROM merge('.*')", 'table function merge'],
  ["SELECT * FROM executable('x.sh', 'CSV', 'a String')", 'table function executable'],
  ['SELECT * FROM view(SELECT 1)', 'table function view'],
  ['SELECT * FROM loop(otel_traces)', 'table function loop'],
  ["SELECT * FROM dictionary('d')", 'table function dictionary'],
  ["SELECT dictGet('d', 'a', 1)", 'function dictGet'],
  ["SELECT joinGet('d', 'a', 1)", 'function joinGet'],
  ["SELECT getSetting('max_threads')", 'function getSetting'],
  ['SELECT sleep(3)', 'function sleep'],
  ['SELECT hostName(), currentUser()', 'function hostName'],
  ["SELECT arrayMap(x -> file(x), ['/etc/passwd'])", 'function file'],
  ['SELECT * APPLY(file) FROM spans', 'APPLY'],
  ['SELECT 1 SETTINGS readonly = 0', 'SETTINGS'],
  ['SELECT 1 AS `a\\nTableIdentifier spans`', 'escape'],
  ['SELECT 1 AS `b (alias c)`', 'not supported'],
  ...['SELECT * FROM <file>', 'SELECT * FROM spans, <file>', 'SELECT * FROM spans WHERE SpanId IN <file>'].flatMap((sql) =>
    [ownFile, `\`${ownFile}\``, `"${ownFile}"`].map((name): [string, string] => [sql.replace('<file>', name), `not ${ownFile}`]),
  ),
  ['SELECT * FROM `/etc/passwd`', 'not /etc/passwd'],
  ['SELECT * FROM "/etc/passwd"', 'not /etc/passwd'],
  ['SELECT * FROM `/etc/shadow`', 'not /etc/shadow'],
  ['SELECT * FROM `/etc/coval-never`', 'not /etc/coval-never'],
  ['SELECT * FROM spans/**/ -- a remark\n, /* `spans` */ `/etc/passwd`', 'not /etc/passwd'],
  ['SELECT * FROM spans JOIN `/etc/passwd` ON true', 'not /etc/passwd'],
  ['SELECT (SELECT * FROM `/etc/passwd`)', 'not /etc/passwd'],
  ["SELECT 'a' IN `/etc/passwd`", 'not /etc/passwd'],
  ["SELECT 'a' GLOBAL NOT IN `/etc/passwd`", 'not /etc/passwd'],
  ["SELECT nullIn('a', `/etc/passwd`)", 'not /etc/passwd'],
  ["SELECT inIgnoreSet('a', `/etc/passwd`)", 'not /etc/passwd'],
  ["SELECT arrayFilter(x -> x IN `/etc/passwd`, ['a'])", 'not /etc/passwd'],
  ['SELECT * FROM default.`/etc/passwd`', 'not default./etc/passwd'],
  ['SELECT 1 IN information_schema.tables', 'not information_schema.tables'],
  ['SELECT 1 IN INFORMATION_SCHEMA.TABLES', 'not INFORMATION_SCHEMA.TABLES'],
  // Names of WITH, used where they do not hold.
  ['WITH `/etc/passwd` AS file SELECT * FROM file', 'not file'],
  ["WITH `/etc/passwd` AS file SELECT 'a' IN file", 'not /etc/passwd'],
  ['WITH system.users AS file SELECT 1 IN file', 'not system.users'],
  [`WITH ${ownFile} AS (SELECT * FROM ${ownFile}) SELECT * FROM ${ownFile}`, `not ${ownFile}`],
  [`SELECT * FROM ${ownFile} UNION ALL WITH ${ownFile} AS (SELECT 'a') SELECT * FROM ${ownFile}`, `not ${ownFile}`],
  [`SELECT 'a' IN ${ownFile}, (WITH ${ownFile} AS (SELECT 'a') SELECT * FROM ${ownFile})`, `not ${ownFile}`],
  [`SELECT exists(SELECT 1 FROM ${ownFile}), '${ownFile} AS (SELECT 1)'`, `not ${ownFile}`],
  ['WITH spans AS (SELECT * FROM `/etc/passwd`) SELECT * FROM spans', 'not /etc/passwd'],
  ['SELECT 1 AS spans FROM `spans (alias spans)`', 'not supported'],
  ["SELECT '\n   Function plus' IN `/etc/passwd`", 'not /etc/passwd'],
  ['SELECT $$\n   Function plus$$ IN `/etc/passwd`', 'not /etc/passwd'],
  ['SELECT _table, _database FROM spans', '_table'],
  ["SELECT * FROM input('a String')", 'table function input'],
  ["SELECT * FROM fileCluster('c', '/etc/passwd')", 'table function fileCluster'],
  ["SELECT * FROM clusterAllReplicas('default', system.one)", 'table function clusterAllReplicas'],
  ['SELECT * FROM filesystem()', 'table function filesystem'],
  ['SELECT * FROM python(x)', 'table function python'],
  ["SELECT formatRow('Protobuf', 1)", 'function formatRow'],
  ["SELECT sleepEachRow(1), throwIf(1, 'Cannot modify x setting')", 'function sleepEachRow'],
  ["SELECT dictGetOrDefault('d', 'a', 1, 2)", 'function dictGetOrDefault'],
  ["SELECT catboostEvaluate('/etc/passwd', 1)", 'function catboostEvaluate'],
  ['EXPLAIN SELECT 1', 'table function viewExplain'],
  ['SELECT * FROM (EXPLAIN SELECT 1)', 'table function viewExplain'],
  ['DESCRIBE `/etc/passwd`', 'Only one SELECT'],
  ['SELECT * FROM (SELECT 1 SETTINGS max_threads = 1)', 'SETTINGS'],
  ['DROP TABLE otel_traces', 'Only one SELECT'],
  ['INSERT INTO otel_traces SELECT * FROM otel_traces', 'Only one SELECT'],
  ['CREATE TABLE mine (a Int8) ENGINE = Memory', 'Only one SELECT'],
  ['SET readonly = 0', 'Only one SELECT'],
  ['SYSTEM SHUTDOWN', 'Only one SELECT'],
  ['SHOW TABLES', 'Only one SELECT'],
  ["SELECT 1 INTO OUTFILE '/tmp/coval-never'", 'Only one SELECT'],
  ['SELECT 1 FORMAT Null', 'Only one SELECT'],
  ['SELECT 1; DROP TABLE otel_traces', 'Multi-statements'],
  ['SELECT 1) UNION ALL (SELECT 2 FROM system.users', 'Syntax error'],
  ['SELECT {importId:String}', ''],
]

/** What people's SQL can do, and what it cannot, wherever the spans are stored. */
export function describeSql(name: string, prepare: () => Promise<StoreHome>): void {
  describe(name, () => {
    let home: StoreHome
    let opened: OpenedEngine
    let client: EngineClient
    let source: SpanSource
    let other: SpanSource
    const run = (sql: string, limits = { seconds: 10, rows: 1000 }): Promise<SqlAnswer> =>
      client.metrics.runSql({ source, sql, limits })

    beforeAll(async () => {
      home = await prepare()
      opened = await openEngine(home.location)
      client = opened.client
      const one = recordedSpans('support-agent', 0)
      const two = recordedSpans('support-agent', 1)
      source = { kind: 'import', importId: await opened.importSpans(one.simulation, one.spans) }
      other = { kind: 'import', importId: await opened.importSpans(two.simulation, two.spans) }
    })
    afterAll(async () => {
      await opened.close()
      await home.leave()
    })

    it('reads this simulation’s spans only', async () => {
      const count = 'SELECT count(), uniqExact(TraceId) FROM spans'
      const header = (await client.trace.open({ source })).header
      const others = (await client.trace.open({ source: other })).header
      expect([
        await run(count),
        await client.metrics.runSql({ source: other, sql: count, limits: { seconds: 10, rows: 10 } }),
      ]).toMatchObject([
        { ok: true, rows: [[String(header.spans), String(header.traces)]] },
        { ok: true, rows: [[String(others.spans), String(others.traces)]] },
      ])
    })

    it('gives the hand-checked figures of a recording, as the built-in metrics do', async () => {
      const { metrics } = await client.metrics.builtIn({ source })
      const values = new Map(metrics.map(({ id, result }) => [id, result]))
      const kinds = values.get('type_duration')
      const llm = kinds?.computable ? kinds.groups.find(({ label }) => label === 'llm') : undefined
      const figureOf = (id: string) => {
        const result = values.get(id)
        return result?.computable ? result.value : null
      }
      const llmOnly = "SpanAttributes['openinference.span.kind'] = 'LLM'"
      const answer = await run(`
        SELECT toUInt32(count()) AS spans, toUInt32(countIf(${llmOnly})) AS llmSpans,
          toUInt32(countIf(SpanAttributes['openinference.span.kind'] = 'TOOL')) AS toolCalls,
          toUInt32(countIf(StatusCode = 'Error')) AS errors,
          round((max(toUnixTimestamp64Nano(Timestamp) + Duration) - min(toUnixTimestamp64Nano(Timestamp))) / 1e9, 9) AS durationSeconds,
          round(quantileExactInclusiveIf(0.95)(Seconds, ${llmOnly}), 9) AS llmP95Seconds,
          round(sumIf(Seconds, ${llmOnly}), 9) AS llmSumSeconds,
          toUInt32(sumIf(toUInt32OrZero(SpanAttributes['gen_ai.usage.input_tokens']), ${llmOnly})) AS inputTokens,
          toUInt32(sumIf(toUInt32OrZero(SpanAttributes['gen_ai.usage.output_tokens']), ${llmOnly})) AS outputTokens
        FROM spans`)
      const { project: _, ...figures } = fixedRecording
      expect(answer.ok ? Object.fromEntries(answer.columns.map(({ name }, at) => [name, answer.rows[0]?.[at]])) : answer).toEqual(
        figures,
      )
      const { inputTokens, outputTokens, ...rest } = figures
      expect({
        spans: (await client.trace.open({ source })).header.spans,
        llmSpans: llm?.distribution?.count,
        toolCalls: figureOf('tools'),
        errors: figureOf('error_rate'),
        durationSeconds: figureOf('duration'),
        llmP95Seconds: Number(llm?.distribution?.p95.toFixed(9)),
        llmSumSeconds: llm?.value,
        tokens: figureOf('llm_tokens'),
      }).toEqual({ ...rest, tokens: inputTokens + outputTokens })
    })

    it('runs what people write: WITH, UNION, windows, lambdas, arrays, joins with itself', async () => {
      for (const sql of [
        'WITH slow AS (SELECT * FROM spans WHERE Seconds > 0) SELECT SpanName, count() FROM slow GROUP BY SpanName ORDER BY 2 DESC, 1;',
        "SELECT 'a; b' AS text -- a remark; with a semicolon\n",
        'SELECT SpanId, row_number() OVER (PARTITION BY TraceId ORDER BY Timestamp) AS place FROM spans ORDER BY SpanId',
        'SELECT arrayMap(x -> x * 2, [1, 2, 3]), map(1, 2)[1], tuple(1, 2).1',
        'SELECT parent.PhoenixName, count() FROM spans AS child JOIN spans AS parent ON child.ParentSpanId = parent.SpanId GROUP BY 1 ORDER BY 1',
        'SELECT `Events.Name` FROM spans ARRAY JOIN `Events.Name` AS event LIMIT 1',
        'SELECT number FROM numbers(3) UNION ALL SELECT 7',
        "SELECT SpanId FROM spans WHERE SpanId IN (SELECT ParentSpanId FROM spans) AND SpanName IN ('llm', 'turn')",
        "SELECT quantiles(0.5, 0.9)(Seconds), avgIf(Seconds, StatusCode = 'Ok'), groupArray(3)(SpanName) FROM spans",
        "SELECT CASE WHEN Seconds > 1 THEN 'slow' ELSE 'quick' END AS speed, toStartOfMinute(Timestamp) + INTERVAL 1 DAY FROM spans LIMIT 1 BY speed",
        'SELECT * EXCEPT (SpanAttributes) FROM spans LIMIT 1',
        'SELECT DISTINCT SpanName FROM spans',
        'WITH a AS (SELECT 1 AS n), b AS (SELECT n FROM a) SELECT n FROM a WHERE n IN b UNION ALL SELECT n FROM b',
        'WITH RECURSIVE steps AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM steps WHERE n < 4) SELECT * FROM steps',
        "WITH ('llm', 'turn') AS wanted SELECT count() FROM spans WHERE SpanName IN wanted",
        'WITH `slow ones`(a, b) AS (SELECT SpanId, Seconds FROM spans) SELECT a AS "the a" FROM `slow ones`',
        'SELECT count() FROM (SELECT * FROM (WITH spans AS (SELECT 1) SELECT * FROM spans)) AS inner',
        'SELECT SpanId FROM spans INTERSECT SELECT SpanId FROM spans EXCEPT SELECT ParentSpanId FROM spans',
        "SELECT COLUMNS('Span.*') REPLACE (1 AS SpanKind), count() OVER w FROM spans WINDOW w AS (PARTITION BY TraceId)",
        'SELECT n FROM (SELECT toUInt8(1) AS n) ORDER BY n WITH FILL FROM 1 TO 3 INTERPOLATE',
      ]) {
        expect(await run(sql), sql).toMatchObject({ ok: true })
      }
    })

    it('gives every digit of a large number', async () => {
      expect(
        await run('SELECT toUInt64(18446744073709551615) AS a, toInt64(-7) AS b, 0.5 AS c, toNullable(toInt64(3)) AS d'),
      ).toMatchObject({
        ok: true,
        rows: [['18446744073709551615', '-7', 0.5, '3']],
      })
    })

    it('keeps an order, and says what the row limit left out', async () => {
      const all = await run('SELECT SpanId FROM spans ORDER BY SpanId DESC')
      if (!all.ok) throw new Error(all.message)
      const ids = all.rows.map(([id]) => String(id))
      expect(ids).toEqual([...ids].sort().reverse())
      expect(await run('SELECT SpanId FROM spans ORDER BY SpanId DESC', { seconds: 10, rows: 2 })).toMatchObject({
        ok: true,
        rows: [[ids[0]], [ids[1]]],
        more: true,
      })
    })

    it('says what is wrong with bad SQL in ClickHouse’s words, and where', async () => {
      const syntax = await run('SELECT SpanName,\n  count( FROM spans')
      const unknown = await run('SELECT  nosuch FROM spans')
      const type = await run('SELECT SpanName + 1 FROM spans')
      expect([syntax, unknown, type]).toEqual([
        { ok: false, reason: 'syntax', message: expect.stringContaining('Unmatched parentheses'), at: 24 },
        { ok: false, reason: 'failed', message: expect.stringContaining('nosuch'), at: 8 },
        { ok: false, reason: 'failed', message: expect.stringContaining('Illegal types'), at: null },
      ])
      expect(JSON.stringify([syntax, unknown, type])).not.toContain('otel_traces')
    })

    it('ends what takes too long', async () => {
      expect(await run('SELECT sum(cityHash64(number)) FROM numbers(1000000000000000)', { seconds: 0.3, rows: 1 })).toMatchObject(
        {
          ok: false,
          reason: 'limit',
        },
      )
    })

    it.each(reaches)('[security] does not run %s', async (sql, words) => {
      const before = await home.behind.query('SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name')
      const answer = await run(sql)
      expect(answer).toMatchObject({ ok: false, message: expect.stringContaining(words) })
      expect(await home.behind.query('SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name')).toEqual(
        before,
      )
    })
  })
}
