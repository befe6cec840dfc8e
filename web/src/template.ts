/**
 * The rules of the domain the dashboard borrows: a preview must read exactly as the agent will say it, while it is being written.
 * They are pure text in, text out, without dependencies; everything else comes from the API.
 */
export { disclosed, disclosureWarnings } from '../../src/domain/disclosure.ts'
export { fillTemplate, templateVariables, variableName } from '../../src/domain/template.ts'
