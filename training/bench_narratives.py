"""Narratives of about one length, to measure speed with."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from training.corpus import AnnotatedNarrative

JOINT = "\n\n"


def bench_narratives(
    narratives: Iterable[AnnotatedNarrative], *, min_words: int, max_words: int, per_language: int
) -> dict[str, list[str]]:
    """Return up to `per_language` texts of each language, all within the limits of length.

    Narratives of the right length are taken as they are; shorter ones of a language are
    joined, since the corpus has few long ones.
    """
    by_language: dict[str, list[str]] = defaultdict(list)
    for narrative in narratives:
        by_language[narrative.lang].append(narrative.text)
    chosen = {
        lang: list(_of_length(texts, min_words, max_words))[:per_language]
        for lang, texts in sorted(by_language.items())
    }
    return {lang: texts for lang, texts in chosen.items() if texts}


def _of_length(texts: Iterable[str], min_words: int, max_words: int) -> Iterator[str]:
    short: list[str] = []
    for text in texts:
        if len(text.split()) >= min_words:
            candidate = text
        else:
            short.append(text)
            candidate = JOINT.join(short)
            if len(candidate.split()) < min_words:
                continue
            short = []
        if len(candidate.split()) <= max_words:
            yield candidate
