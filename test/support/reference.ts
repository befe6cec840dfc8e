import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, it } from 'vitest'

/** Where the carrier's published schemas lie. They are not part of the repository (their licence is contradictory, reference §11). */
const folder = resolve(process.env.SUNDIAL_REFERENCE ?? '../shared/reference')

/** A suite that needs the reference folder. Without it: a failure in CI, elsewhere a skip that says why. */
export function describeWithReference(title: string, suite: () => void): void {
  if (existsSync(folder)) {
    describe(title, suite)
  } else if (process.env.CI) {
    describe(title, () => {
      it('has the reference folder to check against', () => {
        throw new Error(`No reference folder at ${folder}; set SUNDIAL_REFERENCE`)
      })
    })
  } else {
    describe.skip(`${title} (skipped: no reference folder at ${folder}, set SUNDIAL_REFERENCE)`, suite)
  }
}

/** A JSON file of the reference folder. */
export function readReference(name: string): unknown {
  return JSON.parse(readFileSync(resolve(folder, name), 'utf8'))
}

/** A validator for a whole JSON Schema file, or for one component of an OpenAPI 3.1 file. */
export function referenceValidator(name: string, pointer = ''): ValidateFunction {
  // Not strict, because OpenAPI documents carry keywords that JSON Schema does not know.
  const ajv = new Ajv2020({ strict: false })
  addFormats.default(ajv)
  const schema = readReference(name) as Record<string, unknown>
  const id = typeof schema.$id === 'string' ? schema.$id : name
  ajv.addSchema({ ...schema, $id: id })
  return ajv.compile({ $ref: pointer === '' ? id : `${id}#${pointer}` })
}
