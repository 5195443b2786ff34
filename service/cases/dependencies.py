"""What the routes of cases ask for: who is calling, and the work done for them."""

from typing import Annotated

from fastapi import Depends, Path

from service.access.dependencies import require
from service.access.principals import Principal
from service.access.roles import Role

SubmitterDep = Annotated[Principal, Depends(require(Role.DOCUMENTER, Role.CASE_SYSTEM, Role.ADMIN))]
ReaderDep = Annotated[Principal, Depends(require())]
ReviewerDep = Annotated[Principal, Depends(require(Role.DOCUMENTER, Role.ANNOTATOR, Role.ADMIN))]
EraserDep = Annotated[Principal, Depends(require(Role.DOCUMENTER, Role.ADMIN))]
ExporterDep = Annotated[Principal, Depends(require(Role.ANNOTATOR, Role.ADMIN))]
CaseIdDep = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Id of the case.")]
