/** How a text with variables will read for one person; mirrors the rules of design 1-product §5. */

/** "case number" → "CASE_NUMBER". */
export function variableName(column: string): string {
  return column
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
}

export function fillTemplate(template: string, variables: Record<string, string>): string {
  return template
    .replace(/\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g, (_match, name: string) => {
      const value = variables[name.toUpperCase()]?.trim() ?? ''
      return value || (name.toUpperCase() === 'NAME' ? 'there' : '')
    })
    .replace(/\s+([,.;:!?])/g, '$1')
    .replace(/[^\S\n]{2,}/g, ' ')
    .trim()
}

export function variablesIn(template: string): string[] {
  const names = [...template.matchAll(/\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g)].map((match) => (match[1] ?? '').toUpperCase())
  return [...new Set(names)]
}
