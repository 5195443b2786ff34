"""How often each label, language and style comes in the corpus."""

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from models.labels import LabelSets
from training.corpus import AnnotatedNarrative
from training.record_form import shown


def count_outputs(
    narratives: Sequence[AnnotatedNarrative], labels: LabelSets
) -> dict[str, dict[str, int]]:
    """Return for each facet how many narratives carry each label, the rarest first."""
    counts = Counter(output for narrative in narratives for output in narrative.outputs)
    return {
        label_set.facet: dict(
            sorted(
                ((label.id, counts[label.output]) for label in label_set.labels),
                key=lambda item: item[1],
            )
        )
        for label_set in labels
    }


def show_coverage(
    narratives: Sequence[AnnotatedNarrative], labels: LabelSets, console: Console, minimum: int
) -> None:
    """Print the counts; labels with fewer than `minimum` narratives are marked."""
    for facet, counts in count_outputs(narratives, labels).items():
        _show(console, facet, counts, minimum)
    for title, values in (
        ("lang", Counter(narrative.lang for narrative in narratives)),
        ("style", Counter(narrative.style for narrative in narratives)),
        ("identifiers", Counter(e.label for n in narratives for e in n.identifiers)),
    ):
        _show(console, title, {shown(name): n for name, n in values.most_common()}, 0)


def _show(console: Console, title: str, counts: Mapping[str, int], minimum: int) -> None:
    table = Table(title=title, title_justify="left", show_header=False)
    table.add_column(max_width=40)
    table.add_column(justify="right")
    table.add_column()
    for name, count in counts.items():
        table.add_row(name.strip("'"), str(count), f"under {minimum}" if count < minimum else "")
    console.print(table)
