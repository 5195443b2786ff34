"""A store of 100,000 invented cases, written past the service: that would take hours."""

import random
from datetime import UTC, datetime, timedelta

from service.store.base import EncryptedJson, EncryptedText
from service.store.identifiers import new_id
from service.store.tables import Case, CaseTag

BEGAN = datetime(2024, 1, 1, tzinfo=UTC)
LANGUAGES = ["ru"] * 60 + ["uk"] * 20 + ["kk"] * 19 + ["ka"]
COUNTRIES = ["KG"] * 5 + ["UA"] * 4 + ["GE"]
TEXT = "[PERSON_1] отказали в клинике. " * 40
AT_ONCE = 10_000
RARE = 0.0003


def fill(store, organisation_id, cases):
    """Write so many cases with three tags each, one a minute."""
    chance = random.Random(1)
    for start in range(0, cases, AT_ONCE):
        rows = [_case(store, organisation_id, n, chance) for n in range(start, start + AT_ONCE)]
        _write(store, Case.__table__, rows)
        _write(store, CaseTag.__table__, [tag for row in rows for tag in _tags(store, row, chance)])
    if store.engine.dialect.name == "postgresql":
        engine = store.engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _case(store, organisation_id, number, chance):
    at = BEGAN + timedelta(minutes=number)
    return {
        "id": f"{int(at.timestamp() * 1000):012x}{chance.getrandbits(80):020x}",
        "organisation_id": organisation_id,
        "system": "",
        "language": chance.choice(LANGUAGES),
        "redacted_text": TEXT,
        "placeholders": [],
        "record_type": "violation",
        "review_state": chance.choice(["pending"] + ["reviewed"] * 9),
        "version": 1,
        "uncertainty": chance.random(),
        "warnings": "[]",
        "is_override": False,
        "model_version": "m",
        "created_at": at,
        "updated_at": at,
    }


def _tags(store, case, chance):
    labels = {
        "violation_type": f"v{chance.randrange(35)}",
        "perpetrator": f"p{chance.randrange(25)}",
        "country": chance.choice(COUNTRIES),
    }
    if chance.random() < RARE:
        labels["violation_type"] = "rare"
    for facet, label in labels.items():
        yield {
            "id": new_id(),
            "case_id": case["id"],
            "facet": facet,
            "label": label,
            "score": 0.5,
            "state": "suggested",
            "origin": "model",
            "evidence": [],
            "created_at": case["created_at"],
        }


class _Encrypted(dict):
    """Each value is encrypted once: the time to list does not depend on what it is."""

    def __init__(self, cipher):
        self._cipher = cipher

    def __missing__(self, value):
        content = "[]" if value == "list" else value
        self[value] = self._cipher.encrypt(content.encode())
        return self[value]


def _write(store, table, rows):
    names = list(rows[0])
    encrypted = _Encrypted(store.cipher)
    secret = {n for n in names if isinstance(table.c[n].type, EncryptedText | EncryptedJson)}
    is_sqlite = store.engine.dialect.name == "sqlite"

    def value_of(name, value):
        if name in secret:
            return encrypted["list" if value == [] else value]
        if is_sqlite and isinstance(value, datetime):
            return value.strftime("%Y-%m-%d %H:%M:%S.%f")
        return value

    values = [tuple(value_of(name, row[name]) for name in names) for row in rows]
    connection = store.engine.raw_connection()
    try:
        if is_sqlite:
            connection.driver_connection.execute("BEGIN")
            marks = ",".join("?" * len(names))
            statement = f"INSERT INTO {table.name} ({','.join(names)}) VALUES ({marks})"
            connection.driver_connection.executemany(statement, values)
            connection.driver_connection.execute("COMMIT")
        else:
            with connection.cursor() as cursor:
                statement = f"COPY {table.name} ({','.join(names)}) FROM STDIN"
                with cursor.copy(statement) as copy:
                    for row in values:
                        copy.write_row(row)
            connection.commit()
    finally:
        connection.close()
