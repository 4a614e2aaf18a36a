# The middleware alone: its sources and its production dependencies, run by node itself, without root. Nothing secret gets in: what
# .dockerignore lets through is all there is. How to run it: docs/middleware.md. That it works: scripts/test/container.

FROM node:24.21.0-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY middleware/package.json middleware/
RUN npm ci --omit=dev --workspace middleware --ignore-scripts --no-update-notifier
# A third of it is read by browsers and editors only.
RUN rm -rf node_modules/jsforce/dist node_modules/jsforce/browser node_modules/jsforce/src
RUN find node_modules middleware/node_modules -type f '(' -name '*.map' -o -name '*.d.ts' -o -name '*.d.cts' -o -name '*.d.mts' ')' -delete
RUN mkdir -p var/middleware

FROM node:24.21.0-bookworm-slim
# docker stop waits ten seconds before it kills: the clean stop has to fit in.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4803 SHUTDOWN_GRACE_MS=8000
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=dependencies /app/middleware/node_modules middleware/node_modules
COPY --from=dependencies --chown=node:node /app/var var
COPY package.json ./
COPY config/pubsub_api.proto config/
COPY middleware middleware
USER node
# The ledger, where it is SQLite. Nothing else is written, but for the nightly comparison's scratch file in /tmp.
VOLUME /app/var/middleware
EXPOSE 4803
# Live, not ready: a new container helps where the process hangs, not where WHMCS is away.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=4", "--max-old-space-size=160", "middleware/src/main.ts"]
