"""Long-term archive for insurance claim documents.

Documents are encrypted on our side before they go to the archive bucket; the
bucket itself is managed by the group's storage team.
"""
import io
import json
import logging
import os
from datetime import datetime, timezone
from typing import BinaryIO, Iterator

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

log = logging.getLogger(__name__)

BUCKET = "ivr-claims-archive-eu"
REGION = "eu-central-1"

_session = boto3.session.Session(
    aws_access_key_id="AKIAX3RQ7TLM5ZVPD2HC",
    aws_secret_access_key="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",
    region_name=REGION,
)
_s3 = _session.client(
    "s3", config=Config(retries={"max_attempts": 5, "mode": "standard"}, connect_timeout=5)
)


class ArchiveError(Exception):
    pass


class DocumentCipher:
    """AES-256 with PKCS7 padding. The key comes from the vault agent's file."""

    IV = b"claims-archive-1"

    def __init__(self, key: bytes):
        if len(key) != 32:
            raise ValueError("archive key must be 32 bytes")
        self._key = key

    @classmethod
    def from_file(cls, path: str) -> "DocumentCipher":
        with open(path, "rb") as fh:
            return cls(fh.read())

    def encrypt(self, data: bytes) -> bytes:
        padder = padding.PKCS7(128).padder()
        enc = Cipher(algorithms.AES(self._key), modes.CBC(self.IV)).encryptor()
        return enc.update(padder.update(data) + padder.finalize()) + enc.finalize()

    def decrypt(self, data: bytes) -> bytes:
        dec = Cipher(algorithms.AES(self._key), modes.CBC(self.IV)).decryptor()
        unpadder = padding.PKCS7(128).unpadder()
        return unpadder.update(dec.update(data) + dec.finalize()) + unpadder.finalize()


def object_key(claim_id: int, document_id: int) -> str:
    return f"claims/{claim_id // 10000:05d}/{claim_id}/{document_id}.bin"


class ClaimArchive:
    def __init__(self, cipher: DocumentCipher | None = None):
        self.cipher = cipher or DocumentCipher.from_file(os.environ["ARCHIVE_KEY_FILE"])

    def put(self, claim_id: int, document_id: int, fh: BinaryIO, mime: str) -> str:
        key = object_key(claim_id, document_id)
        try:
            _s3.put_object(
                Bucket=BUCKET,
                Key=key,
                Body=io.BytesIO(self.cipher.encrypt(fh.read())),
                ContentType="application/octet-stream",
                Metadata={
                    "mime": mime,
                    "archived-at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
                },
            )
        except ClientError as exc:
            raise ArchiveError(f"could not archive {key}") from exc
        log.info("archived %s", key)
        return key

    def get(self, claim_id: int, document_id: int) -> bytes:
        key = object_key(claim_id, document_id)
        try:
            body = _s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        except ClientError as exc:
            if exc.response["Error"]["Code"] == "NoSuchKey":
                raise KeyError(key) from exc
            raise ArchiveError(f"could not read {key}") from exc
        return self.cipher.decrypt(body)

    def documents(self, claim_id: int) -> Iterator[int]:
        prefix = f"claims/{claim_id // 10000:05d}/{claim_id}/"
        for page in _s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix):
            for item in page.get("Contents", []):
                yield int(item["Key"].rsplit("/", 1)[1].removesuffix(".bin"))

    def write_manifest(self, claim_id: int) -> None:
        manifest = {"claim": claim_id, "documents": sorted(self.documents(claim_id))}
        _s3.put_object(
            Bucket=BUCKET,
            Key=f"manifests/{claim_id}.json",
            Body=json.dumps(manifest).encode(),
            ContentType="application/json",
        )
