/**
 * The first simulation of the recording `support-agent`, counted by hand from the pages that Phoenix answered: durations are
 * differences of `start_time_unix_nano` and `end_time_unix_nano` rounded to microseconds, tokens those of its eight LLM spans
 * (197 + 180 + 147 + 112 + 88 + 64 + 51 + 18 in, 17 + 20 + 17 + 20 + 20 + 10 + 20 + 17 out).
 */
export const fixedRecording = {
  project: 'support-agent',
  spans: 16,
  llmSpans: 8,
  toolCalls: 3,
  errors: 0,
  durationSeconds: 1.190368,
  /** 25,573, 27,370, 27,915, 31,694, 71,953, 78,138, 78,266 and 143,124 µs; the 95th percentile lies 0.65 between the last two. */
  llmP95Seconds: 0.1204237,
  llmSumSeconds: 0.484033,
  inputTokens: 857,
  outputTokens: 141,
} as const
