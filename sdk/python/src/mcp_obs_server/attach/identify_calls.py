"""Who makes the calls of one server."""

from typing import Any
from weakref import WeakKeyDictionary

from ..capture.caller import Caller, identify_caller
from ..capture.observed_call import RequestFacts
from ..capture.random_id import random_base32
from .instance import Instance


class IdentifyCalls:
    """Tells who made a call, by what the framework knows beside the message."""

    def __init__(self, instance: Instance) -> None:
        """No connection is known yet."""
        self._instance = instance
        # Two connections without HTTP may have two users. A process on stdio has one connection.
        self._connection_ids: WeakKeyDictionary[Any, str] = WeakKeyDictionary()

    def __call__(self, facts: RequestFacts) -> Caller:
        """Say who calls."""
        connection = None
        if facts.http is None and facts.peer is not None:
            connection = self._connection_ids.get(facts.peer)
            if connection is None:
                connection = self._connection_ids[facts.peer] = random_base32(16)
        return identify_caller(facts.auth, facts.session, connection, self._instance.identify)
