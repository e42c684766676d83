# syntax=docker/dockerfile:1
FROM debian:12.8-slim AS ffmpeg
ARG FFMPEG_VERSION=7.1
ARG FFMPEG_SHA256=be246e7de86b5ec4c9cca33d8e379cb9fdf10a3ee95e2718be4f69c73366e2e7
RUN apt-get update \
    && apt-get install -y --no-install-recommends build-essential ca-certificates curl libx264-dev nasm pkg-config xz-utils \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /tmp/ffmpeg
RUN curl -fsSLo ffmpeg.tar.xz "https://ffmpeg.org/releases/ffmpeg-${FFMPEG_VERSION}.tar.xz" \
    && echo "${FFMPEG_SHA256}  ffmpeg.tar.xz" | sha256sum --check --strict - \
    && tar -xJf ffmpeg.tar.xz --strip-components=1 \
    && ./configure --prefix=/opt/ffmpeg --enable-gpl --enable-libx264 --disable-doc --disable-ffplay \
    && make -j"$(nproc)" install

FROM rust:1.83.0-slim-bookworm AS app
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
COPY crates crates
RUN cargo build --release --locked -p transcoder

FROM debian:12.8-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libx264-164 tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd -r -u 990 -d /work transcode \
    && install -d -o transcode -m 0750 /work
COPY --from=ffmpeg /opt/ffmpeg /opt/ffmpeg
COPY --from=app /src/target/release/transcoder /usr/local/bin/transcoder

ENV PATH=/opt/ffmpeg/bin:$PATH WORK_DIR=/work
# We used to `curl ... | sh` the vendor's installer here; the source build above replaced it (PLAT-812).
USER transcode
WORKDIR /work
VOLUME /work
EXPOSE 9400

HEALTHCHECK --interval=30s --timeout=5s CMD ["transcoder", "health", "--url", "http://127.0.0.1:9400/readyz"]
ENTRYPOINT ["tini", "--", "transcoder"]
CMD ["run"]
