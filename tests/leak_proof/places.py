"""Look through what a real service leaves behind: exports, files, messages to webhooks."""

from pathlib import Path

from models.export_formats.files import ExportFormat, read_file
from tests.leak_proof.proof import Proof
from tests.leak_proof.real_service import RealService
from tests.leak_proof.receiver import Receiver

# Large files are searched in pieces; an encoded word is shorter than what two have in common.
PIECE, OVERLAP = 1 << 23, 1 << 10
# Names of keys are kept in plain in the database's files: SECURITY.md says so.
DATABASE = "data"


def look_at_exports(proof: Proof, service: RealService) -> None:
    """Export the reviewed cases in all formats; a missed name stands in its own case only."""
    for chosen in ExportFormat:
        path = service.folder / "exports" / f"cases.{chosen.value}"
        service.run("export", str(path), "--format", chosen.value)
        proof.look(f"export {chosen.value}", path.read_bytes(), proof.all_missed)
        for record in read_file(path, chosen):
            missed = proof.missed.get(record.id, set())
            proof.look(f"text of an export {chosen.value}", record.text, missed)


def look_at_messages(proof: Proof, receiver: Receiver) -> None:
    """Look at all that a webhook was told; its address is its own."""
    for path, headers, body in receiver.got:
        proof.look("webhook path", path, proof.kept["url"])
        proof.look("webhook message", headers.encode() + body)


def look_at_files(proof: Proof, folder: Path, when: str, *, since: float, apart_from: Path) -> None:
    """Look at every file below a folder that was written since then.

    Args:
        proof: Keeps what is found.
        folder: The sandbox, or a database's own.
        when: For the report.
        since: What was written before anything was planted holds nothing; seconds since 1970.
        apart_from: A folder that is looked at in another way.
    """
    for path in folder.rglob("*"):
        if not path.is_file() or path.is_symlink() or path.parent == apart_from:
            continue
        try:
            if path.stat().st_mtime < since:
                continue
            content = path.read_bytes()
        except FileNotFoundError:
            continue  # of the database's own, gone meanwhile
        shown = path.relative_to(folder).parts[0]
        allowed = proof.kept["name"] if shown == DATABASE else ()
        for begin in range(0, len(content), PIECE):
            piece = content[begin : begin + PIECE + OVERLAP]
            proof.look(f"files {when}: {shown}", piece, allowed)
