/**
 * The one rule of the domain the dashboard borrows: a preview must read exactly as the agent will say it.
 * It is pure text in, text out, without dependencies; everything else comes from the API.
 */
export { fillTemplate, templateVariables, variableName } from '../../src/domain/template.ts'
