// Before the first schema is made: see there.
import './transport/no-eval.ts'
// First: every style element that a library inserts later asks for this nonce.
import './app/nonce.ts'
import './app/fonts.css'
import './app/mantine.css'
import './app/tokens.css'
import './app/global.css'
import { startPage } from './app/start.tsx'

startPage()
