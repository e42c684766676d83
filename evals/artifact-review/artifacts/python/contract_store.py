"""Contract PDFs in S3: upload with integrity check, presigned downloads, retention."""
import base64
import hashlib
import logging
import os
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Iterator

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

logger = logging.getLogger(__name__)

# names, not values: where the secrets live in Secrets Manager
SECRET_NAME = "contracts/envelope-key"
PASSWORD_FIELD = "pdf_password"

KEY_PATTERN = re.compile(r"[0-9]{4}/[0-9]{2}/[a-f0-9]{32}\.pdf")
DOWNLOAD_SECONDS = 300
NONCE_BYTES = 12


class StoreError(Exception):
    """Storage answered with an error that the caller cannot repair."""


class ContractNotFound(StoreError):
    pass


@dataclass(frozen=True)
class StoredContract:
    key: str
    size: int
    modified: datetime


class ContractStore:
    def __init__(self, bucket: str, *, s3=None, secrets_client=None):
        config = Config(retries={"max_attempts": 4, "mode": "standard"}, signature_version="s3v4")
        # credentials come from the task role
        self._s3 = s3 or boto3.client("s3", config=config)
        self._secrets = secrets_client or boto3.client("secretsmanager")
        self._bucket = bucket
        self._aead = None

    def _cipher(self) -> AESGCM:
        if self._aead is None:
            value = self._secrets.get_secret_value(SecretId=SECRET_NAME)["SecretString"]
            self._aead = AESGCM(base64.b64decode(value))
        return self._aead

    def put(self, contract_id: str, pdf: bytes) -> str:
        if not pdf.startswith(b"%PDF-"):
            raise ValueError("not a PDF document")
        now = datetime.now(timezone.utc)
        key = f"{now:%Y/%m}/{contract_id}.pdf"
        if not KEY_PATTERN.fullmatch(key):
            raise ValueError("malformed contract id")
        # Content-MD5 is what S3 checks the upload against
        digest = hashlib.md5(pdf, usedforsecurity=False).digest()
        try:
            self._s3.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=pdf,
                ContentType="application/pdf",
                ContentMD5=base64.b64encode(digest).decode("ascii"),
                ServerSideEncryption="aws:kms",
            )
        except ClientError as exc:
            raise StoreError(f"upload of {key} failed") from exc
        logger.info("stored %s (%d bytes)", key, len(pdf))
        return key

    def download_url(self, key: str) -> str:
        if not KEY_PATTERN.fullmatch(key):
            raise ContractNotFound(key)
        try:
            self._s3.head_object(Bucket=self._bucket, Key=key)
        except ClientError as exc:
            if exc.response["Error"]["Code"] in ("404", "NoSuchKey"):
                raise ContractNotFound(key) from exc
            raise StoreError(f"lookup of {key} failed") from exc
        return self._s3.generate_presigned_url(
            "get_object",
            Params={"Bucket": self._bucket, "Key": key},
            ExpiresIn=DOWNLOAD_SECONDS,
        )

    def seal_password(self, key: str, password: str) -> dict[str, str]:
        """Encrypt the PDF's open password for the contract record."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher().encrypt(nonce, password.encode(), key.encode())
        return {PASSWORD_FIELD: base64.b64encode(nonce + sealed).decode("ascii")}

    def open_password(self, key: str, record: dict[str, str]) -> str:
        raw = base64.b64decode(record[PASSWORD_FIELD])
        nonce, sealed = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
        return self._cipher().decrypt(nonce, sealed, key.encode()).decode()

    def older_than(self, years: int) -> Iterator[StoredContract]:
        limit = datetime.now(timezone.utc) - timedelta(days=365 * years)
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket):
            for item in page.get("Contents", ()):
                if item["LastModified"] < limit:
                    yield StoredContract(item["Key"], item["Size"], item["LastModified"])

    def delete(self, contracts: list[StoredContract]) -> int:
        deleted = 0
        for start in range(0, len(contracts), 1000):
            chunk = contracts[start:start + 1000]
            answer = self._s3.delete_objects(
                Bucket=self._bucket,
                Delete={"Objects": [{"Key": c.key} for c in chunk], "Quiet": True},
            )
            failed = answer.get("Errors", [])
            if failed:
                raise StoreError(f"{len(failed)} objects not deleted, first: {failed[0]['Key']}")
            deleted += len(chunk)
        return deleted
