import type { FastifyInstance } from 'fastify'

/**
 * Closes the connections that are still open some time after the platform began to close. A file or an export whose client takes
 * little may last longer than closing may. The client learns from the missing end that it is not whole.
 *
 * @param milliseconds from when the platform begins to close
 */
export function closeConnections(app: FastifyInstance, milliseconds: number): void {
  app.addHook('preClose', async () => {
    setTimeout(() => app.server.closeAllConnections(), milliseconds).unref()
  })
}
