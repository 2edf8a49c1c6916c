"""Changing roles, and switching accounts off and on."""

from autoservice.ui.features.update_user.controls import active_switch, role_select
from autoservice.ui.features.update_user.question import update_user_question
from autoservice.ui.features.update_user.state import UpdateUserState

__all__ = ["UpdateUserState", "active_switch", "role_select", "update_user_question"]
