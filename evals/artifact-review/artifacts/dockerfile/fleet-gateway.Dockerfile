# syntax=docker/dockerfile:1.7
ARG GO_VERSION=1.23.4

FROM --platform=$BUILDPLATFORM golang:${GO_VERSION}-bookworm AS build
ARG TARGETOS
ARG TARGETARCH
ARG VERSION=dev

WORKDIR /src
ENV CGO_ENABLED=0 GOPRIVATE=git.veldtrans.example

COPY go.mod go.sum ./
# private telematics modules are fetched over ssh with the agent of the CI runner
RUN --mount=type=ssh --mount=type=cache,target=/go/pkg/mod \
    --mount=type=bind,source=build/known_hosts,target=/etc/ssh/ssh_known_hosts \
    git config --global url."ssh://git@git.veldtrans.example/".insteadOf "https://git.veldtrans.example/" \
    && go mod download

COPY cmd ./cmd
COPY internal ./internal
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /out/fleet-gateway ./cmd/gateway

FROM gcr.io/distroless/static-debian12:nonroot@sha256:81d20baf54860902e30baddcd3abc120b1db4484afb842f9a1a155e382cb5fe0
COPY --from=build /out/fleet-gateway /fleet-gateway

ENV GATEWAY_LISTEN=:7443 \
    GATEWAY_TOKEN_TTL=15m
EXPOSE 7443/tcp

# No shell in this image, so the binary brings its own probe (checks broker + vehicle registry).
HEALTHCHECK --interval=15s --timeout=3s --start-period=5s --retries=4 \
    CMD ["/fleet-gateway", "probe", "--ready"]

USER nonroot:nonroot
ENTRYPOINT ["/fleet-gateway"]
CMD ["serve"]
