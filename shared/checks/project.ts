import { defineCheck, fail, nextStep, pass } from './define.ts'
import { symptoms } from './symptoms.ts'
import { count, list, quote } from './words.ts'

export const projectCheck = defineCheck({
  id: 'project',
  title: 'The project exists',
  symptom: symptoms.noSpans,
  keywords: ['no spans', 'project name', 'unknown project', '404', 'not found', 'differs', 'letter case'],
  examines: ['project'],
  judge(_, { project }) {
    if (project.state === 'failed') return fail([project.message], nextStep('Run the check again', 'retry'))
    const { name, found, nearest, projects } = project.value
    if (found) return pass(`${quote(name)} is one of ${count(projects, 'project')}`)
    const evidence = [`${quote(name)} is none of the ${count(projects, 'project')} of this Phoenix; letter case matters`]
    const [best] = nearest
    if (best === undefined)
      return fail(
        evidence,
        nextStep('Pick the project that the agent writes to; a project appears with its first stored span', 'pick-project'),
      )
    return fail(
      [...evidence, `nearest: ${list(nearest.map(quote))}`],
      nextStep(`Use the project ${quote(best)}`, 'pick-project', best),
    )
  },
})
