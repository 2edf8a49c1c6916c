"""Tables of mechanics' skills."""

from sqlmodel import Field, SQLModel


class MechanicSkill(SQLModel, table=True):
    """A mechanic can do the stages that need this skill."""

    __tablename__ = "mechanic_skill"

    mechanic_id: int = Field(foreign_key="app_user.id", primary_key=True)
    skill: str = Field(max_length=40, primary_key=True)
