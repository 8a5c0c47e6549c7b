import { defineCheck } from './define.ts'
import { judgeSources } from './tokens.ts'

export const inputOutputCheck = defineCheck({
  id: 'input-output',
  title: 'LLM spans have input and output',
  symptom: null,
  keywords: ['input.value', 'output.value', 'empty input', 'empty output', 'prompt missing', 'hidden', 'masked'],
  needs: ['aliases'],
  judge: ({ aliases }) =>
    judgeSources(
      aliases,
      ['input.value', 'output.value'],
      'Let the instrumentation record inputs and outputs (OPENINFERENCE_HIDE_INPUTS and OPENINFERENCE_HIDE_OUTPUTS off)',
    ),
})
