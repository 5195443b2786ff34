"""The service of the access tests, on SQLite and on PostgreSQL."""

from tests.service.access.conftest import *  # noqa: F403
from tests.service.store.both_kinds import *  # noqa: F403
