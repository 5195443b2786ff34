"""Make a trained entity recogniser bolder: a surviving name is worse than a lost word.

The parser chooses the transition with the highest score; taking a constant from the score
of O ("no entity begins here") trades precision for recall. The constant is chosen on dev.
"""

from collections.abc import Callable, Sequence

from spacy.language import Language

from training.person_scores import PersonScores

OUTSIDE = "O"
RECALL_WEIGHT = 2.0  # of the F-measure: a missed name counts twice a wrong one


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
    nlp: Language, amounts: Sequence[float], score: Callable[[Language], PersonScores]
) -> float:
    """Return the amount with the best recall-weighted F-measure; `nlp` stays as it was."""
    results: dict[float, float] = {}
    for amount in amounts:
        shift_outside_score(nlp, amount)
        results[amount] = f_measure(score(nlp), RECALL_WEIGHT)
        shift_outside_score(nlp, -amount)
    return max(results, key=lambda amount: results[amount])


def f_measure(scores: PersonScores, recall_weight: float) -> float:
    """Return the F-measure in which recall weighs so many times as much as precision."""
    weight = recall_weight**2
    total = weight * scores.precision + scores.recall
    return (1 + weight) * scores.precision * scores.recall / total if total else 0.0
