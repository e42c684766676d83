"""Celery tasks that turn uploaded programme audio into broadcast and podcast renditions."""
from __future__ import annotations

import json
import logging
import os
import subprocess
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from library.models import Asset, Rendition

logger = logging.getLogger(__name__)

WORK_DIR = Path(settings.MEDIA_WORK_DIR)

PROFILES = {
    "podcast": ["-c:a", "libmp3lame", "-b:a", "128k", "-ac", "2"],
    "archive": ["-c:a", "flac", "-compression_level", "8"],
    "preview": ["-c:a", "libopus", "-b:a", "48k", "-ac", "1"],
}


def probe(path: Path) -> dict:
    result = subprocess.run(
        ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", str(path)],
        check=True, capture_output=True, text=True, timeout=60,
    )
    return json.loads(result.stdout)


@shared_task(bind=True, max_retries=3, default_retry_delay=60, acks_late=True)
def transcode(self, asset_id: int, profile: str) -> int:
    asset = Asset.objects.get(pk=asset_id)
    target = WORK_DIR / f"{asset.pk}-{profile}.out"
    cmd = ["ffmpeg", "-y", "-i", asset.local_path, *PROFILES[profile], str(target)]
    try:
        subprocess.run(cmd, check=True, capture_output=True, timeout=1800)
    except subprocess.TimeoutExpired as exc:
        logger.warning("transcode of asset %s timed out", asset_id)
        raise self.retry(exc=exc)
    except subprocess.CalledProcessError as exc:
        logger.error("ffmpeg failed for asset %s: %s", asset_id, exc.stderr[-2000:])
        raise

    rendition = Rendition.objects.create(
        asset=asset, profile=profile, path=str(target), created_at=timezone.now()
    )
    return rendition.pk


@shared_task(acks_late=True)
def embed_tags(rendition_id: int) -> None:
    """Write title, presenter and episode artwork into the finished file."""
    rendition = Rendition.objects.select_related("asset").get(pk=rendition_id)
    asset = rendition.asset
    # title and presenter are what the editor typed in the upload form
    tags = f'-t "{asset.title}" -a "{asset.presenter}" -A "{asset.series}"'
    if asset.artwork_path:
        tags += f' --add-image "{asset.artwork_path}:FRONT_COVER"'
    exit_code = os.system(f"eyeD3 --quiet {tags} {rendition.path}")
    if exit_code != 0:
        raise RuntimeError(f"tagging failed for rendition {rendition_id}: {exit_code}")
    rendition.tagged_at = timezone.now()
    rendition.save(update_fields=["tagged_at"])


def measure_loudness(path: str) -> float:
    """Integrated loudness in LUFS as needed for the R128 report."""
    try:
        out = subprocess.run(
            ["ffmpeg", "-i", path, "-af", "loudnorm=print_format=json", "-f", "null", "-"],
            capture_output=True, text=True, timeout=900, check=True,
        ).stderr
        return float(json.loads(out[out.rindex("{"):])["input_i"])
    except Exception:
        return -23.0


@shared_task
def check_loudness(rendition_id: int) -> bool:
    rendition = Rendition.objects.get(pk=rendition_id)
    lufs = measure_loudness(rendition.path)
    rendition.loudness_lufs = lufs
    rendition.loudness_ok = abs(lufs - settings.TARGET_LUFS) <= 1.0
    rendition.save(update_fields=["loudness_lufs", "loudness_ok"])
    return rendition.loudness_ok


@shared_task
def purge_work_dir(max_age_hours: int = 48) -> int:
    cutoff = timezone.now().timestamp() - max_age_hours * 3600
    removed = 0
    for path in WORK_DIR.glob("*.out"):
        if path.stat().st_mtime < cutoff and not Rendition.objects.filter(path=str(path)).exists():
            path.unlink(missing_ok=True)
            removed += 1
    logger.info("purged %d work files", removed)
    return removed
