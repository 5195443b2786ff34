"""Tell which mentions of persons in one narrative name the same person.

Two persons merged would blur who did what to whom, and one person split only
reads clumsily: in doubt, mentions stay apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from models.aliases import alias_pairs
from models.name_endings import SLAVIC, families_of
from models.name_gender import UNKNOWN, WOMAN, gender_in_text, gender_of, is_womans_form
from models.name_tokens import (
    ALIKE,
    DIFFERENT,
    NameToken,
    read_tokens,
    search_keys,
    similarity,
)
from models.types import Span

_Tokens = tuple[NameToken, ...]
# No narrative names so many persons that they need more; a hostile one must not take minutes.
_MOST_COMPARISONS = 4_000
_MOST_WORDS_KNOWN = 16


@dataclass(frozen=True, slots=True)
class _Mention:
    """What a mention says: its words, and whether a man or a woman is meant."""

    tokens: _Tokens
    gender: str

    @property
    def completeness(self) -> tuple[int, int, bool]:
        """Full names found persons before parts of names join them, sure ones before others."""
        words = sum(not token.is_initial for token in self.tokens)
        return words, len(self.tokens), self.gender != UNKNOWN


@dataclass(slots=True)
class _Person:
    """The words known of a person, and whether it is a man or a woman."""

    tokens: list[NameToken] = field(default_factory=list)
    gender: str = UNKNOWN


def link(mentions: Sequence[str], text: str = "") -> list[int]:
    """Return a person number for each mention.

    Mentions are compared across case endings, scripts, initials, diminutives
    and small spelling differences. A surname or given name alone joins a full
    name only if it fits exactly one.

    Args:
        mentions: The words of each mention, in the order of the text.
        text: The narrative; without it, names may have the endings of any language.

    Returns:
        Numbers from 1, in the order in which the persons first appear.
    """
    return _number(_Linker(text).link(mentions, [UNKNOWN] * len(mentions)))


def link_in_text(text: str, spans: Sequence[Span]) -> list[int]:
    """Return a person number for each mention, with what the words around them tell.

    Args:
        text: The narrative.
        spans: Where its mentions of persons stand, in order.

    Returns:
        Numbers from 1, in the order in which the persons first appear.
    """
    linker = _Linker(text)
    is_declined = SLAVIC in linker.families
    genders = [gender_in_text(text, span) if is_declined else UNKNOWN for span in spans]
    persons = linker.link([text[span.start : span.end] for span in spans], genders)
    for one, other in alias_pairs(text, spans):
        kept, lost = persons[one], persons[other]
        persons = [kept if person == lost else person for person in persons]
    return _number(persons)


class _Linker:
    """The persons of one text, found mention by mention."""

    def __init__(self, text: str) -> None:
        self.families = families_of(text)
        self._persons: list[_Person] = []
        self._persons_by_key: dict[str, dict[int, None]] = {}
        self._comparisons = 0

    def link(self, mentions: Sequence[str], clues: Sequence[str]) -> list[int]:
        """Return the index of the person of each mention."""
        pairs = list(zip(mentions, clues, strict=True))
        mention_by_pair = {pair: self._read(*pair) for pair in dict.fromkeys(pairs)}
        read = [mention_by_pair[pair] for pair in pairs]
        distinct = sorted(dict.fromkeys(read), key=lambda m: m.completeness, reverse=True)
        person_by_mention = {mention: self._assign(mention) for mention in distinct}
        return [person_by_mention[mention] for mention in read]

    def _read(self, mention: str, clue: str) -> _Mention:
        tokens = read_tokens(mention, self.families)
        gender = gender_of(tokens, self.families)
        return _Mention(tokens, gender or clue)

    def _assign(self, mention: _Mention) -> int:
        """Return the index of the one person the mention fits best, of a new one if none."""
        fits = {index: self._fit(mention, index) for index in self._candidates(mention)}
        best = max(fits.values(), default=DIFFERENT)
        chosen = [index for index, fit in fits.items() if fit == best]
        if best > DIFFERENT and len(chosen) > 1:
            chosen = self._break_tie(mention, chosen)
        if best == DIFFERENT or len(chosen) != 1:
            self._persons.append(_Person())
            chosen = [len(self._persons) - 1]
        self._learn(chosen[0], mention)
        return chosen[0]

    def _candidates(self, mention: _Mention) -> list[int]:
        """Return the persons worth comparing, as many as the text may still cost."""
        keys = [key for token in mention.tokens for key in _sought(token)]
        left = max(0, _MOST_COMPARISONS - self._comparisons)
        indices = chain.from_iterable(self._persons_by_key.get(key, ()) for key in keys)
        found = sorted(set(islice(indices, left)))
        self._comparisons += len(found)
        return found

    def _learn(self, index: int, mention: _Mention) -> None:
        """Add what a mention says to what is known of a person."""
        person = self._persons[index]
        person.gender = person.gender or mention.gender
        matched = self._match(mention.tokens, person.tokens)
        for i, token in enumerate(mention.tokens):
            if i not in matched and len(person.tokens) < _MOST_WORDS_KNOWN:
                person.tokens.append(token)
            for key in (*search_keys(token), _initial(token)):
                self._persons_by_key.setdefault(key, {})[index] = None

    def _break_tie(self, mention: _Mention, indices: Sequence[int]) -> list[int]:
        """Return those of several persons whose gender is the mention's."""
        gender = mention.gender or (WOMAN if is_womans_form(mention.tokens) else UNKNOWN)
        return [index for index in indices if gender and self._persons[index].gender == gender]

    def _fit(self, mention: _Mention, index: int) -> int:
        """Return how well a mention fits a person, DIFFERENT if it cannot be that person."""
        person = self._persons[index]
        if mention.gender and person.gender and mention.gender != person.gender:
            return DIFFERENT
        tokens, profile = mention.tokens, person.tokens
        matched = self._match(tokens, profile)
        taken = {j for j, _ in matched.values()}
        mine = [token for i, token in enumerate(tokens) if i not in matched]
        theirs = [token for j, token in enumerate(profile) if j not in taken]
        if not _is_anchored(tokens, profile, matched) or _contradicts(mine, theirs):
            return DIFFERENT
        return sum(score for _, score in matched.values())

    def _match(
        self, tokens: Sequence[NameToken], profile: Sequence[NameToken]
    ) -> dict[int, tuple[int, int]]:
        """Pair words of a mention with words of a person, surest pairs first."""
        pairs = [
            (similarity(token, known, self.families), -i, -j)
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


def _sought(token: NameToken) -> Iterable[str]:
    """Return the keys of the persons that a word may be a word of: an initial, of any such."""
    return [_initial(token)] if token.is_initial else search_keys(token)


def _initial(token: NameToken) -> str:
    return f"{token.latin[:1]}."


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


def _contradicts(mine: Iterable[NameToken], theirs: Iterable[NameToken]) -> bool:
    """Tell whether both have a name left over that the other does not share.

    A patronymic left on one side says nothing against a surname on the other.
    """
    have_patronymics = [any(t.is_patronymic for t in side) for side in (mine, theirs)]
    have_others = [any(not t.is_patronymic for t in side) for side in (mine, theirs)]
    return all(have_patronymics) or all(have_others)


def _number(persons: Sequence[int]) -> list[int]:
    numbers = {person: n for n, person in enumerate(dict.fromkeys(persons), start=1)}
    return [numbers[person] for person in persons]
