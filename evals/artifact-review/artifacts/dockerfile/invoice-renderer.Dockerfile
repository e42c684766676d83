# HTML -> PDF rendering for invoices, reminders and credit notes
FROM debian:bookworm

ENV DEBIAN_FRONTEND=noninteractive \
    PUPPETEER_SKIP_DOWNLOAD=true \
    PUPPETEER_EXECUTABLE_PATH=/usr/bin/chromium

RUN apt-get update && apt-get install -y --no-install-recommends \
      ca-certificates \
      chromium \
      curl \
      fonts-dejavu-core \
      fonts-liberation2 \
      gnupg \
  && curl -fsSL https://deb.nodesource.com/setup_20.x | bash - \
  && apt-get install -y --no-install-recommends nodejs \
  && rm -rf /var/lib/apt/lists/*

WORKDIR /usr/local/lib/invoice-renderer

COPY package.json package-lock.json ./
RUN npm ci --omit=dev && npm cache clean --force

COPY templates ./templates
COPY lib ./lib
COPY server.js ./

ENV NODE_ENV=production RENDER_CONCURRENCY=4 RENDER_TIMEOUT_MS=20000

EXPOSE 3300
HEALTHCHECK --interval=30s --timeout=10s CMD curl -fs http://localhost:3300/health || exit 1
CMD ["node", "server.js"]
