export { TracePage } from '../../features/trace/trace-page.tsx'
