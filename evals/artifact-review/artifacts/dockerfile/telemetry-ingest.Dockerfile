# ---- compile ---------------------------------------------------------
FROM swift:5.10.1-jammy AS compile
RUN apt-get -q update \
 && apt-get -q install -y --no-install-recommends libjemalloc-dev \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /build
COPY Package.swift Package.resolved ./
RUN swift package resolve --force-resolved-versions
COPY Sources ./Sources
RUN swift build -c release --product TelemetryIngest --static-swift-stdlib -Xlinker -ljemalloc

WORKDIR /staging
RUN cp "$(swift build --package-path /build -c release --show-bin-path)/TelemetryIngest" ./ \
 && cp "/usr/libexec/swift/linux/swift-backtrace-static" ./

# ---- run -------------------------------------------------------------
FROM ubuntu:22.04@sha256:c055d22fae84ce5ccc6550b7f65004058d8f75aba9273ed2618d7ae7392850a4

RUN export DEBIAN_FRONTEND=noninteractive \
 && apt-get -q update \
 && apt-get -q install -y --no-install-recommends ca-certificates curl libjemalloc2 tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --user-group --home-dir /srv/ingest --create-home ingest

WORKDIR /srv/ingest
COPY --from=compile --chown=root:ingest --chmod=0550 /staging/ ./

ENV SWIFT_BACKTRACE=enable=yes,sanitize=yes,threads=all,images=all,interactive=no,swift-backtrace=./swift-backtrace-static
ENV LOG_LEVEL=notice

USER ingest:ingest
EXPOSE 8080

# /ready answers 503 while Kafka or the device registry cannot be reached
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s CMD curl -fsS -o /dev/null http://127.0.0.1:8080/ready || exit 1

ENTRYPOINT ["./TelemetryIngest"]
CMD ["serve", "--env", "production", "--hostname", "0.0.0.0", "--port", "8080"]
