import { sha256Hex } from '../../core/index.ts'
import type { Approval } from '../../registration/index.ts'
import { type Html, html, rawHtml } from './html.ts'

/** The question, with the one form. It is sent to the page's own address: a proxy may have given it another. */
export function approvalPage({ domain, names, account, product, reuseDays }: Approval): Html {
  return page(
    `Approve a certificate for ${domain}?`,
    html`<p><strong>${account}</strong> has ordered a certificate (${product}) that will be valid for:</p>
<ul>${names.map((name) => html`<li>${name}</li>`)}</ul>
<p>If you approve, you confirm that ${account} may get certificates for <strong>${domain}</strong> and the names below it. This
counts for ${reuseDays} days, or for as long as the rules allow then. If you do not know of this order, refuse: the request ends at once.</p>
<form method="post">
<button name="decision" value="approve">Approve</button>
<button name="decision" value="refuse">Refuse</button>
</form>`,
  )
}

export function answeredPage({ domain }: Approval, decision: 'approve' | 'refuse'): Html {
  return decision === 'approve'
    ? messagePage('Approved', `Control of ${domain} is proven. The certificate is issued once nothing else is missing.`)
    : messagePage('Refused', `The request for this certificate has ended, and nothing is issued for ${domain}.`)
}

export function messagePage(title: string, text: string): Html {
  return page(title, html`<p>${text}</p>`)
}

function page(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${rawHtml(style)}</style>
</head>
<body>
<h1>${title}</h1>
${body}
</body>
</html>
`
}

/** No script, no other site, nothing kept: neither by a cache, nor as a referrer, nor in another site's frame. */
export function htmlResponse(status: number, content: Html, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(content.text, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
      ...headers,
    },
  })
}

const style =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;overflow-wrap:anywhere}' +
  'button{font:inherit;padding:.5rem 1.5rem;margin-right:1rem}'
const styleHash = Buffer.from(sha256Hex(style), 'hex').toString('base64')
