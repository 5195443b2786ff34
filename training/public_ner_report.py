"""The section of the report on public NER test files."""

from training.markdown import interval, percent, table
from training.metrics import Figures
from training.public_ner_sentences import NerSettings


def public_ner_section(measured: Figures, version: str, settings: NerSettings) -> str:
    """Return the section.

    Args:
        measured: As `training.public_ner` wrote it.
        version: Of the models that the report is about.
        settings: Which file speaks for a language, and what to know of each.
    """
    return "\n".join(
        (
            _intro(measured, version),
            _headlines(measured, settings),
            _all_files(measured, settings),
            "Sentences are read one at a time: most files have them in no order, and in a joined "
            "text a name found in one sentence would be looked for in others that have nothing "
            'to do with it. "Hidden whole" is recall as in the rest of this report: no letter of '
            'the name survives. "Touched" asks for one letter, "exact" for the marked edges. '
            "Where the last column but one says yes, other sentences of that source were trained "
            "on; no sentence of a test file was, and nothing of nc/.\n",
        )
    )


def stale_note(measured: Figures, version: str) -> str:
    """Return a warning if figures are of other models than the report's."""
    if measured["model_version"] == version:
        return ""
    return (
        f" **These figures are of other models: `{measured['model_version']}`, measured on "
        f"{measured['date']}.**"
    )


def _intro(measured: Figures, version: str) -> str:
    sentences = sum(part["sentences"] for part in measured["files"].values())
    return (
        f"The whole recogniser on {sentences} sentences of {len(measured['files'])} public files: "
        "news, tweets, law, fiction, encyclopaedias. Another genre than narratives, so a check "
        f"against over-fitting.{stale_note(measured, version)}\n"
    )


def headline_figures(measured: Figures, settings: NerSettings) -> dict[str, Figures]:
    """Return the figures of each language's headline file, as far as it was measured."""
    files = measured["files"]
    return {lang: files[name] for lang, name in settings.headline.items() if name in files}


def _headlines(measured: Figures, settings: NerSettings) -> str:
    rows: list[list[object]] = []
    for lang, part in headline_figures(measured, settings).items():
        is_asked = lang in settings.target_languages
        verdict = ("reached" if part["recall"] >= settings.target else "missed") if is_asked else ""
        rows.append(
            [lang, settings.headline[lang], part["mentions"], part["recall"],
             interval(part["recall_interval"]), part["touched"], verdict]
        )  # fmt: skip
    target = f"asked for: {settings.target:.2f}"
    head = ["language", "file", "names", "hidden whole", "95 % interval", "touched", target]
    return table(head, rows)


def _all_files(measured: Figures, settings: NerSettings) -> str:
    rows: list[list[object]] = [
        [name, part["sentences"], part["mentions"], part["recall"],
         interval(part["recall_interval"]), part["touched"], part["exact"], part["precision"],
         interval(part["precision_interval"]), "yes" if part["train_part"] else "no",
         settings.caveats.get(name, "")]
        for name, part in measured["files"].items()
    ]  # fmt: skip
    head = ["file", "sentences", "names", "hidden whole", "95 % interval", "touched", "exact",
            "precision", "95 % interval", "source trained on", "caveat"]  # fmt: skip
    return table(head, rows)


def headline_sentence(measured: Figures, version: str, settings: NerSettings) -> str:
    """Return the line for README."""
    shown = ", ".join(
        f"{lang} {percent(part['recall'])}"
        for lang, part in headline_figures(measured, settings).items()
    )
    return f"Names of public NER test files hidden whole: {shown}.{stale_note(measured, version)}"
