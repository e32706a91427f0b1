# Builds native modules and TypeScript in one stage, runs as an unprivileged user in the other.
#   docker build -t zhanggui .
#   docker run --read-only --tmpfs /tmp -v zhanggui-data:/data -p 8080:8080 zhanggui
FROM node:20-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY scripts ./scripts
RUN npm run build && npm prune --omit=dev

FROM node:20-bookworm-slim
ENV NODE_ENV=production ZHANGGUI_HOST=0.0.0.0 ZHANGGUI_DATA_DIR=/data ZHANGGUI_KNOWLEDGE_DIR=/app/knowledge
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY src/web ./src/web
COPY knowledge ./knowledge
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s CMD ["node", "-e", "fetch('http://127.0.0.1:8080/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/src/main.js"]
