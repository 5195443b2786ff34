"""Work on a file of narratives: order kept, a bad row reported with its number, the rest done."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.errors import BatchError, CasetagError
from service.error_answers import body_of
from service.outcomes import is_error, tag_or_error
from service.pipeline_loading import NarrativeTagger
from service.resumption import RESUMABLE, DonePart, part_of, read_done, written_id
from service.table_readers import Columns, Row, has_bom, read_rows
from service.table_writers import check_format, open_writer


@dataclass(frozen=True, slots=True)
class BatchJob:
    """What to read, where to write it, and whether to go on with an earlier run."""

    source: Path
    target: Path
    columns: Columns = field(default_factory=Columns)
    resume: bool = False


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """How a batch ended: rows written in all, and how many of them are errors."""

    rows: int
    errors: int


Report = Callable[[Row, dict[str, Any]], None]
Answer = Callable[[NarrativeTagger, Row], dict[str, Any]]


def tag_row(pipeline: NarrativeTagger, row: Row) -> dict[str, Any]:
    """Tag the narrative of a row: what a batch asks for if nothing else is said."""
    return tag_or_error(pipeline, row.text)


def count_rows(job: BatchJob) -> int:
    """Count the rows of the input; raises what `run_batch` would raise on reading it."""
    return sum(1 for _ in read_rows(job.source, job.columns))


def run_batch(
    pipeline: NarrativeTagger, job: BatchJob, report: Report, answer: Answer = tag_row
) -> BatchSummary:
    """Work on every row of the input that is not done yet.

    Args:
        pipeline: What redacts and tags.
        job: What to do.
        report: Called after each row with the row and its answer or error body.
        answer: Gives the answer of a row, or an error body.

    Raises:
        BatchError: If a file cannot be read or written, or the earlier run was of another input
            or by other models.
    """
    done = check_output(job)
    if done.model_version not in ("", pipeline.version):
        raise BatchError("The unfinished output is by other models. Delete it to start anew.")
    rows = _rows_to_do(job, done)
    errors, written = done.errors, done.rows
    try:
        writer = open_writer(
            part_of(job.target), job.target.suffix.lower(), end=done.end, bom=_wants_bom(job)
        )
        try:
            for row in rows:
                body = _answer(pipeline, row, answer)
                writer.write(row.id, body)
                written, errors = written + 1, errors + is_error(body)
                report(row, body)
            writer.finish()
        finally:
            writer.close()
        os.replace(part_of(job.target), job.target)
    except OSError as error:
        raise _unwritable(error) from None
    return BatchSummary(written, errors)


def check_output(job: BatchJob) -> DonePart:
    """Check that the output can be written, and return what of it is done already."""
    if job.source.resolve() == job.target.resolve():
        raise BatchError("Input and output are the same file.")
    check_format(job.target)
    if job.resume:
        return read_done(job.target)
    if part_of(job.target).exists() and job.target.suffix.lower() in RESUMABLE:
        raise BatchError(
            f"{part_of(job.target).name} is left from an interrupted run. "
            "Go on with --resume, or delete it to start anew."
        )
    return DonePart()


def _rows_to_do(job: BatchJob, done: DonePart) -> Iterator[Row]:
    """Return the rows after those that are done, checked to be of the same input."""
    rows = read_rows(job.source, job.columns)
    row = None
    for _ in range(done.rows):
        row = next(rows, None)
    if done.rows and (row is None or written_id(job.target, row.id) != done.last_id):
        raise BatchError("The unfinished output is of another input. Delete it to start anew.")
    return rows


def _answer(pipeline: NarrativeTagger, row: Row, answer: Answer) -> dict[str, Any]:
    body = body_of(row.problem) if row.problem else answer(pipeline, row)
    if is_error(body):
        body["detail"] = f"Row {row.number}: {body['detail']}"
    return body


def _wants_bom(job: BatchJob) -> bool:
    """Excel's mark is given back where it came in."""
    return job.source.suffix.lower() == ".csv" and has_bom(job.source)


def _unwritable(error: OSError) -> CasetagError:
    return BatchError(f"The output cannot be written: {error.strerror or 'unknown reason'}.")
