# One image for the ingress, the worker and the migrations; the command tells which.

FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:20-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
# The Temporal SDK's native part verifies TLS against the system's certificates.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY config ./config
COPY ledger/migrations ./ledger/migrations
COPY ingress/console/page ./ingress/console/page
USER node
EXPOSE 3000
# exec form: signals reach the process, which then finishes what it has begun.
CMD ["node", "--enable-source-maps", "dist/ingress/main.js"]
