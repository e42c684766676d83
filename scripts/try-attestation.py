"""Reads an attestation with securesystemslib and in-toto-attestation: accepts it, and refuses it with one byte changed.

Usage: try-attestation.py ENVELOPE PUBLIC-KEY MOE-JUDGE; the run lies in .moe-judge of the working directory.
"""
import base64
import hashlib
import importlib.metadata
import json
import subprocess
import sys

import in_toto_attestation.v1.statement_pb2 as statement_pb2
from cryptography.hazmat.primitives import serialization
from google.protobuf import json_format
from in_toto_attestation.v1.statement import Statement
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

path, key_path, judge = sys.argv[1:]
data = open(path, "rb").read()
public = serialization.load_pem_public_key(open(key_path, "rb").read())
der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
key = SSlibKey.from_crypto(public, keyid=hashlib.sha256(der).hexdigest())


def accepted(envelope: bytes) -> dict:
    """The statement, once the signature and the statement's own form hold."""
    parsed = Envelope.from_dict(json.loads(envelope))
    parsed.verify([key], 1)
    statement = Statement.copy_from_pb(json_format.Parse(parsed.payload, statement_pb2.Statement()))
    statement.validate()
    return json.loads(parsed.payload)


def refused_by_us(envelope: bytes) -> bool:
    open("changed.json", "wb").write(envelope)
    words = [judge, "runs", "verify", "latest", "--attestation", "changed.json", "--public-key", key_path]
    return subprocess.run(words, capture_output=True).returncode == 1


statement = accepted(data)
head = statement["subject"][0]["digest"]["sha256"]
journal = subprocess.run("cat .moe-judge/runs/*/journal.jsonl", shell=True, capture_output=True, check=True).stdout
last = journal.split(b"\n")[-2]
if hashlib.sha256(last).hexdigest() != head:
    sys.exit("the subject is not the hash of the journal's last line")
versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("securesystemslib", "in-toto-attestation"))
print(f"accepted by {versions}: {statement['predicateType']}, subject {statement['subject'][0]['name']}")

# One byte of what is signed, one of its type, one of the signature: each as a base64 letter that is another one.
fields = json.loads(data)
payload = bytearray(base64.b64decode(fields["payload"]))
payload[len(payload) // 2] ^= 1
signature = bytearray(base64.b64decode(fields["signatures"][0]["sig"]))
signature[0] ^= 1
changed = {
    "payload": {**fields, "payload": base64.b64encode(payload).decode()},
    "payload type": {**fields, "payloadType": fields["payloadType"].replace("json", "jsom")},
    "signature": {**fields, "signatures": [{**fields["signatures"][0], "sig": base64.b64encode(signature).decode()}]},
}
for name, envelope in changed.items():
    text = json.dumps(envelope).encode()
    try:
        accepted(text)
    except Exception as error:
        print(f"one byte of the {name} changed: refused by securesystemslib ({type(error).__name__})", end="")
    else:
        sys.exit(f"one byte of the {name} changed: accepted")
    if not refused_by_us(text):
        sys.exit(f"\none byte of the {name} changed: runs verify did not refuse it")
    print(" and by runs verify")
