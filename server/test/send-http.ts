import { type HttpRequest as AnyRequest, sendOverHttp } from '#testkit/http/send.ts'

export interface HttpAnswer {
  status: number
  headers: Record<string, number | string | string[] | undefined>
  body: string
}

export type HttpRequest = Omit<AnyRequest, 'host'>

/** Sends one request to a port of this machine, with whatever `Host` its headers name, and reads the whole answer. */
export async function sendHttp(port: number, request: HttpRequest): Promise<HttpAnswer> {
  const { statusCode, headers, body } = await sendOverHttp({ ...request, host: `127.0.0.1:${port}` })
  return { status: statusCode, headers, body }
}
