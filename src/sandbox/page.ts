const SCRIPT = /* js */ `
  const base = location.pathname.replace(/\\/$/, '')
  const clockTime = (iso) => iso ? iso.slice(11, 19) : ''
  const put = (id, text) => { document.getElementById(id).textContent = text }
  function table(id, columns, rows, empty) {
    const place = document.getElementById(id)
    if (rows.length === 0) {
      const p = document.createElement('p')
      p.className = 'empty'
      p.textContent = empty
      place.replaceChildren(p)
      return
    }
    const t = document.createElement('table')
    const head = t.createTHead().insertRow()
    for (const [name] of columns) {
      const th = document.createElement('th')
      th.scope = 'col'
      th.textContent = name
      head.append(th)
    }
    const body = t.createTBody()
    for (const row of rows) {
      const tr = body.insertRow()
      for (const [, read, long] of columns) {
        const td = tr.insertCell()
        td.textContent = read(row) ?? ''
        if (long) td.className = 'long'
      }
    }
    place.replaceChildren(t)
  }
  const call = [
    ['placed', (r) => clockTime(r.placed_at)], ['from', (r) => r.from], ['to', (r) => r.to], ['phone', (r) => r.behaviour],
    ['state', (r) => r.state], ['answered', (r) => clockTime(r.answered_at)], ['ended', (r) => clockTime(r.ended_at)],
    ['reason', (r) => r.end_reason], ['heard', (r) => r.detection], ['outcome', (r) => r.outcome],
    ['callbacks', (r) => String(r.callbacks_sent)],
  ]
  let shownMails = ''
  function showMails(mails) {
    const seen = JSON.stringify(mails)
    if (seen === shownMails) return
    shownMails = seen
    const place = document.getElementById('mails')
    place.replaceChildren(...mails.map((mail) => {
      const details = document.createElement('details')
      const summary = document.createElement('summary')
      summary.textContent = clockTime(mail.at) + '  ' + mail.to + '  ' + mail.subject
      const text = document.createElement('pre')
      text.textContent = mail.text
      details.append(summary, text)
      return details
    }))
    if (mails.length === 0) place.textContent = 'No mail.'
  }
  const domainOf = (address) => address.slice(address.lastIndexOf('@') + 1).replace('>', '')
  // What a receiving side puts on top (RFC 8601); the name is the one the product goes by unless it is told another.
  function results(kind, raw, from) {
    const header = /^from:.*?([^\\s<>@]+@[^\\s<>@]+)/im.exec(raw.split(/\\r?\\n\\r?\\n/)[0])
    const domain = domainOf(header ? header[1] : from)
    return kind === 'none' ? '' : 'Authentication-Results: mx.cloudflare.net; dmarc=' + kind + ' header.from=' + domain + '\\r\\n'
  }
  const form = document.getElementById('deliver')
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const value = (name) => form.elements.namedItem(name).value.trim()
    const file = form.elements.namedItem('file').files[0]
    const raw = file ? new Uint8Array(await file.arrayBuffer()) : new TextEncoder().encode(value('raw').replace(/\\r?\\n/g, '\\r\\n'))
    const top = results(value('results'), new TextDecoder('latin1').decode(raw), value('from'))
    const query = new URLSearchParams({ to: value('to'), from: value('from') })
    try {
      const answer = await fetch('/hooks/email?' + query, { method: 'POST', body: new Blob([top, raw]) })
      const body = await answer.json().catch(() => ({}))
      put('delivered', answer.ok ? 'Delivered: ' + body.id : 'Refused (' + answer.status + '). ' + (body.error ?? ''))
    } catch {
      put('delivered', 'The product does not answer.')
    }
  })
  const inbound = document.getElementById('inbound')
  inbound.addEventListener('submit', async (event) => {
    event.preventDefault()
    const value = (name) => inbound.elements.namedItem(name).value.trim()
    const body = { kind: event.submitter?.value ?? 'call', from: value('caller'), to: value('number'), says: value('says') }
    try {
      const sent = await fetch(base + '/inbound', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
      const answer = await sent.json()
      const told = body.kind === 'call' ? 'Calling.' : 'Sent. ' + (answer.reply === null ? 'Nothing was written back.' : 'Written back: ' + answer.reply)
      put('inbound_told', sent.ok ? told : answer.error)
    } catch {
      put('inbound_told', 'The sandbox does not answer.')
    }
  })
  async function refresh() {
    try {
      const s = await (await fetch(base + '/state')).json()
      put('now', s.clock.now.slice(0, 19).replace('T', ' ') + ' UTC')
      put('speed', s.clock.speed + '× real time')
      put('stats', Object.entries(s.stats).filter(([k]) => /accepted|callbacks_sent|failed/.test(k)).map(([k, v]) => k.replaceAll('_', ' ') + ' ' + v).join(' · '))
      table('in_progress', call, s.in_progress, 'No call is going on.')
      table('last', call, s.last, 'Nobody has been called yet.')
      table('texts', [['at', (r) => clockTime(r.at)], ['to', (r) => r.to], ['text', (r) => r.body, true]], s.texts, 'No texts.')
      showMails(s.mails)
      table('faults', [['fault', (r) => r[0].replaceAll('_', ' ')], ['', (r) => String(r[1])]],
        Object.entries(s.faults).filter(([k, v]) => v > 0 && k !== 'dial_timeout_seconds'), 'Everything works as it should.')
      put('error', '')
    } catch {
      put('error', 'The sandbox does not answer.')
    }
    setTimeout(refresh, 1000)
  }
  refresh()
`

/** The sandbox's own page. Self-contained; everything that came from outside is set as text, never as markup. */
export const page = /* html */ `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sandbox: the simulated world</title>
<style>
  :root { color-scheme: light dark; --ink: light-dark(#1d2330, #e6e9f0); --soft: light-dark(#667085, #98a2b3);
    --line: light-dark(#e3e6ec, #2c3342); --paper: light-dark(#f6f7f9, #12161f); --card: light-dark(#ffffff, #1a202c);
    --accent: light-dark(#b45309, #fbbf24); }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--paper); color: var(--ink); font: 14px/1.5 system-ui, sans-serif; }
  header { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: baseline; padding: 20px 24px 8px; }
  h1 { font-size: 18px; margin: 0; }
  h2 { font-size: 13px; margin: 0 0 8px; color: var(--soft); font-weight: 600; }
  time, td, .mono { font-variant-numeric: tabular-nums; }
  #now { font-size: 22px; font-weight: 600; color: var(--accent); }
  .soft { color: var(--soft); }
  main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 16px; padding: 8px 24px 32px; }
  section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; overflow-x: auto; }
  section.wide { grid-column: 1 / -1; }
  table { border-collapse: collapse; width: 100%; }
  th { text-align: left; font-weight: 500; color: var(--soft); font-size: 12px; }
  th, td { padding: 3px 12px 3px 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
  td.long { white-space: normal; min-width: 220px; }
  form { display: grid; gap: 6px; margin-top: 10px; }
  input, select, textarea, button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 4px; padding: 4px 8px; }
  textarea { font-family: ui-monospace, monospace; font-size: 12px; }
  pre { white-space: pre-wrap; font-size: 12px; margin: 4px 0 8px; }
  .empty { color: var(--soft); margin: 4px 0; }
</style>
</head>
<body>
<header>
  <h1>Sandbox</h1>
  <time id="now" aria-live="off">–</time>
  <span id="speed" class="soft"></span>
  <span id="stats" class="soft"></span>
  <span id="error" role="status"></span>
</header>
<main>
  <section class="wide"><h2>Calls in progress</h2><div id="in_progress"></div></section>
  <section class="wide"><h2>Last calls</h2><div id="last"></div></section>
  <section><h2>Call or write one of our numbers</h2>
    <form id="inbound">
      <p><label>From <input name="caller" value="+13125550105" required></label> <label>To <input name="number" value="+12125550100" required></label></p>
      <p><label>Words of the text <input name="says" value="STOP" size="30"></label></p>
      <p><button name="kind" value="call">Call</button> <button name="kind" value="text">Send the text</button> <span id="inbound_told" role="status"></span></p>
    </form>
  </section>
  <section><h2>Texts</h2><div id="texts"></div></section>
  <section><h2>Mailbox: what the product sent</h2><div id="mails"></div></section>
  <section><h2>Deliver a mail to the product</h2>
    <form id="deliver">
      <label>To (the campaign's address) <input name="to" size="50" required></label>
      <label>From (envelope) <input name="from" size="40" placeholder="empty: a null sender"></label>
      <label>Authentication <select name="results"><option value="pass">passed</option><option value="fail">failed</option><option value="none">no results</option></select></label>
      <label>Raw mail as a file (.eml) <input name="file" type="file"></label>
      <label>or as text <textarea name="raw" rows="6" cols="60" placeholder="From: jo@example.com&#10;Subject: …"></textarea></label>
      <button>Deliver</button>
      <output id="delivered"></output>
    </form>
  </section>
  <section><h2>Faults</h2><div id="faults"></div></section>
</main>
<script>${SCRIPT}</script>
</body>
</html>`

let policy: Promise<string> | null = null

/** The page's Content-Security-Policy: its own script, by its hash, and nothing from anywhere else. */
export function pagePolicy(): Promise<string> {
  policy ??= makePolicy()
  return policy
}

async function makePolicy(): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(SCRIPT)))
  const hash = btoa(String.fromCharCode(...digest))
  return `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
}
