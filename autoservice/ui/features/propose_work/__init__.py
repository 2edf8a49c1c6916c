"""The feature to propose extra work, to change it, and to withdraw it."""

from autoservice.ui.features.propose_work.form import (
    change_work_buttons,
    propose_work_form,
    withdrawal_question,
)
from autoservice.ui.features.propose_work.state import ProposeWorkState

__all__ = ["ProposeWorkState", "change_work_buttons", "propose_work_form", "withdrawal_question"]
