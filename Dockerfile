# Compiles, renders the rich menu images, and leaves both in dist.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY .ci .ci
COPY richmenus richmenus
COPY templates templates
COPY src src
RUN npm run build

FROM node:22-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force
COPY richmenus richmenus
COPY templates templates
COPY --from=build /app/dist dist
USER node
EXPOSE 3000
# For the server role; a process with the worker role alone listens on no port, so switch the check off there.
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((res) => process.exit(res.ok ? 0 : 1), () => process.exit(1))"]
# Roles are arguments: `node dist/main.js server`, `node dist/main.js worker`; none means both.
CMD ["node", "dist/main.js"]
