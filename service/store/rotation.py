"""Put all encrypted columns under the first key, and prove that every one can be read.

The order of a change of keys: set "new,old" and restart; `casetag db rotate-keys`; set "new"
and restart. Backups made before still need the old key.
"""

from collections.abc import Callable, Iterator

from sqlalchemy import Column, LargeBinary, Table, select, type_coerce, update
from sqlalchemy.orm import Session

from service.store.base import Base, EncryptedJson, EncryptedText
from service.store.store import Store

ROWS_AT_ONCE = 200


def rotate(store: Store) -> int:
    """Encrypt every encrypted value anew under the first key, in pieces.

    Returns:
        How many values there are.

    Raises:
        StoreKeyError: If a value was made with a key that is not given.
    """
    return _each_value(store, store.cipher.rotate)


def check_values(store: Store) -> int:
    """Decrypt every encrypted value.

    Returns:
        How many values there are.

    Raises:
        StoreKeyError: If one cannot be decrypted.
    """

    def check(token: bytes) -> None:
        store.cipher.decrypt(token)

    return _each_value(store, check)


def encrypted_columns() -> Iterator[tuple[Table, list[Column[object]]]]:
    """Give all tables with encrypted columns, and those columns."""
    for table in Base.metadata.sorted_tables:
        columns = [
            one for one in table.columns if isinstance(one.type, EncryptedText | EncryptedJson)
        ]
        if columns:
            yield table, columns


def _each_value(store: Store, work: Callable[[bytes], bytes | None]) -> int:
    values = 0
    for table, columns in encrypted_columns():
        last = ""
        while True:
            with store.session() as session:
                last, done = _some_rows(session, table, columns, last, work)
            values += done
            if not last:
                break
    return values


def _some_rows(
    session: Session,
    table: Table,
    columns: list[Column[object]],
    after: str,
    work: Callable[[bytes], bytes | None],
) -> tuple[str, int]:
    """Work on the next rows; return the last key of them ("" at the end) and their values."""
    (key,) = table.primary_key.columns
    tokens = [type_coerce(column, LargeBinary).label(column.name) for column in columns]
    query = select(key, *tokens).where(key > after).order_by(key).limit(ROWS_AT_ONCE)
    rows = session.execute(query.with_for_update()).all()
    done = 0
    for row in rows:
        changed = {}
        for column, token in zip(columns, row[1:], strict=True):
            if token is None:
                continue
            done += 1
            made = work(bytes(token))
            if made is not None:
                changed[column] = type_coerce(made, LargeBinary)
        if changed:
            session.execute(update(table).where(key == row[0]).values(changed))
    return (rows[-1][0] if len(rows) == ROWS_AT_ONCE else ""), done
