import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.corpus import SPLITS, AnnotatedNarrative, read_corpus, read_splits
from training.split import near_duplicate_groups, split_corpus

WORDS = ["clinic", "doctor", "police", "refused", "night", "street", "letter", "court", "left"]


def text(number: int) -> str:
    rng = random.Random(number)
    return " ".join(f"{rng.choice(WORDS)}{rng.randrange(1000)}" for _ in range(25))


def narrative(number: int, words: str | None = None, file: str = "en1.jsonl") -> AnnotatedNarrative:
    rng = random.Random(-number - 1)
    return AnnotatedNarrative(
        id=f"x-{number:03}",
        lang=rng.choice(["ru", "en", "ky"]),
        style="note",
        text=text(number) if words is None else words,
        labels={"record_type": ("violation",), "flags": tuple(rng.sample(["a", "b", "c"], 1))},
        country_incident=rng.choice([("KG",), ()]),
        country_other=(),
        country_basis="none",
        evidence={},
        identifiers=(),
        file=file,
    )


def corpus(size: int = 120) -> list[AnnotatedNarrative]:
    return [
        narrative(number, file="en1.jsonl" if number % 2 else "en2.jsonl") for number in range(size)
    ]


def all_ids(splits: dict[str, list[str]]) -> list[str]:
    return [narrative_id for split in SPLITS for narrative_id in splits[split]]


def test_texts_that_differ_in_a_word_are_near_duplicates():
    first, other = text(1), text(2)
    changed = first.replace(first.split()[3], "hospital")
    groups = near_duplicate_groups([first, other, changed])
    assert groups[0] == groups[2] != groups[1]


def test_case_and_spaces_do_not_hide_a_copy():
    groups = near_duplicate_groups([text(1), "  " + text(1).upper().replace(" ", "\n ")])
    assert groups[0] == groups[1]


def test_a_text_between_two_joins_them():
    ends = [text(1), text(2)]
    between = f"{ends[0]} {ends[1]}"
    assert len(set(near_duplicate_groups([*ends, between]))) == 1
    assert len(set(near_duplicate_groups(ends))) == 2


@given(st.lists(st.text(max_size=30), max_size=8))
def test_copies_are_always_in_one_group(texts: list[str]):
    groups = near_duplicate_groups(texts + texts)
    assert groups[: len(texts)] == groups[len(texts) :]


def test_every_narrative_is_in_exactly_one_split():
    narratives = corpus()
    ids = all_ids(split_corpus(narratives))
    assert sorted(ids) == [narrative.id for narrative in narratives]


def test_the_same_corpus_gives_the_same_splits():
    assert split_corpus(corpus()) == split_corpus(corpus())


def test_test_is_drawn_from_part_1_only():
    narratives = corpus()
    part_1 = {n.id for n in narratives if n.file == "en1.jsonl"}
    splits = split_corpus(narratives)
    assert splits["test"]
    assert set(splits["test"]) <= part_1


def test_the_second_russian_file_is_of_part_1():
    narratives = [narrative(number, file="ru2.jsonl") for number in range(60)]
    assert split_corpus(narratives)["test"]


def test_near_duplicates_never_cross_splits():
    narratives = corpus()
    copies = [narrative(200 + n.line, words=n.text + " again") for n in narratives[:1]]
    copies += [
        narrative(200 + number, words=narratives[number].text + " again") for number in range(1, 60)
    ]
    everything = [*narratives, *copies]
    splits = split_corpus(everything)
    groups = near_duplicate_groups([n.text for n in everything])
    split_of = {narrative_id: split for split in SPLITS for narrative_id in splits[split]}
    places: dict[int, set[str]] = {}
    for group, n in zip(groups, everything, strict=True):
        if n.id in split_of:
            places.setdefault(group, set()).add(split_of[n.id])
    assert all(len(found) == 1 for found in places.values())
    assert len(split_of) == len(all_ids(splits))


def test_kept_splits_stay_as_they_are_and_new_narratives_go_to_train():
    before = split_corpus(corpus(100))
    after = split_corpus(corpus(140), before)
    assert after["test"] == before["test"]
    assert after["dev"] == before["dev"]
    assert set(after["train"]) > set(before["train"])


def test_later_parts_are_never_drawn_for_dev():
    narratives = [*corpus(), *(narrative(400 + n, file="ka3.jsonl") for n in range(40))]
    splits = split_corpus(narratives)
    assert not [i for i in (*splits["dev"], *splits["test"]) if int(i[2:]) >= 400]


def test_a_copy_of_a_test_narrative_is_trained_on_by_nobody():
    narratives = corpus()
    kept = {"test": [narratives[5].id]}
    copy = narrative(300, words=narratives[5].text + " again")
    assert copy.id not in all_ids(split_corpus([*narratives, copy], kept))


def shares(values: Sequence[str]) -> dict[str, float]:
    return {value: values.count(value) / len(values) for value in set(values)}


def test_languages_have_like_shares_in_all_splits():
    narratives = {n.id: n for n in corpus(600)}
    splits = split_corpus(list(narratives.values()))
    overall = shares([n.lang for n in narratives.values()])
    for split in SPLITS:
        found = shares([narratives[narrative_id].lang for narrative_id in splits[split]])
        for lang, share in overall.items():
            assert found[lang] == pytest.approx(share, abs=0.05)


@pytest.mark.slow
def test_the_script_gives_the_splits_of_the_project():
    splits = read_splits()
    assert split_corpus(read_corpus(), splits) == splits
    assert split_corpus(read_corpus())["test"] == splits["test"]
