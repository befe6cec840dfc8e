import { type Disclosing, disclosureProblem } from '../../domain/disclosure.ts'
import { AppError } from '../../domain/errors.ts'

/** A wording of the team's own must say who calls. `unprocessable` at `/disclosure/text` otherwise. */
export function checkDisclosure(agent: Omit<Disclosing, 'language'>): void {
  const message = disclosureProblem(agent)
  if (message === null) return
  throw new AppError('unprocessable', 'The agent cannot be saved like this.', {
    errors: [{ pointer: '/disclosure/text', message }],
  })
}
