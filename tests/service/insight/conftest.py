"""The service of the access tests: a store on disk and callers with keys of every role."""

from tests.service.access.conftest import *  # noqa: F403
