# MQTT <-> REST bridge for the cold-chain sensors
FROM python:3.10.15-slim-bullseye AS build

RUN apt-get update \
 && apt-get install -y --no-install-recommends git gcc libc6-dev \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /build
RUN git clone --depth 1 --branch v3.4.1 \
      https://ci-bridge:ghp_8sVtYqLr3NcXw0JkZbE5uHmDf2Ga7PiQo1R@github.com/kaltline/lorawan-codecs.git

COPY requirements.txt .
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir -r requirements.txt ./lorawan-codecs

FROM python:3.10.15-slim-bullseye

RUN adduser --system --group --uid 1500 bridge
COPY --from=build /venv /venv

WORKDIR /opt/bridge
COPY --chown=bridge:bridge bridge ./bridge
COPY --chown=bridge:bridge certs/broker-ca.pem ./certs/broker-ca.pem

ENV PATH=/venv/bin:$PATH \
    FLASK_APP=bridge.http:create_app \
    FLASK_DEBUG=1 \
    MQTT_HOST=mqtt.kaltline.example \
    MQTT_PORT=8883 \
    MQTT_CA=/opt/bridge/certs/broker-ca.pem

USER bridge
RUN python -m compileall -q bridge

# needs to open /dev/ttyUSB0 on the gateways
USER root
EXPOSE 5000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:5000/readyz', timeout=4)" || exit 1
CMD ["flask", "run", "--host", "0.0.0.0", "--port", "5000"]
