"""Storage that speaks the protocol of S3, through boto3: what it holds, and what it says when it refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from warta.config.deploy import BucketTarget
from warta.deploy.findings import DeployError
from warta.deploy.programs import last_words
from warta.deploy.target import Surroundings
from warta.diagnostics.values import error

__all__ = ["Storage", "Stored", "is_missing", "is_taken", "refused"]

PATIENCE = 20
"""Seconds until storage has to answer."""
ATTEMPTS = 4
DELETED_AT_ONCE = 1000
"""Objects in one request, as the protocol has it."""
_CODES = {
    "ExpiredToken": "deploy-credentials-expired",
    "ExpiredTokenException": "deploy-credentials-expired",
    "TokenRefreshRequired": "deploy-credentials-expired",
    "RequestExpired": "deploy-credentials-expired",
    "InvalidToken": "deploy-not-allowed",
    "InvalidAccessKeyId": "deploy-not-allowed",
    "SignatureDoesNotMatch": "deploy-not-allowed",
    "AccessDenied": "deploy-not-allowed",
    "403": "deploy-not-allowed",
    "401": "deploy-not-allowed",
    "NoSuchBucket": "deploy-no-bucket",
    "PermanentRedirect": "deploy-no-bucket",
    "AuthorizationHeaderMalformed": "deploy-no-bucket",
    "RequestTimeTooSkewed": "deploy-clock-wrong",
}
"""What storage calls it → the finding."""


class Stored(NamedTuple):
    """An object that is there."""

    data: bytes
    etag: str
    age: float
    """Seconds since it was written, by the clock of the storage."""


class Storage:
    """A bucket, or the part of one below a prefix. All methods raise what :func:`refused` puts into words."""

    def __init__(self, target: BucketTarget, around: Surroundings, shown: str) -> None:
        try:
            import boto3
            from botocore.config import Config
        except ImportError as problem:
            raise DeployError(error("deploy-no-extra", shown)) from problem
        given = around.environment
        session = boto3.session.Session(
            aws_access_key_id=given.get("AWS_ACCESS_KEY_ID"),
            aws_secret_access_key=given.get("AWS_SECRET_ACCESS_KEY"),
            aws_session_token=given.get("AWS_SESSION_TOKEN"),
            region_name=target.region or given.get("AWS_REGION") or given.get("AWS_DEFAULT_REGION"),
        )
        config = Config(
            connect_timeout=PATIENCE,
            read_timeout=PATIENCE * 3,
            retries={"max_attempts": ATTEMPTS, "mode": "standard"},
            # Others than Amazon know neither its newer checksums nor buckets as names of hosts.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "path" if target.endpoint else "auto"},
        )
        region = session.region_name or "us-east-1"
        self._client: Any = session.client(
            "s3", endpoint_url=target.endpoint, config=config, region_name=region
        )
        self._bucket = target.bucket
        self._prefix = f"{target.prefix.strip('/')}/" if target.prefix else ""

    def get(self, path: str) -> Stored | None:
        """An object with its bytes; None where there is none."""
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=self._prefix + path)
        except Exception as problem:
            if is_missing(problem):
                return None
            raise
        sent: datetime = parsedate_to_datetime(found["ResponseMetadata"]["HTTPHeaders"]["date"])
        return Stored(found["Body"].read(), found["ETag"], (sent - found["LastModified"]).total_seconds())

    def mark_of(self, path: str) -> str:
        """What was put on record with an object; empty where there is nothing."""
        try:
            found = self._client.head_object(Bucket=self._bucket, Key=self._prefix + path)
        except Exception as problem:
            if is_missing(problem):
                return ""
            raise
        return str(found["Metadata"].get("warta", ""))

    def put(self, path: str, data: bytes, headers: Mapping[str, Any]) -> str:
        """Write an object; gives its ETag."""
        return str(
            self._client.put_object(Bucket=self._bucket, Key=self._prefix + path, Body=data, **headers)[
                "ETag"
            ]
        )

    def delete(self, paths: Sequence[str]) -> None:
        """Delete objects; that there are none is as good."""
        for start in range(0, len(paths), DELETED_AT_ONCE):
            some = [{"Key": self._prefix + path} for path in paths[start : start + DELETED_AT_ONCE]]
            done = self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": some, "Quiet": True})
            for problem in done.get("Errors", ()):
                raise OSError(0, f"{problem.get('Code')}: {problem.get('Message')}", problem.get("Key"))

    def listing(self) -> Iterator[tuple[str, str]]:
        """Path and ETag of every object."""
        pages = self._client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix):
            for each in page.get("Contents", ()):
                yield each["Key"].removeprefix(self._prefix), each["ETag"]

    def close(self) -> None:
        """End its connections."""
        self._client.close()


def _code(problem: Exception) -> str:
    answer = getattr(problem, "response", None)
    return str(answer.get("Error", {}).get("Code", "")) if isinstance(answer, Mapping) else ""


def is_missing(problem: Exception) -> bool:
    """Whether there is no such object."""
    return _code(problem) in ("NoSuchKey", "404")


def is_taken(problem: Exception) -> bool:
    """Whether an object was to be new, or the one that was read, and is not."""
    return _code(problem) in ("PreconditionFailed", "ConditionalRequestConflict", "412", "409")


def refused(problem: Exception, shown: str) -> DeployError | None:
    """What storage, or the way to it, says, in plain words; None for what is no such problem."""
    module = type(problem).__module__
    if not module.startswith(("botocore", "boto3", "urllib3")) and not isinstance(problem, OSError):
        return None
    name, words = type(problem).__name__, last_words(str(problem))
    if name in ("NoCredentialsError", "PartialCredentialsError"):
        return DeployError(error("deploy-no-credentials", shown))
    if name in ("EndpointConnectionError", "ConnectTimeoutError", "SSLError", "ProxyConnectionError"):
        return DeployError(error("deploy-unreachable", shown, problem=words))
    code = _CODES.get(_code(problem), "deploy-storage")
    return DeployError(error(code, shown, problem=words))
