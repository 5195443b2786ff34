"""Tell which mentions of persons in one narrative name the same person.

Two persons merged would blur who did what to whom, and one person split only
reads clumsily: in doubt, mentions stay apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from models.name_tokens import (
    ALIKE,
    DIFFERENT,
    NameToken,
    read_tokens,
    search_keys,
    similarity,
)

_Tokens = tuple[NameToken, ...]


@dataclass(slots=True)
class _Person:
    """The words known of a person, and the keys under which one of them may be found."""

    tokens: list[NameToken] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def learn(self, tokens: Iterable[NameToken]) -> None:
        """Add words to what is known."""
        for token in tokens:
            self.tokens.append(token)
            self.keys |= search_keys(token)


def link(mentions: Sequence[str]) -> list[int]:
    """Return a person number for each mention.

    Mentions are compared across case endings, scripts, initials, diminutives
    and small spelling differences. A surname or given name alone joins a full
    name only if it fits exactly one.

    Args:
        mentions: The words of each mention, in the order of the text.

    Returns:
        Numbers from 1, in the order in which the persons first appear.
    """
    tokens_by_mention = [read_tokens(mention) for mention in mentions]
    distinct = dict.fromkeys(tokens_by_mention)
    persons: list[_Person] = []
    person_by_tokens: dict[_Tokens, int] = {}
    for tokens in sorted(distinct, key=_completeness, reverse=True):
        person_by_tokens[tokens] = _assign(tokens, persons)
    return _number([person_by_tokens[tokens] for tokens in tokens_by_mention])


def _completeness(tokens: _Tokens) -> tuple[int, int]:
    """Order mentions so that full names found persons before parts of names join them."""
    return sum(not token.is_initial for token in tokens), len(tokens)


def _assign(tokens: _Tokens, persons: list[_Person]) -> int:
    """Return the index of the one person the mention fits best; a new one if none or several."""
    keys = {key for token in tokens for key in search_keys(token)}
    fits = [
        _fit(tokens, person.tokens) if not keys or keys & person.keys else DIFFERENT
        for person in persons
    ]
    best = max(fits, default=DIFFERENT)
    if best == DIFFERENT or fits.count(best) > 1:
        persons.append(_Person())
        persons[-1].learn(tokens)
        return len(persons) - 1
    chosen = fits.index(best)
    matched = _match(tokens, persons[chosen].tokens)
    persons[chosen].learn(token for i, token in enumerate(tokens) if i not in matched)
    return chosen


def _match(tokens: Sequence[NameToken], profile: Sequence[NameToken]) -> dict[int, tuple[int, int]]:
    """Pair words of a mention with words of a person, surest pairs first."""
    pairs = [
        (similarity(token, known), -i, -j)
        for i, token in enumerate(tokens)
        for j, known in enumerate(profile)
    ]
    matched: dict[int, tuple[int, int]] = {}
    taken: set[int] = set()
    for score, i, j in sorted(pairs, reverse=True):
        if score > DIFFERENT and -i not in matched and -j not in taken:
            matched[-i] = (-j, score)
            taken.add(-j)
    return matched


def _fit(tokens: _Tokens, profile: Sequence[NameToken]) -> int:
    """Return how well a mention fits a person, DIFFERENT if it cannot be that person."""
    matched = _match(tokens, profile)
    taken = {j for j, _ in matched.values()}
    mine = [token for i, token in enumerate(tokens) if i not in matched]
    theirs = [token for j, token in enumerate(profile) if j not in taken]
    if not _is_anchored(tokens, profile, matched) or _contradicts(mine, theirs):
        return DIFFERENT
    return sum(score for _, score in matched.values())


def _is_anchored(
    tokens: _Tokens, profile: Sequence[NameToken], matched: dict[int, tuple[int, int]]
) -> bool:
    """Tell whether more than one initial speaks for the match."""
    words = [i for i, (j, _) in matched.items() if _is_word(tokens[i]) and _is_word(profile[j])]
    are_initials = not any(_is_word(token) for token in tokens)
    is_same = len(tokens) == len(profile) == len(matched)
    all_initials_fit = are_initials and len(tokens) == len(matched) and len(tokens) > 1
    return bool(words) or all_initials_fit or (is_same and _are_exact(matched))


def _is_word(token: NameToken) -> bool:
    return not token.is_initial


def _are_exact(matched: dict[int, tuple[int, int]]) -> bool:
    return all(score > ALIKE for _, score in matched.values())


def _contradicts(mine: Sequence[NameToken], theirs: Sequence[NameToken]) -> bool:
    """Tell whether both have a name left over that the other does not share.

    A patronymic left on one side says nothing against a surname on the other.
    """
    have_patronymics = [any(t.is_patronymic for t in side) for side in (mine, theirs)]
    have_others = [any(not t.is_patronymic for t in side) for side in (mine, theirs)]
    return all(have_patronymics) or all(have_others)


def _number(persons: Sequence[int]) -> list[int]:
    numbers = {person: n for n, person in enumerate(dict.fromkeys(persons), start=1)}
    return [numbers[person] for person in persons]
