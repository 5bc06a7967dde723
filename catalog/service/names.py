"""Creates makers, categories and sellers by their names, with slugs that are free."""

import re
import unicodedata
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from accounts.models import Organisation
from catalog.models import Category, Manufacturer


def slug_of(name: str) -> str:
    """A URL name: "Dräger & Co." is "drager-co"; what leaves nothing is "x"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "x"


def create_manufacturer(session: Session, name: str) -> Manufacturer:
    """A new maker."""
    manufacturer = Manufacturer(name=name, slug=_free_slug(session, Manufacturer.slug, name))
    session.add(manufacturer)
    session.flush()
    return manufacturer


def create_category(session: Session, name: str, parent_id: int | None) -> Category:
    """A new category under `parent_id`, or at the root."""
    category = Category(name=name, parent_id=parent_id, slug=_free_slug(session, Category.slug, name))
    session.add(category)
    session.flush()
    return category


def create_seller(session: Session, name: str, *, country: str, currency: str) -> Organisation:
    """A new approved distributor, as staff import its list."""
    seller = Organisation(name=name, type="distributor", country=country, currency=currency, seller_status="approved")
    session.add(seller)
    session.flush()
    return seller


def _free_slug(session: Session, column: sa.orm.InstrumentedAttribute[str], name: str) -> str:
    slug = slug_of(name)
    taken: Sequence[str] = session.scalars(sa.select(column).where(column.regexp_match(f"^{slug}(-[0-9]+)?$"))).all()
    return slug if slug not in taken else next(numbered for at in range(2, len(taken) + 3) if (numbered := f"{slug}-{at}") not in taken)
