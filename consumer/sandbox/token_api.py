"""POST /oauth/token over aiohttp: the token service, whose tokens the Data API beside it takes."""

import asyncio
import random
import secrets
import time
from collections.abc import Sequence
from typing import assert_never

import orjson
from aiohttp import web

from consumer.sandbox.api import DataApi, reset
from consumer.sandbox.fault_choice import ArmedFault, Target, arm, strike
from consumer.sandbox.faults import AnswerStatus, Fault, ResetAfterTaking, ResetBeforeTaking
from consumer.sandbox.options import SandboxOptions
from consumer.sandbox.tokens import answer_to


class TokenApi:
    """The token service. Its faults are of the same kinds as the Data API's, and set apart from them.

    Attributes:
        requests: how many it was asked.
    """

    def __init__(self, options: SandboxOptions, data_api: DataApi) -> None:
        self._options = options
        self._data_api = data_api
        self._random = random.Random(options.seed)  # noqa: S311 - chooses faults, guards no secret
        self._armed: tuple[ArmedFault, ...] = ()
        self.requests = 0

    def set_faults(self, faults: Sequence[Fault]) -> None:
        """Replace the faults; their windows and counts start now."""
        self._armed = arm(faults, time.monotonic())

    def revoke(self) -> None:
        """The Data API takes none of the tokens any more that were issued until now."""
        self._data_api.issued = {}

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """Answer one request, or reset its connection."""
        form = await request.post()
        self.requests += 1
        struck = strike(self._armed, Target(), time.monotonic(), [self._random.random() for _ in self._armed])
        self._armed = struck.armed
        if struck.delay_seconds:
            await asyncio.sleep(struck.delay_seconds)
        match struck.deciding:
            case None:
                return self._issue({name: value for name, value in form.items() if isinstance(value, str)})
            case AnswerStatus(status=status):
                return web.Response(status=status)
            case ResetBeforeTaking() | ResetAfterTaking():
                reset(request)
                return web.Response()
            case _:
                assert_never(struck.deciding)

    def _issue(self, form: dict[str, str]) -> web.Response:
        token = secrets.token_urlsafe(24)
        answer = answer_to(form, self._options, token)
        if answer.status == 200:
            ends_at = time.monotonic() + self._options.token_lifetime_seconds
            self._data_api.issued = {**self._data_api.issued, f"Bearer {token}": ends_at}
        return web.Response(status=answer.status, body=orjson.dumps(answer.content), content_type="application/json")
