"""What the routes of cases ask for: who is calling, and the work done for them."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Path

from service.access.dependencies import StoreDep, require
from service.access.principals import Principal
from service.access.roles import Role
from service.cases.case_work import CaseWork
from service.dependencies import PipelineDep, SettingsDep

# Who may do what with cases; each circle of roles has its name.
SUBMITTERS = (Role.DOCUMENTER, Role.CASE_SYSTEM, Role.ADMIN)
REVIEWERS = (Role.DOCUMENTER, Role.ANNOTATOR, Role.ADMIN)
ERASERS = (Role.DOCUMENTER, Role.ADMIN)
EXPORTERS = (Role.ANNOTATOR, Role.ADMIN)


def work_for(*roles: Role) -> Callable[..., CaseWork]:
    """Return the dependency that lets these roles in (all, if none is named) to work on cases."""

    def work(
        who: Annotated[Principal, Depends(require(*roles))],
        store: StoreDep,
        pipeline: PipelineDep,
        settings: SettingsDep,
    ) -> CaseWork:
        return CaseWork(store, pipeline, settings, who)

    return work


SubmitterWorkDep = Annotated[CaseWork, Depends(work_for(*SUBMITTERS))]
ReaderWorkDep = Annotated[CaseWork, Depends(work_for())]
ReviewerWorkDep = Annotated[CaseWork, Depends(work_for(*REVIEWERS))]
EraserWorkDep = Annotated[CaseWork, Depends(work_for(*ERASERS))]
ReviewerDep = Annotated[Principal, Depends(require(*REVIEWERS))]
ExporterDep = Annotated[Principal, Depends(require(*EXPORTERS))]
CaseIdDep = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Id of the case.")]
