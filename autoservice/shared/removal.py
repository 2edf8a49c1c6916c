"""Deleting rows that nothing uses, and keeping those that something does."""

from sqlalchemy import Delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from autoservice.shared.search import tokens_gone


async def delete_unless_used(session: AsyncSession, *rows: Delete, forgets: tuple[str, int]) -> bool:
    """Delete ``rows`` and the search tokens of ``forgets``, unless another row refers to one of them.

    Returns whether they are gone. The database knows what refers to them, and nothing can begin to meanwhile.
    """
    try:
        async with session.begin_nested():
            for statement in (*rows, tokens_gone(*forgets)):
                await session.execute(statement, execution_options={"synchronize_session": False})
    except IntegrityError:
        return False
    return True
