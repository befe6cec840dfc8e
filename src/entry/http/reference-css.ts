/** The look of the API reference: system fonts, one column beside the contents, light and dark by the reader's setting. */
export const REFERENCE_CSS = `
:root { --bg: #fffdf8; --fg: #1f2328; --dim: #5c6470; --line: #e6e1d6; --code: #f4efe4; --accent: #b4530a; }
@media (prefers-color-scheme: dark) {
  :root { --bg: #16181d; --fg: #e6e6e3; --dim: #9aa3ad; --line: #2e323a; --code: #20242b; --accent: #f0a150; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--fg); font: 15px/1.55 system-ui, sans-serif; display: grid; grid-template-columns: 290px minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 24px 16px 48px; border-right: 1px solid var(--line); font-size: 13.5px; }
nav ul { list-style: none; margin: 0 0 12px; padding: 0; }
nav li { padding: 1px 0; }
nav h3 { font-size: 14px; margin: 14px 0 4px; }
nav a { color: inherit; text-decoration: none; }
nav a:hover { color: var(--accent); text-decoration: underline; }
.brand { font-weight: 700; font-size: 17px; margin: 0; }
main { padding: 24px 40px 96px; max-width: 1000px; }
h2 { margin-top: 56px; border-bottom: 2px solid var(--accent); padding-bottom: 6px; }
article { padding: 12px 0 20px; border-bottom: 1px solid var(--line); scroll-margin-top: 12px; }
h4 { margin: 18px 0 6px; }
a { color: var(--accent); }
code { background: var(--code); border-radius: 4px; padding: 1px 5px; font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
td, th { border-top: 1px solid var(--line); padding: 6px 12px 6px 0; text-align: left; vertical-align: top; }
td:first-child { white-space: nowrap; width: 1%; }
td table { margin: 4px 0; font-size: 0.95em; }
tr:target, article:target { outline: 2px solid var(--accent); outline-offset: 4px; }
em, .bounds, .eg, .type { color: var(--dim); font-style: normal; font-size: 0.92em; }
em { color: var(--accent); }
summary { cursor: pointer; color: var(--dim); }
.line { font-size: 16px; }
b.get, b.post, b.patch, b.put, b.delete { font: 600 11px ui-monospace, monospace; }
b.get { color: #2f7d4f; } b.post { color: #2b6cb0; } b.patch, b.put { color: #b7791f; } b.delete { color: #c53030; }
@media (prefers-color-scheme: dark) { b.get { color: #6fcf97; } b.post { color: #79b8ff; } b.patch, b.put { color: #f6c177; } b.delete { color: #ff8585; } }
@media (max-width: 800px) { body { display: block; } nav { position: static; height: auto; border: 0; } main { padding: 16px; } td:first-child { white-space: normal; width: auto; } }
`
