"""Search: an index of tokens, in which each row is found by the prefixes of its tokens.

The same on both databases: tokens are compared byte by byte, and no search scans a whole table.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Delete,
    Select,
    String,
    and_,
    delete,
    event,
    false,
    insert,
    inspect,
    intersect,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import VARCHAR
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Field, Index, SQLModel, col

from autoservice.shared.normal_forms import fold, plate_key
from autoservice.shared.printable import INVISIBLE

MAX_TOKEN: Final = 60
MAX_TERMS: Final = 6
MAX_PLACE: Final = 120
# Above every character that a token may go on with.
HIGHEST: Final = "\U0010ffff"
# First characters that keep kinds of tokens apart from words.
PLATE, PHONE, NATIONAL, ENDING, EMAIL, SIGNS = "#", "+", "=", "<", "@", "~"
# The tokens that only viewers with the permission to read accounts may search for.
CONTACTS: Final = (PHONE, NATIONAL, ENDING, EMAIL)
ENDING_LENGTH: Final = 4
# An order's number as people announce it; NFKC makes "No" of "№".
NUMBER: Final = re.compile(r"(?:#|\bno\.?|\bn(?:\.|\s))\s*(?=[0-9])", re.IGNORECASE)
# A year and a number in it, as papers have them: "2026-00042".
YEARLY: Final = re.compile("(?P<year>[0-9]{4})[-\u2010-\u2015\u2212](?P<number>[0-9]{1,9})")
# The country after a plate's region, which no token has.
COUNTRY: Final = re.compile(r"(?<=[0-9])\s+(?:rus|рус)\b", re.IGNORECASE)
# What a word ends with in another case or number, folded: "масло", "масла"; "колодки", "колодок"; "filters".
INFLECTION: Final = re.compile("(?<=[а-я]{3})(?:[аоуыэеяию]+(?:ми|го|му|[хмв])?|[ое]к|ь)$|(?<=[a-z]{3})s$")
PHONE_PART: Final = re.compile(r"\+?[0-9().\-\u2010-\u2015\u2212/]+")
# Pieces of a plate or a phone that are typed with blanks between them.
PLATE_PIECE: Final = re.compile(r"[A-Z]{1,2}|[0-9]{2,4}")


class SearchToken(SQLModel, table=True):
    """One token of a row in the index; ``kind`` names the row's table.

    ``place`` is what the row's list by name is sorted by; rows of tables without such a list have none.
    """

    __tablename__ = "search_token"
    # A row is asked for its tokens; the rows of a token are read in the order of their places.
    __table_args__ = (
        Index("ix_search_token_kind_owner_id_token", "kind", "owner_id", "token"),
        Index("ix_search_token_kind_token_place_owner_id", "kind", "token", "place", "owner_id"),
    )

    kind: str = Field(primary_key=True, max_length=20)
    token: str = Field(
        primary_key=True,
        sa_type=String(MAX_TOKEN).with_variant(VARCHAR(MAX_TOKEN, collation="C"), "postgresql"),
    )
    owner_id: int = Field(primary_key=True)
    place: str = Field(default="", max_length=MAX_PLACE, sa_column_kwargs={"server_default": ""})


@dataclass(frozen=True)
class Term:
    """One term of a query: a row matches by a token with one of the prefixes, or by its number.

    With a ``year`` the number is one of that year's only.
    """

    prefixes: tuple[str, ...]
    number: int | None = None
    year: int | None = None

    def without_contacts(self) -> "Term":
        """Return the same term for viewers who may not search for contacts."""
        return replace(self, prefixes=tuple(one for one in self.prefixes if not one.startswith(CONTACTS)))


def words(text: str) -> set[str]:
    """Return the tokens of a name: its words, and each compound of dashes or apostrophes as a whole too."""
    chunks = _bare(text).split()
    parts = {part for chunk in chunks for part in _spaced(chunk).split()}
    return parts | {_joined(chunk) for chunk in chunks}


def plate_tokens(plate: str) -> set[str]:
    """Return a number plate from each of its groups of letters or digits on, and its last four digits."""
    key = plate_key(plate)
    groups = {key[found.start() :] for found in re.finditer(r"[0-9]+|[^0-9]+", key)}
    digits = "".join(filter(str.isdecimal, key))[-ENDING_LENGTH:]
    return {PLATE + one for one in groups | ({digits} if digits else set())}


def article_tokens(article: str) -> set[str]:
    """Return an article from each of its groups of letters or digits on, without the signs between them."""
    groups = re.findall(r"[0-9]+|[^0-9\s]+", " ".join(map(plate_key, _spaced(article).split())))
    return {PLATE + "".join(groups[start:]) for start in range(len(groups))}


def phone_tokens(number: str, national: str) -> set[str]:
    """Return a phone number in E.164 from its beginning, in its national form, and from its end."""
    digits = number.removeprefix("+")
    return {PHONE + digits, NATIONAL + national, ENDING + digits[::-1]}


def email_tokens(email: str) -> set[str]:
    """Return an e-mail address, its domain, and the words of both."""
    whole = fold(email)
    return {EMAIL + one for one in {whole, whole.partition("@")[2], *_spaced(whole).split()} if one}


def parse_query(text: str, *, is_inflected: bool = False) -> list[Term]:
    """Return the terms of a query, all of which a row must match; never raises.

    Of an inflected text, words are found in their other cases, too.
    """
    plain = COUNTRY.sub("", INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))
    return [_term(chunk, is_inflected) for chunk in _chunks(NUMBER.sub("№", plain))[:MAX_TERMS]]


def owners(kind: str, terms: Sequence[Term]) -> Select[Any]:
    """Return the query for the ids of the rows that match all ``terms`` (at least one)."""
    return all_of([owners_of(kind, term, None) for term in terms])


def owners_of(kind: str, term: Term, limit: int | None) -> Select[Any]:
    """Return the query for the ids of the rows that match a term, some twice; no more than ``limit``."""
    # One after the other: of alternatives with a limit PostgreSQL may read the tokens of the whole kind.
    token, owner = col(SearchToken.token), col(SearchToken.owner_id)
    of_kind = select(owner).where(col(SearchToken.kind) == kind)
    ranges = [of_kind.where(token >= one, token < one + HIGHEST) for one in term.prefixes]
    found = union_all(*(ranges or [of_kind.where(false())])).subquery()
    return limit_to(limit, select(*found.c))


def limit_to(limit: int | None, query: Select[Any]) -> Select[Any]:
    """Return the query with a limit that planners see, as none of its values, or without one."""
    return query if limit is None else query.limit(literal_column(str(limit)))


def is_among(key: Any, ids: Select[Any]) -> ColumnElement[bool]:
    """Return the condition that the ``key`` of a row is one of the ``ids`` that a search has found.

    PostgreSQL plans a prepared statement without its values: it would then expect thousands of ids, and read
    the whole table for a few. An array is read first, and the rows of its ids by their key.
    """
    return _IsAmong(key, ids.scalar_subquery())


class _IsAmong(FunctionElement[bool]):
    inherit_cache = True
    type = Boolean()

    def self_group(self, against: Any = None) -> "_IsAmong":
        """Return the condition as it is: compared to a truth, as functions are, it would have no index."""
        return self


@compiles(_IsAmong)
def _in_set(condition: _IsAmong, compiler: SQLCompiler, **options: Any) -> str:
    key, ids = (compiler.process(one, **options) for one in condition.clauses)
    return f"{key} IN {ids}"


@compiles(_IsAmong, "postgresql")
def _in_array(condition: _IsAmong, compiler: SQLCompiler, **options: Any) -> str:
    key, ids = (compiler.process(one, **options) for one in condition.clauses)
    return f"{key} = ANY (ARRAY{ids})"


def has_token(kind: str, owner: Mapped[int], term: Term) -> ColumnElement[bool]:
    """Return the condition that a row matches, for lists that are read row by row.

    Not EXISTS, which PostgreSQL may answer by reading the tokens of all rows at once.
    """
    mine = select(col(SearchToken.owner_id)).where(
        col(SearchToken.kind) == kind, col(SearchToken.owner_id) == owner, _in_ranges(term)
    )
    return mine.limit(literal_column("1")).correlate_except(SearchToken).scalar_subquery().is_not(None)


def all_of(found: Sequence[Select[Any]]) -> Select[Any]:
    """Return the intersection of the queries.

    Sets are built first and intersected: PostgreSQL cannot estimate the rows of a prefix, and a join with
    an estimate of one row costs the product of both. OFFSET keeps it from scanning the list instead.
    """
    combined = intersect(*found).subquery() if len(found) > 1 else found[0].subquery()
    return select(*combined.c).offset(0)


def _in_ranges(term: Term) -> ColumnElement[bool]:
    token = col(SearchToken.token)
    return or_(false(), *(and_(token >= prefix, token < prefix + HIGHEST) for prefix in term.prefixes))


def keep_indexed(table: type[SQLModel], kind: str, columns: Sequence[str], place: str = "") -> None:
    """Update the tokens with each write of ``table``'s rows, which have ``search_tokens``.

    ``place`` is the column by which their list by name is sorted. Whoever deletes a row executes
    ``tokens_gone`` too: the next row may get its id.
    """
    _INDEXED[table] = _Indexed(kind, (*columns, place) if place else tuple(columns), place)


@dataclass(frozen=True)
class _Indexed:
    kind: str
    columns: Sequence[str]
    place: str


_INDEXED: Final[dict[type[Any], _Indexed]] = {}


@event.listens_for(Session, "after_flush")
def _index(session: Session, _context: Any) -> None:
    """Write the tokens of all rows of a flush at once."""
    added = [row for row in session.new if type(row) in _INDEXED]
    changed = [row for row in session.dirty if type(row) in _INDEXED and _is_renamed(row)]
    if not added and not changed:
        return
    connection = session.connection()
    for row in changed:
        connection.execute(tokens_gone(_INDEXED[type(row)].kind, row.id))
    if tokens := tokens_of((*added, *changed)):
        connection.execute(insert(SearchToken), tokens)


def _is_renamed(row: Any) -> bool:
    return any(inspect(row).attrs[name].history.has_changes() for name in _INDEXED[type(row)].columns)


def tokens_of(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the columns of the tokens of rows, which who writes rows without a flush has to write."""
    return [_columns(row, token) for row in rows for token in sorted(_shortened(row))]


def _shortened(row: Any) -> set[str]:
    return {token[:MAX_TOKEN] for token in row.search_tokens()}


def _columns(row: Any, token: str) -> dict[str, Any]:
    indexed = _INDEXED[type(row)]
    place = getattr(row, indexed.place) if indexed.place else ""
    return {"kind": indexed.kind, "token": token, "owner_id": row.id, "place": place}


def tokens_gone(kind: str, *owner_ids: int) -> Delete:
    """Return the statement that deletes the tokens of rows."""
    return delete(SearchToken).where(col(SearchToken.kind) == kind, col(SearchToken.owner_id).in_(owner_ids))


def _chunks(text: str) -> list[str]:
    """Return the text split at its blanks, with the parts of one number or plate joined."""
    chunks: list[str] = []
    run: list[str] = []
    for chunk in [*text.split(), ""]:
        if chunk and _is_piece(chunk):
            run.append(chunk)
            continue
        chunks += _merge(run) + ([chunk] if chunk else [])
        run = []
    return chunks


def _is_piece(chunk: str) -> bool:
    bare = not chunk.startswith("№") and PLATE_PIECE.fullmatch(plate_key(chunk))
    return bool(bare or PHONE_PART.fullmatch(chunk))


def _merge(run: list[str]) -> list[str]:
    joined = "".join(run)
    is_phone = all(map(PHONE_PART.fullmatch, run))
    is_plate = any(map(str.isdecimal, joined)) and all(PLATE_PIECE.fullmatch(plate_key(one)) for one in run)
    return [joined] if run and (is_phone or is_plate) else run


def _term(chunk: str, is_inflected: bool) -> Term:
    bare = chunk.removeprefix("№")
    if chunk != bare and (bare.isdecimal() or YEARLY.fullmatch(bare)):
        return Term((), *_number(bare))
    if "@" in chunk:
        return Term(((EMAIL + fold(chunk))[:MAX_TOKEN],))
    word = _joined(_bare(chunk))
    prefixes = {
        INFLECTION.sub("", word) if is_inflected else word,
        EMAIL + fold(chunk),
        PLATE + plate_key(chunk),
    }
    if PHONE_PART.fullmatch(chunk):
        prefixes |= _phone_prefixes(chunk)
    shortened = sorted(one[:MAX_TOKEN] for one in prefixes if one != PLATE)
    return Term(tuple(shortened), *_number(chunk))


def _phone_prefixes(chunk: str) -> set[str]:
    digits = "".join(filter(str.isdecimal, chunk))
    if len(digits) < ENDING_LENGTH:
        return set()
    prefixes = {PHONE + digits}
    # As it is dialled: with the trunk prefix, or the one for other countries.
    prefixes |= {NATIONAL + digits[1:]} if digits[0] in "80" else set()
    prefixes |= {PHONE + digits[2:]} if digits.startswith("00") else set()
    return prefixes | (set() if chunk.startswith("+") else {NATIONAL + digits, ENDING + digits[::-1]})


def _number(chunk: str) -> tuple[int | None, int | None]:
    """Return the number and its year, as far as the chunk is one."""
    if yearly := YEARLY.fullmatch(chunk):
        return int(yearly["number"]), int(yearly["year"])
    return (int(chunk) if chunk.isdecimal() and len(chunk) < 10 else None), None


def _bare(text: str) -> str:
    return "".join(char for char in fold(text) if unicodedata.category(char)[0] != "M")


def _spaced(text: str) -> str:
    return "".join(char if char.isalnum() else " " for char in text)


def _joined(chunk: str) -> str:
    # Signs alone, such as an emoji, are found as they are and mean no other kind of token.
    return "".join(filter(str.isalnum, chunk)) or SIGNS + chunk
