"""The few figures of an evaluation that README quotes."""

from training.markdown import interval, percent, table
from training.metrics import Figures
from training.public_ner_report import headline_sentence
from training.public_ner_sentences import read_settings


def quality_lines(figures: Figures, sentences: Figures) -> list[str]:
    """Return the lines of README's quality section.

    Args:
        figures: Of the evaluation.
        sentences: Of the public NER test files; empty if they were never measured.
    """
    redaction, country, stress = figures["redaction"], figures["country"], figures["stress"]
    unseen = redaction["unseen_by_rules"]
    rows: list[list[object]] = [
        [f"{facet}, macro-F1 (micro-F1)", f"{part['macro_f1']:.2f} ({part['micro_f1']:.2f})",
         interval(part["macro_f1_interval"])]
        for facet, part in figures["facets"].items()
    ]  # fmt: skip
    rows += [
        ["record type, accuracy", f"{figures['record_type']['accuracy']:.2f}",
         interval(figures["record_type"]["interval"])],
        ["incident country exact", f"{country['exact']:.2f}", interval(country["interval"])],
        ["narratives with names in which a piece of one survives",
         percent(redaction["leak_share"]), interval(redaction["leak_interval"])],
        ["the same, those no rule writer had seen", percent(unseen["leak_share"]),
         interval(unseen["leak_interval"])],
        ["names hidden whole", percent(redaction["mention_recall"]),
         interval(redaction["recall_interval"])],
        ["other words redacted", percent(redaction["over_redaction"]),
         interval(redaction["over_interval"])],
        ["names of the stress set hidden whole", percent(stress["recall"]),
         interval(stress["interval"])],
    ]  # fmt: skip
    named = redaction["narratives_with_names"]
    version = figures["model_version"]
    note = f"{figures['narratives']} test narratives, {named} with names; models `{version}`."
    languages = ", ".join(
        f"{lang} {round(part['leak_share'] * part['narratives_with_names'])}/"
        f"{part['narratives_with_names']}"
        for lang, part in figures["by_language"].items()
    )
    return [
        *table(["what", "measured", "95 % interval"], rows).splitlines(),
        "",
        note,
        f"Leaking narratives by language: {languages}.",
        *([headline_sentence(sentences, version, read_settings())] if sentences else []),
    ]
