// Judges a batch of requests with iam-simulate: a JSON list of simulations in, a list of verdicts out.
import { readFileSync } from 'node:fs'
import { runSimulation } from '@cloud-copilot/iam-simulate'

const verdicts = []
for (const simulation of JSON.parse(readFileSync(0, 'utf8'))) {
  const answer = await runSimulation(simulation, {})
  verdicts.push(
    answer.resultType === 'error'
      ? { result: 'Error', detail: answer.errors }
      : {
          result: answer.overallResult,
          ignored: answer.result?.ignoredContextKeys ?? answer.results?.flatMap((each) => each.ignoredContextKeys) ?? [],
        },
  )
}
process.stdout.write(JSON.stringify(verdicts))
