# syntax=docker/dockerfile:1
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-slim
# tini reaps what suites leave behind and hands signals on.
RUN apt-get update \
 && apt-get install -y --no-install-recommends tini ca-certificates \
 && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY src ./src
COPY commands ./commands
COPY state ./state
# The root file system may be read-only: only these two are written to.
RUN mkdir -p /config /data && chown node:node /data
USER node
ENV TENELEVEN_CONFIG=/config/e2e.yaml TENELEVEN_DATA=/data PORT=8080
VOLUME ["/data"]
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/usr/bin/tini", "--"]
# As "npm start": a small young generation, so that the memory of a huge report is given back at once, and room in the
# old one, so that no full collection holds acknowledgements up.
CMD ["node", "--max-semi-space-size=8", "--initial-old-space-size=80", "--heap-growing-percent=100", "--wasm-wrapper-tiering-budget=1000000000", "src/main.ts"]
