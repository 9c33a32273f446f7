import type { IncomingHttpHeaders } from 'node:http'
import { type HttpRequest as AnyRequest, sendOverHttp } from '#testkit/http/send.ts'

export interface HttpAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

export type HttpRequest = Omit<AnyRequest, 'host'>

/** Sends one request to a port of this machine, with whatever `Host` its headers name, and reads the whole answer. */
export async function sendHttp(port: number, request: HttpRequest): Promise<HttpAnswer> {
  const { statusCode, headers, body } = await sendOverHttp({ ...request, host: `127.0.0.1:${port}` })
  return { status: statusCode, headers: headers as IncomingHttpHeaders, body }
}
