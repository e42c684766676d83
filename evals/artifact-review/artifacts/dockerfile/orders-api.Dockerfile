# syntax=docker/dockerfile:1.7
# Orders API - order capture, pricing and reservation for the B2B shop.

FROM node:20.18.1-bookworm-slim@sha256:0824e471b8b4bd9e086951e17778328d7e1f395afa9dd094bcf7ad4c3e43157e AS deps
WORKDIR /src
COPY package.json package-lock.json ./
# The registry token lives only for the duration of this RUN; it never reaches a layer.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc,required=true \
    --mount=type=cache,target=/root/.npm \
    npm ci --ignore-scripts

FROM deps AS build
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:20.18.1-bookworm-slim@sha256:0824e471b8b4bd9e086951e17778328d7e1f395afa9dd094bcf7ad4c3e43157e AS runtime
ARG GIT_SHA=unknown
LABEL org.opencontainers.image.source="https://git.haldenby-trade.example/commerce/orders-api" \
      org.opencontainers.image.revision="${GIT_SHA}"

ENV NODE_ENV=production \
    PORT=8080 \
    DB_PASSWORD_FILE=/run/secrets/orders_db_password

WORKDIR /app
COPY --from=build --chown=root:root /src/node_modules ./node_modules
COPY --from=build --chown=root:root /src/dist ./dist
COPY --chown=root:root package.json ./
COPY --chown=root:root ops/probe.mjs ./ops/probe.mjs

USER node
EXPOSE 8080

# probe.mjs calls /readyz, which pings Postgres and the pricing cache
HEALTHCHECK --interval=20s --timeout=4s --start-period=15s --retries=3 \
    CMD ["node", "ops/probe.mjs", "--path", "/readyz"]

CMD ["node", "--enable-source-maps", "dist/server.js"]
