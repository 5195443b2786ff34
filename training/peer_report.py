"""The section of the report that sets Casetag beside other redactors."""

from training.markdown import percent, percent_interval, table
from training.metrics import Figures
from training.public_ner_report import stale_note

INTRO = (
    "Made by `make bench-peers`: the narratives of the test split with a person in them, Russian "
    "and English, the same for everybody, in one run, scored as above. Everybody got one thread; "
    "times are medians for one narrative, for Casetag all that `casetag redact` does, by "
    "the clock and of the CPU, which a busy machine changes less. Presidio "
    "analyses and anonymises with the best spaCy model that installs from PyPI, a re-upload of "
    "`en_core_web_sm`: the larger models of spaCy's makers are not on PyPI, and no genuine "
    "Russian one is. For Russian it is therefore run twice: with that English model, as it comes, "
    'and with Natasha plugged in as its recogniser of persons. "Direct identifiers" leaves out '
    "places, dates and nationalities, which Presidio would redact too."
)


def peer_section(figures: Figures, version: str) -> str:
    """Return the section; `version` is that of the models the report is about."""
    head = ["", "language", "narratives", "a piece of a name survives", "95 % interval",
            "mention recall", "over-redaction", "median ms", "of the CPU"]  # fmt: skip
    rows: list[list[object]] = [
        [row["who"], row["language"], row["narratives_with_names"], percent(row["leak_share"]),
         percent_interval(row["leak_interval"]), row["mention_recall"],
         percent(row["over_redaction"]), f"{row['median_ms']:.1f}", f"{row['median_cpu_ms']:.1f}"]
        for row in figures["rows"]
    ]  # fmt: skip
    versions = ", ".join(f"{name} {number}" for name, number in figures["versions"].items())
    return f"{INTRO}{stale_note(figures, version)}\n\n{table(head, rows)}\nVersions: {versions}.\n"
