import { APP_ERROR_CODES } from '../../domain/errors.ts'
import { kindOf, typeOf } from './problem.ts'
import { REFERENCE_CSS } from './reference-css.ts'
import { escapeHtml, renderSchema, type SchemaObject } from './reference-schema.ts'

/** The reference as one page of HTML. Everything that goes in is escaped here and in reference-schema.ts, nowhere else. */

interface Operation {
  summary?: string
  description?: string
  tags?: string[]
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: SchemaObject }[]
  requestBody?: { required?: boolean; content?: Record<string, { schema?: SchemaObject }> }
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: SchemaObject }> }>
}

/** As much of an OpenAPI document as is shown. */
interface ReferenceDocument {
  info: { title: string; version: string; description?: string }
  servers?: { url: string }[]
  tags?: { name: string; description?: string }[]
  paths?: object
  components?: { schemas?: object }
}

const METHODS = ['get', 'post', 'patch', 'put', 'delete'] as const

export function renderReference(document: ReferenceDocument): string {
  const base = document.servers?.[0]?.url ?? ''
  const operations = listOperations(document)
  const tags = (document.tags ?? []).filter((tag) => operations.some((it) => it.tag === tag.name))
  const schemas = Object.entries((document.components?.schemas ?? {}) as Record<string, SchemaObject>)
  const nav = tags
    .map((tag) => {
      const links = operations.filter((it) => it.tag === tag.name).map((it) => linkTo(it))
      return `<h3><a href="#${slug(tag.name)}">${escapeHtml(tag.name)}</a></h3><ul>${links.join('')}</ul>`
    })
    .join('')
  const sections = tags
    .map((tag) => {
      const articles = operations.filter((it) => it.tag === tag.name).map((it) => renderOperation(it, base))
      const about = tag.description ? `<p>${escapeHtml(tag.description)}</p>` : ''
      return `<section><h2 id="${slug(tag.name)}">${escapeHtml(tag.name)}</h2>${about}${articles.join('')}</section>`
    })
    .join('')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(document.info.title)}</title>
<style>${REFERENCE_CSS}</style>
</head>
<body>
<nav aria-label="Contents"><p class="brand">${escapeHtml(document.info.title)}</p>
<p><a href="${escapeHtml(base)}/openapi.json">openapi.json</a></p>
${nav}<h3><a href="#schemas">Schemas</a></h3><h3><a href="#problems">Problems</a></h3></nav>
<main>
<h1>${escapeHtml(document.info.title)}</h1>
${(document.info.description ?? '')
  .split('\n\n')
  .map((part) => `<p>${prose(part)}</p>`)
  .join('')}
<p>Base address: <code>${escapeHtml(base)}</code></p>
${sections}
<section><h2 id="schemas">Schemas</h2>
${schemas.map(([name, schema]) => `<article id="schema-${escapeHtml(name)}"><h3>${escapeHtml(name)}</h3>${renderSchema(schema)}</article>`).join('')}
</section>
<section><h2 id="problems">Problems</h2>
<p>The <code>type</code> of a problem is its address here. More than one problem shares a status: decide by <code>code</code>.</p>
<table><thead><tr><th>code</th><th>status</th><th>meaning</th></tr></thead><tbody>${renderProblems()}</tbody></table>
</section>
</main>
</body>
</html>`
}

interface ListedOperation extends Operation {
  method: string
  path: string
  tag: string
  anchor: string
}

function listOperations(document: ReferenceDocument): ListedOperation[] {
  return Object.entries((document.paths ?? {}) as Record<string, Record<string, Operation>>).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method]
      if (!operation) return []
      return { ...operation, method, path, tag: operation.tags?.[0] ?? '', anchor: slug(`${method} ${path}`) }
    }),
  )
}

function linkTo(operation: ListedOperation): string {
  return `<li><a href="#${operation.anchor}"><b class="${operation.method}">${operation.method.toUpperCase()}</b> ${escapeHtml(operation.summary ?? operation.path)}</a></li>`
}

function renderOperation(operation: ListedOperation, base: string): string {
  const { method, path, anchor, summary, description, parameters = [], requestBody, responses = {} } = operation
  const rows = parameters.map((it) => {
    const { description, ...schema } = it.schema ?? {}
    const about = [renderSchema(schema), prose(it.description ?? description ?? '')].join(' ')
    return `<tr><td><code>${escapeHtml(it.name)}</code>${it.required ? ' <em>required</em>' : ''}</td><td>${escapeHtml(it.in)}</td><td>${about}</td></tr>`
  })
  const table = rows.length > 0 ? `<h4>Parameters</h4><table><tbody>${rows.join('')}</tbody></table>` : ''
  const body = Object.entries(requestBody?.content ?? {})
    .map(([type, { schema }]) => `<p><code>${escapeHtml(type)}</code></p>${schema ? renderSchema(schema) : ''}`)
    .join('')
  const answers = Object.entries(responses).map(([status, answer]) => {
    const schema = Object.values(answer.content ?? {})[0]?.schema
    const isProblem = Number(status) >= 400
    return `<tr><td><code>${escapeHtml(status)}</code></td><td>${prose(answer.description ?? '')}${schema && !isProblem ? `<br>${renderSchema(schema)}` : ''}</td></tr>`
  })
  return `<article id="${anchor}"><h3>${escapeHtml(summary ?? path)}</h3>
<p class="line"><b class="${method}">${method.toUpperCase()}</b> <code>${escapeHtml(base + path)}</code></p>
${description ? `<p>${prose(description)}</p>` : ''}${table}${body ? `<h4>Body${requestBody?.required ? '' : ' (optional)'}</h4>${body}` : ''}
<h4>Answers</h4><table><tbody>${answers.join('')}</tbody></table></article>`
}

function renderProblems(): string {
  return [...APP_ERROR_CODES, 'internal' as const]
    .map((code) => {
      const { status, title } = kindOf(code)
      const anchor = typeOf(code).split('#')[1] ?? code
      return `<tr id="${anchor}"><td><code>${code}</code></td><td>${status}</td><td>${escapeHtml(title)}</td></tr>`
    })
    .join('')
}

/** Escaped text in which `code` and **bold** are shown as such. */
function prose(text: string): string {
  return escapeHtml(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<b>$1</b>')
    .replaceAll('\n', '<br>')
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
