import json
import logging
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import paho.mqtt.client as mqtt
import serial

from .decoder import FrameError, decode

log = logging.getLogger("gateway")

SYNC = 0x68


class Health(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path != "/health":
            self.send_error(404)
            return
        body = json.dumps({"status": "ok", "version": "0.14.2"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        log.debug(format, *args)


def frames(port):
    """Yield frames; the stick sends sync byte, length, then the frame itself."""
    while True:
        first = port.read(1)
        if not first or first[0] != SYNC:
            continue
        length = port.read(1)
        if not length:
            continue
        frame = port.read(length[0])
        if len(frame) == length[0]:
            yield frame


def forward(source, publish) -> None:
    for frame in source:
        try:
            reading = decode(frame)
        except FrameError as exc:
            log.warning("frame dropped: %s", exc)
            continue
        topic = f"meters/{reading.manufacturer}/{reading.meter}/{reading.medium}"
        publish(topic, json.dumps({"litres": reading.litres}), qos=1)


def connect() -> mqtt.Client:
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    client.username_pw_set(os.environ["MQTT_USER"], os.environ["MQTT_PASSWORD"])
    client.tls_set()
    client.reconnect_delay_set(min_delay=1, max_delay=120)
    client.connect(os.environ["MQTT_HOST"], int(os.environ["MQTT_PORT"]))
    client.loop_start()
    return client


def main() -> None:
    logging.basicConfig(level=os.environ.get("LOG_LEVEL", "INFO"))
    server = ThreadingHTTPServer(("0.0.0.0", 8081), Health)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    client = connect()
    with serial.Serial(os.environ.get("WMBUS_PORT", "/dev/ttyUSB0"), 115200, timeout=2) as port:
        forward(frames(port), client.publish)


if __name__ == "__main__":
    main()
