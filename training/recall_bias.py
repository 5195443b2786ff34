"""Make a trained entity recogniser bolder: a surviving name is worse than a lost word.

The parser chooses the transition with the highest score; taking a constant from the score
of O ("no entity begins here") trades precision for recall. The constant is chosen on dev.
"""

from collections.abc import Callable, Sequence

from spacy.language import Language

from training.person_scores import PersonScores

OUTSIDE = "O"


def shift_outside_score(nlp: Language, amount: float) -> None:
    """Take `amount` from the score of the transition O, in place."""
    parser = nlp.get_pipe("ner")
    moves = parser.moves  # type: ignore[attr-defined]
    names = [moves.get_class_name(index) for index in range(moves.n_moves)]
    layer = parser.model.get_ref("upper")  # type: ignore[attr-defined]
    bias = layer.get_param("b").copy()
    bias[names.index(OUTSIDE)] -= amount
    layer.set_param("b", bias)


def choose_shift(
    nlp: Language,
    amounts: Sequence[float],
    max_over_redaction: float,
    score: Callable[[Language], PersonScores],
) -> float:
    """Return the largest amount that costs no more than so many other words.

    Other sources are joined to this one, and what they cost is added to it; so it is not
    taken to the best F-measure of its own. `nlp` stays as it was.

    Returns:
        One of the amounts; the smallest if all cost too much.
    """
    chosen = min(amounts)
    for amount in sorted(amounts):
        shift_outside_score(nlp, amount)
        cost = score(nlp).over_redaction
        shift_outside_score(nlp, -amount)
        if cost > max_over_redaction:
            break
        chosen = amount
    return chosen
