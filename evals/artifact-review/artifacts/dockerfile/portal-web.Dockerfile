# syntax=docker/dockerfile:1.7
# Tenant portal, static front end (Vite + nginx)
FROM node:22.12.0-alpine3.20 AS bundle
WORKDIR /portal
RUN corepack enable
COPY package.json pnpm-lock.yaml ./
RUN --mount=type=cache,id=pnpm,target=/root/.local/share/pnpm/store \
    pnpm install --frozen-lockfile

ARG VITE_API_BASE=/api
# Inlined into the bundle; the map tiles are served from our own tile server, no key needed.
ARG VITE_MAP_STYLE=tenant-light
COPY index.html vite.config.ts tsconfig.json ./
COPY public public
COPY src src
RUN pnpm run build

# nginx-unprivileged listens on 8080 and already runs as uid 101
FROM nginxinc/nginx-unprivileged:1.27.3-alpine3.20-slim

USER root
RUN rm -f /etc/nginx/conf.d/default.conf
COPY --chmod=0644 nginx/portal.conf /etc/nginx/conf.d/portal.conf
COPY --chmod=0644 nginx/security-headers.inc /etc/nginx/snippets/security-headers.inc
COPY --from=bundle /portal/dist /usr/share/nginx/html
RUN find /usr/share/nginx/html -type d -exec chmod 0755 {} + \
 && find /usr/share/nginx/html -type f -exec chmod 0644 {} +
USER 101

EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s \
  CMD wget -q --spider http://127.0.0.1:8080/index.html || exit 1
