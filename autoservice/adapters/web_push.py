"""Push messages to browsers over their makers' push services (httpcore)."""

import asyncio
from typing import Final

import httpcore

from autoservice.adapters.push_encryption import encrypt, read_keys
from autoservice.adapters.push_endpoints import Endpoint, EndpointRules, connection_pool
from autoservice.adapters.vapid_keys import VapidKey
from autoservice.modules.notifications.errors import BadPushSubscription, PushNotSent, PushSubscriptionGone
from autoservice.modules.notifications.schemas import PushKeys, RenderedPush
from autoservice.shared.printable import one_line

CONNECTIONS: Final = 8
STEP_SECONDS: Final = 8.0
SEND_SECONDS: Final = 12.0
GONE: Final = frozenset({404, 410})
REASON_LENGTH: Final = 200
REPLY_BYTES: Final = 4096


class WebPushProvider:
    """``PushProvider`` over the services of the list; without any, there is no Web Push."""

    def __init__(self, hosts: tuple[str, ...], key: VapidKey) -> None:
        self._rules = EndpointRules(hosts)
        self._key = key
        self._pool = connection_pool(self._rules, CONNECTIONS)

    @property
    def public_key(self) -> str:
        """The key that browsers subscribe with, in base64url."""
        return self._key.public_key

    @property
    def key_id(self) -> str:
        """The id of that key; subscriptions of another one are of no use."""
        return self._key.key_id

    def check(self, endpoint: str, keys: PushKeys) -> None:
        """Raise ``BadPushSubscription`` unless messages may be sent to the endpoint with these keys."""
        try:
            self._rules.read(endpoint)
            read_keys(keys.p256dh, keys.auth)
        except ValueError as error:
            raise BadPushSubscription() from error

    async def send(self, push: RenderedPush) -> None:
        """Hand the message over; raises ``PushNotSent``, or ``PushSubscriptionGone`` for good."""
        try:
            endpoint = self._rules.read(push.endpoint)
            body = encrypt(push.payload, push.keys.p256dh, push.keys.auth)
        except ValueError as error:
            raise PushNotSent(reason=str(error)) from error
        try:
            async with asyncio.timeout(SEND_SECONDS):
                status, reply = await self._post(endpoint, push, body)
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
            raise PushNotSent(reason=_reason(push, str(error) or type(error).__name__)) from None
        if status in GONE:
            raise PushSubscriptionGone()
        if not 200 <= status < 300:
            raise PushNotSent(reason=_reason(push, f"{status} {reply}"))

    async def _post(self, endpoint: Endpoint, push: RenderedPush, body: bytes) -> tuple[int, str]:
        headers: dict[bytes | str, bytes | str] = {
            "Host": endpoint.authority,
            "Authorization": self._key.authorization(f"https://{endpoint.authority}"),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "Content-Length": str(len(body)),
            "TTL": str(push.ttl_seconds),
            "Urgency": push.urgency,
            "Topic": push.topic,
        }
        steps = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), STEP_SECONDS)}
        async with self._pool.stream(
            "POST", push.endpoint, headers=headers, content=body, extensions=steps
        ) as answer:
            return answer.status, await _beginning(answer)

    async def close(self) -> None:
        """Close the connections; a later message opens them again."""
        await self._pool.aclose()


async def _beginning(answer: httpcore.Response) -> str:
    """Read what a service says of a refusal, as far as anybody would read it."""
    read = b""
    async for part in answer.aiter_stream():
        read += part
        if len(read) >= REPLY_BYTES:
            break
    return read[:REPLY_BYTES].decode(errors="replace")


def _reason(push: RenderedPush, text: str) -> str:
    """Return a service's words without the endpoint, which is a secret of the subscription."""
    return one_line(text.replace(push.endpoint, "…"))[:REASON_LENGTH]
