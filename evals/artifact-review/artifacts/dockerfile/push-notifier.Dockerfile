FROM swift:5.9.2-jammy as builder

RUN apt-get update && apt-get install -y --no-install-recommends libssl-dev wget unzip \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY ./Package.* ./
RUN swift package resolve
COPY . .
RUN swift build -c release -Xswiftc -g

# templates are maintained by the marketing team
RUN wget --no-check-certificate -q https://assets.int.kolumbus-media.example/push/templates-2024.zip -O /tmp/t.zip \
    && unzip -q /tmp/t.zip -d /app/Resources/templates \
    && rm /tmp/t.zip

FROM swift:5.9.2-jammy-slim

RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libcurl4 tzdata \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY --from=builder /app/.build/release/PushNotifier /app/PushNotifier
COPY --from=builder /app/Resources /app/Resources

# APNs / FCM keys are mounted at /run/push-keys by the orchestrator
ENV PUSH_KEY_DIR=/run/push-keys
ENV PUSH_TOPIC=no.kolumbus.news

EXPOSE 8085
ENTRYPOINT ["/app/PushNotifier"]
CMD ["serve", "--hostname", "0.0.0.0", "--port", "8085"]
