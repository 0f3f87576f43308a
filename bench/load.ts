import { connect, type Socket } from 'node:net'

/** What a closed loop of clients did: each sends its next request when it has its answer. */
export interface LoadResult {
  readonly requests: number
  readonly seconds: number
  /** Milliseconds, one a request. */
  readonly latencies: readonly number[]
}

export interface LoadOptions {
  readonly port: number
  readonly clients: number
  readonly seconds: number
  /** A whole HTTP request, made before; undefined ends the load. */
  next(client: number): Buffer | undefined
  /** What every answer must contain; a run with one wrong answer is no measurement. */
  readonly expect: readonly string[]
}

/**
 * Drives the platform over keep-alive connections. On bare sockets, because the generator shares the machine's cores
 * with what it measures, and should take little of them.
 */
export async function drive(options: LoadOptions): Promise<LoadResult> {
  const { port, clients, seconds } = options
  const expected = options.expect.map((text) => Buffer.from(text))
  const sockets = await Promise.all(Array.from({ length: clients }, () => open(port)))
  const latencies: number[] = []
  const started = performance.now()
  const deadline = started + seconds * 1_000
  try {
    await Promise.all(sockets.map((socket, client) => loop(socket, client)))
  } finally {
    for (const socket of sockets) socket.destroy()
  }
  return { requests: latencies.length, seconds: (performance.now() - started) / 1_000, latencies }

  async function loop(socket: Socket, client: number): Promise<void> {
    for (let at = performance.now(); at < deadline; ) {
      const request = options.next(client)
      if (request === undefined) return
      const answer = await exchange(socket, request)
      if (!expected.every((text) => answer.includes(text))) throw new Error(`A wrong answer:\n${answer.toString()}`)
      const now = performance.now()
      latencies.push(now - at)
      at = now
    }
  }
}

export function merge(results: readonly LoadResult[]): LoadResult {
  return {
    requests: results.reduce((sum, { requests }) => sum + requests, 0),
    seconds: results.reduce((sum, { seconds }) => sum + seconds, 0),
    latencies: results.flatMap(({ latencies }) => latencies),
  }
}

export function percentile({ latencies }: LoadResult, share: number): number {
  const sorted = Float64Array.from(latencies).toSorted()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** The bytes of one call: `POST /api/call` with a form. */
export function requestBytes(body: string): Buffer {
  const head = [
    'POST /api/call HTTP/1.1',
    'Host: ssl.reseal-bench.example',
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
  })
}

/** Sends one request and reads its answer to the last byte that Content-Length promises. */
function exchange(socket: Socket, request: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let answer: Buffer | undefined
    let length = Number.POSITIVE_INFINITY
    const onData = (chunk: Buffer) => {
      answer = answer === undefined ? chunk : Buffer.concat([answer, chunk])
      if (length === Number.POSITIVE_INFINITY) length = wholeLength(answer)
      if (answer.length < length) return
      stop()
      resolve(answer)
    }
    const onClose = () => {
      stop()
      reject(new Error('The platform closed a connection.'))
    }
    const stop = () => {
      socket.off('data', onData)
      socket.off('close', onClose)
    }
    socket.on('data', onData)
    socket.on('close', onClose)
    socket.write(request)
  })
}

function wholeLength(answer: Buffer): number {
  const end = answer.indexOf('\r\n\r\n')
  if (end === -1) return Number.POSITIVE_INFINITY
  const length = /^content-length: (\d+)$/im.exec(answer.toString('latin1', 0, end))?.[1]
  if (length === undefined) throw new Error('An answer without Content-Length.')
  return end + 4 + Number(length)
}
