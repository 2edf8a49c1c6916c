"""The checklist of a stage with its answers, in the viewer's language."""

from dataclasses import dataclass
from typing import Any, Final

from autoservice.modules.orders.checklist import AnswerValue, find_missing
from autoservice.modules.orders.schemas import StageView
from autoservice.modules.orders.workflow import StageAction, StageState, is_closed
from autoservice.shared.i18n import N_, localized, translate
from autoservice.ui.kit.theme import ViewModelVar

ANSWER_LABELS: Final = {
    AnswerValue.OK: N_("In order"),
    AnswerValue.ATTENTION: N_("Needs attention"),
    AnswerValue.BAD: N_("Faulty"),
}


@dataclass(frozen=True)
class ChecklistLine:
    """An item of a checklist; ``value`` and its label ``answer`` are empty until it is answered."""

    number: str
    text: str
    value: str
    answer: str
    remark: str


ChecklistLineVar = ViewModelVar


def instructions(stage: StageView, locale: str) -> dict[str, Any]:
    """Return what belongs to the work while it is to be done, and what was found once it is done."""
    is_open = not is_closed(stage)
    lines = [_line(stage, number, locale) for number in range(1, len(stage.checklist) + 1)]
    found = [line for line in lines if line.value] if stage.state is StageState.DONE else []
    return {
        "photo_needed": is_open and stage.photo_needed,
        "checklist": lines if is_open else found,
        "can_answer": StageAction.ANSWER in stage.actions,
        "missing": _missing(stage, locale),
        "skill": stage.skill if is_open else "",
    }


def _line(stage: StageView, number: int, locale: str) -> ChecklistLine:
    item, answer = stage.checklist[number - 1], stage.answers.get(str(number))
    return ChecklistLine(
        number=str(number),
        text=localized(locale, item["ru"], item["en"]),
        value=answer.value.value if answer else "",
        answer=translate(locale, ANSWER_LABELS[answer.value]) if answer else "",
        remark=answer.remark if answer else "",
    )


def _missing(stage: StageView, locale: str) -> str:
    """Return what keeps whoever works on the stage from completing it."""
    refused = find_missing(stage) if StageAction.BLOCK in stage.actions else None
    return refused.text(locale) if refused else ""
