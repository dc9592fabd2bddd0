# One image for every process: goldpan master | worker | submit | table.
FROM node:24-bookworm-slim AS build
WORKDIR /goldpan
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund --loglevel=error
COPY . .
RUN node scripts/build.mjs \
 && node scripts/make-sample-data.mjs sample-data \
 && npm prune --omit=dev --no-audit --no-fund --loglevel=error

FROM node:24-bookworm-slim
WORKDIR /goldpan
ENV NODE_ENV=production PATH=/goldpan/bin:$PATH
COPY --from=build /goldpan/package.json ./
COPY --from=build /goldpan/node_modules ./node_modules
COPY --from=build /goldpan/dist ./dist
COPY --from=build /goldpan/bin ./bin
COPY --from=build /goldpan/proto ./proto
COPY --from=build /goldpan/jobs ./jobs
COPY --from=build /goldpan/scripts/land-sample-data.mjs ./scripts/
COPY --from=build /goldpan/sample-data ./sample-data
RUN ln -s goldpan.js bin/goldpan && ln -s goldpan-submit.js bin/goldpan-submit \
 && mkdir -p /var/lib/goldpan /work && chown node:node /var/lib/goldpan /work
USER node
VOLUME /var/lib/goldpan
WORKDIR /work
ENTRYPOINT ["goldpan"]
