from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from models.redactor import redact
from service.errors import StoreKeyError
from service.store.new_case import NewCase, NewTag
from service.store.rotation import check_values, encrypted_columns, rotate
from service.store.store import Store

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
NEW = NewCase(
    redacted_text=redact("В клинике отказали.", []).text,
    language="ru",
    record_type="violation",
    model_version="m1",
    tags=(NewTag("violation_type", "denial_of_care", 0.9, [{"start": 10, "end": 18}]),),
)


def opened(settings, *keys):
    key = SecretStr(",".join(keys))
    return Store.open(settings.model_copy(update={"encryption_key": key}))


def test_after_a_rotation_the_new_key_alone_is_enough(store, store_settings, work):
    case, _ = work(lambda cases: cases.create(NEW, NOW))
    old = (store_settings.data_folder / "encryption.key").read_text().strip()
    new = Fernet.generate_key().decode()
    both = opened(store_settings, new, old)
    values = rotate(both)
    index = both.cipher.index("external_id", "A-1")
    both.close()
    alone = opened(store_settings, new)
    assert check_values(alone) == values >= 4
    assert alone.cipher.index("external_id", "A-1") == index
    with alone.reading() as session:
        assert session.get_one(type(case), case.id).redacted_text == NEW.redacted_text
    alone.close()
    with pytest.raises(StoreKeyError):
        opened(store_settings, old)


def test_a_value_under_a_lost_key_is_found(store, work):
    work(lambda cases: cases.create(NEW, NOW))
    foreign = Fernet(Fernet.generate_key()).encrypt(b"x")
    with store.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE cases SET redacted_text = ?"
            if store.engine.dialect.name == "sqlite"
            else "UPDATE cases SET redacted_text = %s",
            (foreign,),
        )
    for walk in (check_values, rotate):
        with pytest.raises(StoreKeyError):
            walk(store)


def test_every_encrypted_column_is_known():
    names = {
        f"{table.name}.{column.name}"
        for table, columns in encrypted_columns()
        for column in columns
    }
    assert {"cases.redacted_text", "case_tags.evidence", "outbox.payload"} <= names
    assert "store_facts.value" in names
