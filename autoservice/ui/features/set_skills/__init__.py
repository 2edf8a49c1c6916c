"""The feature to say what a mechanic can do."""

from autoservice.ui.features.set_skills.form import set_skills_button, set_skills_dialog
from autoservice.ui.features.set_skills.state import SetSkillsState

__all__ = ["SetSkillsState", "set_skills_button", "set_skills_dialog"]
