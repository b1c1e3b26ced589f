# SPDX-License-Identifier: Apache-2.0
# Bangkom in a container: docker build -t bangkom . && docker run -e BANGKOM_DATABASE_URL=postgresql://… -p 8080:8080 bangkom
FROM debian:bookworm-slim AS build
WORKDIR /src
COPY deploy/packages deploy/packages
RUN apt-get update && apt-get install -y --no-install-recommends $(deploy/packages --list build)
COPY . .
RUN cmake -S . -B /build -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DBANGKOM_TESTS=OFF \
    && cmake --build /build \
    && strip --strip-unneeded /build/bangkom

FROM debian:bookworm-slim
COPY deploy/packages /usr/local/share/bangkom/packages
RUN apt-get update \
    && apt-get install -y --no-install-recommends $(/usr/local/share/bangkom/packages --list runtime) \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/* \
    && useradd --system --uid 10001 --user-group --home-dir /var/lib/bangkom --create-home --shell /usr/sbin/nologin bangkom
COPY --from=build /build/bangkom /usr/local/bin/bangkom
COPY deploy/healthcheck /usr/local/bin/healthcheck
COPY deploy/demo /usr/local/share/bangkom/demo
# The signing key lives here: keep it, or every token ends with the container.
VOLUME /var/lib/bangkom
ENV BANGKOM_HOME=/var/lib/bangkom BANGKOM_HOST=0.0.0.0 BANGKOM_PORT=8080 BANGKOM_AUTO_MIGRATE=true
EXPOSE 8080
USER bangkom
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["/usr/local/bin/healthcheck"]
ENTRYPOINT ["/usr/local/bin/bangkom"]
CMD ["serve"]
