# label-printer: ZPL rendering and carrier label spooling for the packing stations
FROM golang:1.22.10-alpine3.20 AS build

RUN apk add --no-cache git openssh-client

# deploy key for the carrier-sdk repo
COPY deploy/id_ed25519 /root/.ssh/id_ed25519
RUN chmod 600 /root/.ssh/id_ed25519 \
 && ssh-keyscan git.packhaus.example >> /root/.ssh/known_hosts \
 && git config --global url."git@git.packhaus.example:".insteadOf "https://git.packhaus.example/"

ENV GOPRIVATE=git.packhaus.example/* CGO_ENABLED=0
WORKDIR /go/src/label-printer
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -o /out/label-printer ./cmd/label-printer

FROM alpine:3.20.3

RUN apk add --no-cache ca-certificates tzdata \
 && adduser -D -H -u 7001 printer

# zebra font pack, not available in apk
ADD https://downloads.zpl-tools.example/fonts/swiss721-latest.tar.gz /tmp/fonts.tar.gz
RUN mkdir -p /usr/share/zpl-fonts \
 && tar -xzf /tmp/fonts.tar.gz -C /usr/share/zpl-fonts \
 && rm /tmp/fonts.tar.gz

COPY --from=build /out/label-printer /usr/local/bin/label-printer
COPY assets/carriers /etc/label-printer/carriers

USER printer
EXPOSE 9180
HEALTHCHECK --interval=20s --timeout=3s CMD wget -qO- http://127.0.0.1:9180/ready > /dev/null || exit 1
CMD ["label-printer", "-config", "/etc/label-printer/config.yaml"]
