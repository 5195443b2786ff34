"""The tables of an evaluation that tell how names and other identifiers fared."""

from training.markdown import interval, percent, percent_interval, table
from training.metrics import Figures
from training.source_scores import ALL, ALONE, WITHOUT


def redaction_table(figures: Figures) -> str:
    """Return the sentence that matters most: how many narratives leak."""
    redaction = figures["redaction"]
    unseen = redaction["unseen_by_rules"]
    return (
        f"Of {redaction['narratives_with_names']} narratives with names, in "
        f"{percent(redaction['leak_share'])} ({percent_interval(redaction['leak_interval'])}) a "
        f"piece of a name survives. Of {redaction['mentions']} mentions "
        f"{percent(redaction['mention_recall'])} "
        f"({percent_interval(redaction['recall_interval'])}) are hidden whole. "
        f"{percent(redaction['over_redaction'])} "
        f"({percent_interval(redaction['over_interval'])}) of the words that belong to no "
        "identifier are redacted.\n\n"
        "Patterns, context and place rules were written looking at a sample drawn before the "
        "splits, so part of the test split was seen by their writers. On the other "
        f"{unseen['narratives_with_names']} narratives with names {percent(unseen['leak_share'])} "
        f"leak and {percent(unseen['mention_recall'])} of the mentions are hidden whole.\n"
    )


def source_table(figures: Figures) -> str:
    """Return what each source finds alone, and what is lost without it, on each split."""
    by_split = {figures["split"]: figures["redaction"]["by_source"], **figures.get("sources", {})}
    sets = [ALL, *(name for word in (ALONE, WITHOUT) for name in next(iter(by_split.values()))
                   if name.startswith(f"{word} "))]  # fmt: skip
    head = ["sources"]
    for split in by_split:
        head += [f"{split}: narratives that leak", "mention recall", "over-redaction"]
    rows: list[list[object]] = []
    for name in sets:
        row: list[object] = [name]
        for parts in by_split.values():
            part = parts[name]
            row += [percent(part["leak_share"]), part["mention_recall"],
                    percent(part["over_redaction"])]  # fmt: skip
        rows.append(row)
    note = (
        "Alone, a source is taken as it finds, without the merge step and without looking for "
        "its names elsewhere in the text (propagation needs names found by others). Without the "
        "encoder its spans go, but its scores still judge what the others found.\n"
    )
    return f"{table(head, rows)}\n{note}"


def identifier_table(figures: Figures) -> str:
    """Return the recall of identifiers other than names."""
    rows = [
        [label, part["mentions"], part["recall"]]
        for label, part in figures["redaction"]["identifiers"].items()
    ]
    return table(["identifier", "mentions", "recall"], rows)


def stress_table(stress: Figures) -> str:
    """Return recall on the stress set by phenomenon and by language."""
    intro = (
        f"Of {stress['mentions']} names written to be hard (`data/stress`, never trained on) "
        f"{percent(stress['recall'])} ({interval(stress['interval'])}) are hidden whole; "
        f"{percent(stress['over_redaction'])} of the other words are redacted.\n"
    )
    parts = [intro]
    for key, title in (("by_phenomenon", "phenomenon"), ("by_language", "language")):
        rows = [
            [name, part["mentions"], *_recall(part), percent(part["over_redaction"])]
            for name, part in stress[key].items()
        ]
        head = [title, "mentions", "recall", "95 % interval", "over-redaction"]
        parts.append(table(head, rows))
    return "\n".join(parts)


def _recall(part: Figures) -> tuple[object, object]:
    return (part["recall"], interval(part["interval"])) if part["mentions"] else ("", "")
