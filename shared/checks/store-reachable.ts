import { defineCheck, fail, nextStep, pass } from './define.ts'
import { count } from './words.ts'

export const storeReachableCheck = defineCheck({
  id: 'store-reachable',
  title: 'The trace store answers',
  symptom: null,
  keywords: ['clickhouse', 'store', 'database', 'taken', 'locked', 'connection refused', 'wrong password', 'chdb'],
  examines: ['store'],
  judge(_, { store }) {
    if (store.state === 'known') {
      const { location, version, spans } = store.value
      return pass(`ClickHouse ${version} at ${location}, ${count(spans, 'span')}`)
    }
    switch (store.code) {
      case 'store-taken':
        return fail(
          [store.message],
          nextStep('Close the other program that has this store open, or use another directory', 'open-store'),
        )
      case 'store-unauthorized':
        return fail([store.message], nextStep('Correct user and password of the ClickHouse server', 'open-store'))
      case 'store-schema':
        return fail(
          [store.message],
          nextStep('Use another table name, or bring the table to the documented columns', 'open-store'),
        )
      case 'store-read-only':
      case 'store-full':
        return fail(
          [store.message],
          nextStep('Use a directory that can be written and has room, or a ClickHouse user that may create tables', 'open-store'),
        )
      default:
        return fail([store.message], nextStep('Check the address of the store and that ClickHouse is running', 'open-store'))
    }
  },
})
