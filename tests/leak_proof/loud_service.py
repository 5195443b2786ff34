"""`casetag`, with every logger of every library told to say all it knows.

Run as a program: what is proved of it holds for the quieter service as well.
"""

import logging

from service import logs

_configure = logs.configure_logging


def configure_loudly(level: str) -> None:
    """Set the log up as the service does, then let everything through."""
    _configure(level)
    logging.getLogger().setLevel(logging.DEBUG)
    for name in logging.root.manager.loggerDict:
        logging.getLogger(name).setLevel(logging.DEBUG)


if __name__ == "__main__":
    # Before anything else imports it by name.
    logs.configure_logging = configure_loudly
    from service.__main__ import main

    main()
