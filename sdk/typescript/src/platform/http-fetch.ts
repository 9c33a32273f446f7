/*
 * The exchange by `fetch`, which every runtime has.
 */
import { MAX_ANSWER_BYTES, startDeadline, toFailure, type HttpExchange } from './http-exchange.ts'

export const exchangeByFetch: HttpExchange = async (request) => {
  const { method, url, headers, body } = request
  const { deadline, end } = startDeadline(request)
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: end,
      ...(body !== undefined && { body }),
    })
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await readBounded(response.body),
    }
  } catch (error) {
    return deadline.aborted ? { failure: 'timeout' } : toFailure(error)
  }
}

async function readBounded(stream: ReadableStream<Uint8Array> | null): Promise<string> {
  if (stream === null) return ''
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    text += decoder.decode(value, { stream: true })
    if (bytes <= MAX_ANSWER_BYTES) continue
    await reader.cancel()
    return text
  }
}
