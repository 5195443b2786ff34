"""What a hostile text of the greatest length may cost, step by step.

Time of the process, not of the clock: the machine may be busy. Twice the text may take a little
more than twice the time.
"""

import random
import re
import time

import pytest

from models.context_names import NAME_FINDERS
from models.identifier_patterns import FINDERS, find_identifiers
from models.patterns.name_words import read_words_of
from models.persons import link_in_text
from models.propagation import propagate
from models.redactor import redact
from models.text import normalize
from models.types import Entity, Span

LENGTH = 20_000
# 0.3 s is the aim on a free core; a busy one is slower.
MOST_SECONDS = 1.0
MOST_GROWTH = 2.6
# Below this many seconds the clock says nothing about growth.
MEASURABLE = 0.15
NAME = re.compile(r"[А-Я]\w+(?: [А-Я]\w+)?|[А-Я]\. [А-Я]\.")


def many_names():
    letters = random.Random(1)
    words = ("".join(letters.choices("аеиоулмнрст", k=3)) for _ in range(6000))
    return " ".join(f"Аба{word}, Кар{word} и" for word in words)


TEXTS = {
    "names": many_names(),
    "initials": "А. Б. и В. Г. " * 2000,
    "fields": "ФИО: Ан\n" * 4000,
    "sons": "Али кызы " * 4000,
    "numbers": "№ 1234-5 " * 4000,
    "lines": "\n   А. б " * 5000,
    "streets": "ул. Мира 5, " * 4000,
    "digits": "1 2 3 4 5 " * 4000,
    "brackets": "(" * LENGTH,
    "hosts": "a.b точка c@" * 4000,
    "one word": "А" * LENGTH,
    "one name": "Али Каримов " * 2000,
    "capitals": "АЛИ КАРИМОВ МАРИЯ " * 1200,
    "marks": "А" + "\u0301\u0323" * (LENGTH // 2),
    "no spaces": "АлиКаримовМария" * 1400,
    "placeholders": "[PERSON_1] Али Каримов " * 1000,
}


def persons(text):
    return [Entity(m.start(), m.end(), "PERSON") for m in NAME.finditer(text)]


def steps():
    yield "link", lambda text: link_in_text(text, [Span(e.start, e.end) for e in persons(text)])
    yield "redact", lambda text: redact(text, persons(text))
    yield "normalize", normalize
    yield "propagate", lambda text: propagate(text, persons(text)[::2])
    yield "find_identifiers", find_identifiers
    for label, find in FINDERS.items():
        yield label, lambda text, find=find: list(find(text))
    for find in NAME_FINDERS:
        yield find.__name__, lambda text, find=find: list(find(text, read_words_of(text)))


def seconds(step, text):
    started = time.process_time()
    step(text)
    return time.process_time() - started


@pytest.mark.parametrize("name", TEXTS)
def test_the_longest_text_is_read_in_time_and_twice_the_text_in_twice_the_time(name):
    text = TEXTS[name][:LENGTH]
    for label, step in steps():
        step("Али")
        whole = min(seconds(step, text) for _ in range(2))
        assert whole < MOST_SECONDS, label
        # To put marks in order is the library's work: quadratic, but below half a second.
        if whole > MEASURABLE and step is not normalize:
            half = min(seconds(step, text[: LENGTH // 2]) for _ in range(2))
            assert whole < MOST_GROWTH * max(half, MEASURABLE / MOST_GROWTH), label
