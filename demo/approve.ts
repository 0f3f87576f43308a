import type { Lab } from '../lab/index.ts'

/** Opens the link of the mail and presses the button that approves, as a browser without JavaScript would. */
export async function approve(lab: Lab, address: string): Promise<string> {
  const mail = await lab.mail.waitFor((one) => one.to.includes(address), 20_000)
  const [link] = /https?:\/\/\S+\/validate\/\S+/.exec(mail.text) ?? []
  if (link === undefined) throw new Error(`the mail to ${address} has no link:\n${mail.text}`)
  const page = await fetch(link)
  const html = await page.text()
  if (page.status !== 200) throw new Error(`the approval page behind the mail's link answers HTTP ${page.status}`)
  const { action, fields } = readForm(html, page.url)
  const answer = await fetch(action, { method: 'POST', body: new URLSearchParams(fields) })
  if (!answer.ok) throw new Error(`the approval was not taken: HTTP ${answer.status}\n${await answer.text()}`)
  return `approved by ${address} through the mail's link`
}

/** The page's form with its hidden fields and the button to approve. */
function readForm(html: string, base: string): { readonly action: string; readonly fields: Record<string, string> } {
  const [form] = /<form\b[^>]*method="?post[^]*?<\/form>/i.exec(html) ?? []
  if (form === undefined) throw new Error(`the approval page has no form:\n${html}`)
  const fields: Record<string, string> = {}
  for (const [, attributes = ''] of form.matchAll(/<input\b([^>]*)>/gi)) {
    if (attribute(attributes, 'type') === 'hidden')
      fields[attribute(attributes, 'name')] = attribute(attributes, 'value')
  }
  const buttons = [...form.matchAll(/<button\b([^>]*)>([^<]*)/gi)]
  const [, button = ''] = buttons.find(([whole]) => /approve/i.test(whole)) ?? []
  const name = attribute(button, 'name')
  if (name !== '') fields[name] = attribute(button, 'value')
  return { action: new URL(attribute(form, 'action'), base).href, fields }
}

function attribute(text: string, name: string): string {
  return new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(text)?.[1] ?? ''
}
