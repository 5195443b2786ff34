import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import CasetagError
from service.errors import DuplicateKeyError, InvalidJsonError, NotUtf8Error
from service.strict_json import read_json

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(json_values)
def test_what_json_writes_is_read_back(value):
    assert read_json(json.dumps(value).encode()) == value


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused_by_a_casetag_error(content):
    with contextlib.suppress(CasetagError):
        read_json(content)


def test_a_byte_order_mark_is_left_out():
    assert read_json(b"\xef\xbb\xbf[1]") == [1]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b'{"text": "\xcd\xee"}', NotUtf8Error),
        (b"", InvalidJsonError),
        (b'{"text": ', InvalidJsonError),
        (b"[" * 200_000, InvalidJsonError),
        (b"9" * 5000, InvalidJsonError),
        (b"[NaN]", InvalidJsonError),
        (b"[-Infinity]", InvalidJsonError),
        (b'{"a": {"text": 1, "text": 2}}', DuplicateKeyError),
    ],
)
def test_json_that_means_nothing_or_two_things_is_refused(content, error):
    with pytest.raises(error):
        read_json(content)


def test_message_does_not_quote_the_text():
    with pytest.raises(InvalidJsonError) as caught:
        read_json(b'{"text": "Zulfiya" Qadamova}')
    assert "Zulfiya" not in str(caught.value)
    assert "Qadamova" not in str(caught.value)
