"""The organisations that keys belong to: none ever sees another's cases."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.access import clock
from service.errors import OrganisationUnknownError
from service.store.identifiers import new_id
from service.store.tables import Organisation

DEFAULT_ORGANISATION = "default"


def ensure_organisation(database: Session, name: str = DEFAULT_ORGANISATION) -> bool:
    """Make an organisation if it is not there; tell whether it was made now."""
    if database.scalar(select(Organisation.id).where(Organisation.name == name)) is not None:
        return False
    database.add(Organisation(id=new_id(), name=name, created_at=clock.now()))
    return True


def find_organisation(database: Session, name: str) -> str:
    """Return the id of an organisation.

    Raises:
        OrganisationUnknownError: If there is none of this name.
    """
    found = database.scalar(select(Organisation.id).where(Organisation.name == name))
    if found is None:
        raise OrganisationUnknownError("There is no organisation of this name.")
    return found


def organisation_name(database: Session, organisation_id: str) -> str:
    """Return the name of an organisation."""
    return database.scalars(
        select(Organisation.name).where(Organisation.id == organisation_id)
    ).one()
