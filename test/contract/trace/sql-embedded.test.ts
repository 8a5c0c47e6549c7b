import { embeddedHome } from '../store/homes.ts'
import { describeSql } from './sql-contract.ts'

describeSql('SQL over the embedded store', embeddedHome)
