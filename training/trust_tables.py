"""Tables of what tells whether the tagger may be believed: zones, calibration, evidence, swaps."""

from training.markdown import interval, percent, table
from training.metrics import Figures
from training.trust_figures import MIN_NARRATIVES

NOT_MEASURED = "Not measured.\n"


def zone_table(figures: Figures) -> str:
    """Return what the zones keep."""
    zones: Figures = figures.get("zones", {})
    if not zones:
        return NOT_MEASURED
    rows: list[list[object]] = [
        [
            facet,
            part["suggested"],
            f"{part['suggested_right']:.3f} ({interval(part['suggested_interval'])})"
            if part["suggested"]
            else "no border was shown on dev",
            part["doubtful"],
            part["doubtful_right"],
            part["questions"],
            part["questions_right"],
            part["recall"],
            part["recall_with_questions"],
        ]
        for facet, part in zones.items()
    ]
    head = ["facet", "suggested", "right (interval)", "to be checked", "right", "questions",
            "right", "recall of tags", "with questions"]  # fmt: skip
    return table(head, rows)


def calibration_table(figures: Figures) -> str:
    """Return the calibration error by language."""
    languages: Figures = figures.get("calibration_by_language", {})
    if not languages:
        return NOT_MEASURED
    rows: list[list[object]] = [
        [lang, part["narratives"], part["error"], part["error_of_seen"]]
        for lang, part in languages.items()
    ]
    note = (
        "Expected calibration error over the labels of text facets and flags; the last column "
        "leaves out scores under 0.1, of which there are most and which are nearly always right. "
        f"Under {MIN_NARRATIVES} narratives a figure is mostly chance.\n"
    )
    return table(["language", "narratives", "all scores", "scores from 0.1"], rows) + "\n" + note


def evidence_table(figures: Figures) -> str:
    """Return whether evidence meets the quotes, and whether tags fall without it."""
    checks: Figures = figures.get("deletion", {})
    if not checks:
        return NOT_MEASURED
    rows: list[list[object]] = [
        ["evidence overlaps the human quote", percent(checks["meets_quote"]), checks["quoted"]],
        ["tag falls under its threshold without its evidence", percent(checks["falls"]),
         checks["tags"]],
    ]  # fmt: skip
    for facet, value in checks["falls_by_facet"].items():
        rows.append([f"the same, {facet}", percent(value), ""])
    explained: Figures = figures.get("deletion_explained", {})
    if explained:
        name = "with `explain`: overlaps the human quote"
        rows.append([name, percent(explained["meets_quote"]), explained["quoted"]])
        name = "with `explain`: tag falls without its evidence"
        rows.append([name, percent(explained["falls"]), explained["tags"]])
    return table(["what", "share", "tags"], rows)


def fairness_table(figures: Figures) -> str:
    """Return how many unrelated tags a swap moves."""
    fairness: Figures = figures.get("fairness", {})
    if not fairness:
        return NOT_MEASURED
    rows = [
        [name, part["tags"], part["moved"], percent(part["share"])]
        for name, part in {
            "all swaps": fairness["moved"],
            "tags of the zone suggest": fairness["moved_sure"],
            **fairness["by_kind"],
            **fairness["by_language"],
        }.items()
    ]  # fmt: skip
    note = (
        f"{fairness['pairs']} pairs of texts that differ in one thing only; a tag has moved when "
        "one of the two texts has it. Swapped words of key populations and genders may move key "
        "populations, nothing else. Counted over all labels, given or not, "
        f"{percent(fairness['moved_of_all_labels'])} moved.\n"
    )
    return table(["swapped", "tags", "moved", "share"], rows) + "\n" + note
