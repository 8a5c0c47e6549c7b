import { defineCheck, fail, nextStep, pass } from './define.ts'

export const storeWritableCheck = defineCheck({
  id: 'store-writable',
  title: 'The trace store can be written',
  symptom: null,
  keywords: ['read-only', 'readonly', 'permission', 'disk full', 'no space', 'insert', 'clickhouse'],
  examines: ['storeWritable'],
  judge(_, { storeWritable }) {
    if (storeWritable.state === 'known') return pass(`a row was written and removed at ${storeWritable.value.location}`)
    switch (storeWritable.code) {
      case 'store-read-only':
        return fail([storeWritable.message], nextStep('Use a ClickHouse user that may insert and create tables', 'open-store'))
      case 'store-full':
        return fail([storeWritable.message], nextStep('Free space on the disk of the store', 'open-store'))
      default:
        return fail([storeWritable.message], nextStep('Check the settings of the store', 'open-store'))
    }
  },
})
