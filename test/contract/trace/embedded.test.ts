import { embeddedHome } from '../store/homes.ts'
import { describeTrace } from './trace-contract.ts'

describeTrace('the embedded store', embeddedHome)
