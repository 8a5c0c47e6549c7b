import { defineConfig } from 'electron-vite'
import { shellConfig } from './scripts/shell-config.ts'

export default defineConfig(shellConfig)
