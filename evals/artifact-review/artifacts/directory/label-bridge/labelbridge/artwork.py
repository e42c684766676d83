"""Artwork for the bench displays, with conditional requests so the old displays
do not download the same pictograms every few seconds."""

import hashlib
import hmac
import os
from functools import lru_cache
from pathlib import Path

from flask import Flask, abort, jsonify, make_response, request

CONTENT_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}


@lru_cache(maxsize=512)
def _etag(path: Path, mtime_ns: int) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def create_app(artwork_dir: Path, bench_token: str) -> Flask:
    if not bench_token:
        raise ValueError("bench token is empty")
    app = Flask(__name__)
    root = artwork_dir.resolve()

    @app.before_request
    def check_token():
        if request.endpoint == "health":
            return
        given = request.headers.get("X-Bench-Token", "")
        if not hmac.compare_digest(given.encode(), bench_token.encode()):
            abort(401)

    @app.get("/artwork/<name>")
    def artwork(name: str):
        path = (root / name).resolve()
        if path.parent != root or path.suffix not in CONTENT_TYPES or not path.is_file():
            abort(404)
        tag = _etag(path, path.stat().st_mtime_ns)
        if tag in request.if_none_match:
            return "", 304
        response = make_response(path.read_bytes())
        response.content_type = CONTENT_TYPES[path.suffix]
        response.set_etag(tag)
        return response

    @app.get("/health")
    def health():
        # The share is mounted over the network; that is what goes away in practice.
        try:
            count = sum(1 for entry in root.iterdir() if entry.suffix in CONTENT_TYPES)
        except OSError as exc:
            app.logger.error("artwork folder not readable: %s", exc)
            return jsonify(status="down", artwork=0), 503
        return jsonify(status="ok" if count else "empty", artwork=count), 200 if count else 503

    return app


def from_env() -> Flask:
    return create_app(Path(os.environ["LABEL_ARTWORK_DIR"]), os.environ["PICKQUEUE_TOKEN"])
