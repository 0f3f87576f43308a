import type { ServiceError } from '../../core/index.ts'
import type { Registration } from '../../registration/index.ts'
import type { FrontEnd, HttpRequest, RequestContext } from '../front-end.ts'
import { answeredPage, approvalPage, htmlResponse, messagePage } from './pages.ts'

export interface ValidateFrontEndOptions {
  readonly registration: Pick<Registration, 'findApproval' | 'answerApproval'>
}

/**
 * `GET /validate/<token>` shows, and changes nothing: mail scanners fetch every link. `POST` approves or refuses. There
 * is no session that another site could borrow: who knows the token may answer, once.
 */
export function createValidateFrontEnd({ registration }: ValidateFrontEndOptions): FrontEnd {
  return {
    name: 'validate',
    prefixes: [prefix],
    // The token is a secret until it is used.
    secretPath: true,
    async handle(request) {
      switch (request.method) {
        case 'GET':
        case 'HEAD':
          return await show(registration, request)
        case 'POST':
          return await answer(registration, request)
        default:
          return htmlResponse(405, messagePage('Not possible', 'This page can be opened and answered, nothing else.'), {
            allow: 'GET, HEAD, POST',
          })
      }
    },
    renderError,
  }
}

const prefix = '/validate'

async function show(registration: ValidateFrontEndOptions['registration'], request: HttpRequest): Promise<Response> {
  const token = tokenOf(request)
  const approval = token === undefined ? undefined : await registration.findApproval(token)
  return approval === undefined ? noSuchLink() : htmlResponse(200, approvalPage(approval))
}

async function answer(registration: ValidateFrontEndOptions['registration'], request: HttpRequest): Promise<Response> {
  // What is asked is judged before whose it is: the answer to a broken form tells nothing of the link.
  const decision = decisionOf(request)
  if (decision === undefined) {
    return htmlResponse(
      400,
      messagePage('Not understood', 'Open the link of the mail again, and use one of the two buttons there.'),
    )
  }
  const token = tokenOf(request)
  const { remoteAddress } = request
  const approval = token && (await registration.answerApproval({ token, decision, remoteAddress }))
  return approval ? htmlResponse(200, answeredPage(approval, decision)) : noSuchLink()
}

/** Never issued, used, replaced by a newer mail's or ended: one answer, so that nothing can be learned from it. */
function noSuchLink(): Response {
  return htmlResponse(
    404,
    messagePage(
      'This link does not work (any more)',
      'It was used already, a newer mail has replaced it, or its time is over. If you still expect a certificate, ask whoever ordered it to send the mail again.',
    ),
  )
}

/** As `randomToken` makes them. */
function tokenOf({ path }: RequestContext): string | undefined {
  return /^\/validate\/([0-9a-z]{32})$/.exec(path)?.[1]
}

function decisionOf({ headers, body }: HttpRequest): 'approve' | 'refuse' | undefined {
  const [mediaType = ''] = (headers['content-type'] ?? '').split(';')
  if (mediaType.trim().toLowerCase() !== 'application/x-www-form-urlencoded') return undefined
  const [decision, ...more] = new URLSearchParams(body.toString('utf8')).getAll('decision')
  return more.length === 0 && (decision === 'approve' || decision === 'refuse') ? decision : undefined
}

function renderError(error: ServiceError, request: RequestContext): Response {
  if (error.kind === 'malformed') return htmlResponse(400, messagePage('Not understood', error.detail))
  const status = error.kind === 'rateLimited' ? 429 : 500
  const detail = `Nothing was changed. Try again in a moment; if it stays so, name this request: ${request.id}`
  return htmlResponse(status, messagePage('This did not work', detail))
}
