FROM node:26-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY sdk/typescript/package.json sdk/typescript/
COPY sdk/client/package.json sdk/client/
RUN npm ci
COPY . .
RUN npm run build

FROM node:26-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0
COPY package.json package-lock.json .npmrc ./
COPY sdk/typescript/package.json sdk/typescript/
COPY sdk/client/package.json sdk/client/
# Without the peers of what is not used here (TypeScript, the MCP SDKs), and without the Node of this repository: the
# image has one.
RUN npm ci --omit=dev --legacy-peer-deps && rm -rf node_modules/node-* node_modules/.bin/node && npm cache clean --force
COPY shared shared
COPY server server
COPY sdk/typescript/src sdk/typescript/src
COPY --from=build /app/dist dist
# Where the platform keeps what it has compiled, for the next start.
RUN mkdir .cache && chown node .cache
USER node
EXPOSE 3000 3001
# A start that migrates can take long, and is alive.
HEALTHCHECK --interval=10s --start-period=300s CMD ["node", "-e", "fetch('http://127.0.0.1:3001/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The signal would open a debugger, which runs whatever code it is sent.
CMD ["node", "--disable-sigusr1", "dist/server/main.js"]
