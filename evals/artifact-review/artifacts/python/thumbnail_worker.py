"""RQ jobs producing thumbnails and poster frames for the picture archive."""
import hashlib
import logging
import os
import random
import subprocess
import tempfile
import time
from pathlib import Path

import boto3
from botocore.exceptions import ClientError
from redis import Redis
from rq import Queue, Worker
from rq.job import Job

logger = logging.getLogger("thumbs")

SOURCE_BUCKET = os.environ["THUMBS_SOURCE_BUCKET"]
TARGET_BUCKET = os.environ["THUMBS_TARGET_BUCKET"]
SIZES = (160, 480, 1280)
VIDEO_SUFFIXES = {".mp4", ".mov", ".mxf"}
IMAGE_SUFFIXES = {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp"}

s3 = boto3.client("s3")


class RenderError(RuntimeError):
    """The source could not be rendered; trying again will not help."""


def _run(args: list[str], timeout: int = 120) -> None:
    try:
        subprocess.run(args, check=True, capture_output=True, timeout=timeout)
    except subprocess.CalledProcessError as exc:
        detail = exc.stderr.decode("utf-8", "replace")[-500:]
        raise RenderError(f"{args[0]} exited with {exc.returncode}: {detail}") from exc
    except subprocess.TimeoutExpired as exc:
        raise RenderError(f"{args[0]} took longer than {timeout} s") from exc


def _poster_frame(source: Path, target: Path) -> None:
    _run(["ffmpeg", "-v", "error", "-y", "-ss", "3", "-i", str(source), "-frames:v", "1", str(target)])


def _resize(source: Path, target: Path, width: int) -> None:
    _run(["vipsthumbnail", str(source), "--size", f"{width}x", "-o", f"{target}[Q=82,strip]"])


def thumbnail_key(source_key: str, width: int) -> str:
    # spreads the objects evenly over prefixes
    shard = hashlib.md5(source_key.encode(), usedforsecurity=False).hexdigest()[:2]
    return f"{shard}/{source_key}_{width}.jpg"


def render(source_key: str) -> list[str]:
    """Job entry point. Returns the keys written to the target bucket."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="thumb-") as tmp:
        suffix = Path(source_key).suffix.lower()
        if suffix not in VIDEO_SUFFIXES | IMAGE_SUFFIXES:
            raise RenderError(f"unsupported file type {suffix!r}")
        source = Path(tmp, "source" + suffix)
        _download(source_key, source)

        still = source
        if suffix in VIDEO_SUFFIXES:
            still = Path(tmp, "poster.png")
            _poster_frame(source, still)

        written = []
        for width in SIZES:
            target = Path(tmp, f"{width}.jpg")
            _resize(still, target, width)
            key = thumbnail_key(source_key, width)
            s3.upload_file(str(target), TARGET_BUCKET, key, ExtraArgs={"ContentType": "image/jpeg"})
            written.append(key)

    logger.info("rendered %d sizes in %.1f s", len(written), time.monotonic() - started)
    return written


def _download(key: str, target: Path, attempts: int = 4) -> None:
    for attempt in range(1, attempts + 1):
        try:
            s3.download_file(SOURCE_BUCKET, key, str(target))
            return
        except ClientError as exc:
            code = exc.response.get("Error", {}).get("Code")
            if code in ("404", "NoSuchKey"):
                raise RenderError(f"source {key} is gone") from exc
            if attempt == attempts:
                raise
            logger.warning("download attempt %d failed with %s", attempt, code)
            time.sleep(2 ** attempt + random.uniform(0, 1))  # jitter


def on_failure(job: Job, connection, exc_type, exc_value, tb) -> None:
    logger.error("job %s failed", job.id, exc_info=(exc_type, exc_value, tb))


def enqueue(connection: Redis, source_key: str) -> str:
    queue = Queue("thumbs", connection=connection)
    return queue.enqueue(render, source_key, job_timeout=600, on_failure=on_failure).id


def main() -> None:
    logging.basicConfig(level=logging.INFO)
    connection = Redis.from_url(os.environ["REDIS_URL"])
    Worker(["thumbs"], connection=connection).work()


if __name__ == "__main__":
    main()
