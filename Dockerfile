# moe-judge as a container: docker build --tag moe-judge . && docker run --rm --volume "$PWD:/work" moe-judge judge --offline src
# Both stages are Debian 12, so that the libraries have the same names (docs/how-to/install.md lists them).

FROM swift:6.2-bookworm AS build
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends \
    libcmark-gfm-dev libcmark-gfm-extensions-dev libcurl4-openssl-dev libpcre2-dev libsqlite3-dev make pkg-config \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN make install PREFIX=/usr/local DESTDIR=/package \
  && sh scripts/check-linkage.sh /package/usr/local/bin/moe-judge /package/usr/local/bin/moe-judge-serve

FROM debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends \
    ca-certificates git libcmark-gfm0.29.0.gfm.6 libcmark-gfm-extensions0.29.0.gfm.6 libcurl4 libpcre2-8-0 libsqlite3-0 \
    libstdc++6 \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 10001 --create-home judge \
  # The folder at /work belongs to whoever runs the container, and git refuses the folders of others.
  && git config --system --add safe.directory /work
COPY --from=build /package/usr/local /usr/local
USER 10001
WORKDIR /work
ENTRYPOINT ["moe-judge"]
