/**
 * As much of a shell as the examples of the documentation need: `cat > file <<'END'`, variables, quotes, and curl with a method, headers and
 * data. Anything else is an error, so that no example is passed over.
 */

export interface CurlRequest {
  url: string
  method: string
  headers: Record<string, string>
  body: string | null
}

/** What the commands of a block would send, in order. @param files written by blocks before; those of this one are added */
export function readCurls(block: string, variables: Record<string, string>, files: Map<string, string>): CurlRequest[] {
  const script = block.replace(/^cat > (\S+) <<'(\w+)'\n([\s\S]*?\n)\2$/gm, (_, name: string, _end, text: string) => {
    files.set(name, text)
    return ''
  })
  return commandsOf(script)
    .map((command) => wordsOf(command, variables))
    .map((words) => requestOf(words, files))
}

function commandsOf(script: string): string[] {
  const commands: string[] = []
  let quote = ''
  let command = ''
  for (const char of script.replaceAll('\\\n', ' ')) {
    if (quote === '' ? char === "'" || char === '"' : char === quote) quote = quote === '' ? char : ''
    if (char === '\n' && quote === '') {
      commands.push(command)
      command = ''
    } else command += char
  }
  return [...commands, command].filter((it) => it.trim() !== '')
}

function wordsOf(command: string, variables: Record<string, string>): string[] {
  const fill = (text: string) =>
    text.replace(/\$(\w+)/g, (_, name: string) => {
      const value = variables[name]
      if (value === undefined) throw new Error(`$${name} is not set`)
      return value
    })
  const words = [...command.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]+)/g)]
  return words.map(([, single, double, bare]) => single ?? fill(double ?? bare!))
}

function requestOf([program, ...words]: string[], files: Map<string, string>): CurlRequest {
  if (program !== 'curl') throw new Error(`no ${program} in the examples`)
  const headers: Record<string, string> = {}
  const data: string[] = []
  let url = ''
  let method = ''
  let file: string | null = null
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    const next = () => words[++i] ?? ''
    if (word === '-H') {
      const [name, ...value] = next().split(':')
      headers[name!] = value.join(':').trim()
    } else if (word === '-X') method = next()
    else if (word === '-d') data.push(next())
    else if (word === '-T') file = next()
    else if (word.startsWith('-') || url !== '') throw new Error(`curl ${word} is not part of the examples`)
    else url = word
  }
  const body = file !== null ? (files.get(file) ?? null) : data.length > 0 ? data.join('&') : null
  if (file !== null && body === null) throw new Error(`${file} was not written`)
  if (data.length > 0 && !('Content-Type' in headers)) headers['Content-Type'] = 'application/x-www-form-urlencoded'
  return { url, method: method || (file !== null ? 'PUT' : data.length > 0 ? 'POST' : 'GET'), headers, body }
}
