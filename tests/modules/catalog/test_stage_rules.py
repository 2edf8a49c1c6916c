"""What a version of a repair template may be, how it differs from another one, and how it is typed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoservice.modules.catalog.repair_templates.codes import KNOWN_STAGES, make_code
from autoservice.modules.catalog.repair_templates.difference import ChangeKind, compare_stages
from autoservice.modules.catalog.repair_templates.draft_rows import DraftRow, draft_cells, rows_of, stages_of
from autoservice.modules.catalog.repair_templates.errors import VersionRefused
from autoservice.modules.catalog.repair_templates.rules import MAX_LINES, MAX_STAGES, complete_stages
from autoservice.modules.catalog.repair_templates.schemas import StageContent
from autoservice.shared.cells import CellChanges, CellsRefused
from autoservice.shared.i18n import LOCALES


def stage(code: str = "work", **more: Any) -> StageContent:
    return StageContent.model_validate({"code": code, "name_ru": "Этап", "name_en": "Stage", **more})


def new(name: str, **more: Any) -> StageContent:
    return stage("", name_ru=name, name_en=name, **more)


def refusals(*stages: StageContent) -> set[str]:
    """The places of what is wrong; each has a sentence in both languages."""
    with pytest.raises(VersionRefused) as refused:
        complete_stages(stages)
    for reason in refused.value.others:
        assert len({reason.text(locale) for locale in LOCALES}) == len(LOCALES), reason.field
    return {reason.field for reason in refused.value.others}


@pytest.mark.parametrize(
    ("stages", "places"),
    [
        ([], {"stages"}),
        ([stage(f"s{number}") for number in range(MAX_STAGES + 1)], {"stages"}),
        ([new("Мойка") for _ in range(150)], {"stages"}),
        ([stage(required=False), stage("handover")], {"stages"}),
        ([stage("handover")], {"stages"}),
        ([stage(share=0)], {"stages.0.share"}),
        ([stage(share=-1), stage("check", share=10_001)], {"stages.0.share", "stages.1.share"}),
        ([stage(name_ru="", name_en="")], {"stages.0.name_ru"}),
        ([stage(), stage("intake")], {"stages.1.code"}),
        ([stage("handover"), stage()], {"stages.0.code"}),
        ([stage(), stage("handover", required=False)], {"stages.1.required"}),
        ([stage(), stage("check"), stage()], {"stages.2.code"}),
        ([stage("intake", parallel_group=1), stage(parallel_group=1)], {"stages.0.parallel_group"}),
        (
            [stage("a", parallel_group=1), stage("b"), stage("c", parallel_group=1)],
            {"stages.2.parallel_group"},
        ),
        ([stage(checklist=[{"ru": "a"}] * (MAX_LINES + 1))], {"stages.0.checklist"}),
        ([stage(checklist=[{"ru": " "}])], {"stages.0.checklist"}),
    ],
)
def test_a_chain_that_could_not_be_worked_is_refused_at_its_place(
    stages: list[StageContent], places: set[str]
):
    assert refusals(*stages) == places


def test_codes_are_made_of_names_and_known_kinds_keep_theirs():
    stages = complete_stages(
        [new("Приемка"), new("Мойка двигателя"), new("Wash & dry"), new("Мойка двигателя"), new("ВЫДАЧА")]
    )
    assert [one.code for one in stages] == [
        "intake",
        "moika_dvigatelya",
        "wash_dry",
        "moika_dvigatelya_2",
        "handover",
    ]
    assert make_code("漆", "漆", ()) == "stage"
    assert {make_code(en, ru, ()) for ru, en in KNOWN_STAGES.values()} == set(KNOWN_STAGES)


def test_an_empty_language_is_filled_from_the_other():
    [one] = complete_stages([stage("", name_ru="Мойка", name_en="", checklist=[{"en": "Rinse"}])])
    assert (one.name_en, one.checklist[0].ru) == ("Мойка", "Rinse")


def test_groups_are_numbered_in_their_order_and_one_stage_is_none():
    groups = [7, 7, None, 3, 9, 9]
    stages = [stage(f"s{place}", parallel_group=group) for place, group in enumerate(groups)]
    assert [one.parallel_group for one in complete_stages(stages)] == [1, 1, None, None, 2, 2]


def test_a_difference_names_what_changed_and_nothing_else():
    before = [stage("a"), stage("b"), stage("c", share=2), stage("d"), stage("e", parallel_group=1)]
    after = [stage("d"), stage("a"), stage("c", share=3, published=False), stage("f"), stage("e")]
    found = [
        (change.kind, (change.after or change.before or stage()).code, change.fields)
        for change in compare_stages(before, after)
    ]
    assert found == [
        (ChangeKind.CHANGED, "d", ["position"]),
        (ChangeKind.CHANGED, "c", ["share", "published"]),
        (ChangeKind.ADDED, "f", []),
        (ChangeKind.REMOVED, "b", []),
    ]
    together = [stage("a", parallel_group=2), stage("b", parallel_group=2), *before[2:]]
    assert [change.fields for change in compare_stages(before, together)] == [["parallel_group"]] * 2
    assert compare_stages(before, before) == []


texts = st.text("абвabc 1", min_size=1, max_size=8).map(str.strip).filter(bool)
lines = st.fixed_dictionaries({"ru": texts, "en": texts})
stages = st.lists(
    st.builds(
        StageContent,
        code=st.sampled_from([f"s{number}" for number in range(30)]),
        name_ru=texts,
        name_en=texts,
        share=st.integers(1, 10_000),
        parallel_group=st.sampled_from([None, 1]),
        required=st.just(True),
        published=st.booleans(),
        photo_needed=st.booleans(),
        checklist=st.lists(lines, max_size=3),
        skill=st.sampled_from(["", "Электрик"]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda one: one.code,
)


@given(stages)
def test_what_is_edited_and_left_as_it_is_stays_the_same(drawn: list[StageContent]):
    groups = sorted(drawn, key=lambda one: one.parallel_group or 0)
    version = complete_stages(groups)
    assert complete_stages(stages_of(rows_of(version, 1))) == version
    for locale in LOCALES:
        rows = rows_of(version, 1)
        again = [
            {"id": row.id, "version": 1, "field": field, "value": text}
            for row in draft_cells(locale).view(rows).rows
            for field, text in row.cells.items()
        ]
        assert draft_cells(locale).edit(rows, CellChanges.model_validate({"cells": again})) == []


@pytest.mark.parametrize("typed", ["", "0", "1.5", "-3", "10001", "9" * 400, "шесть"])
def test_a_share_that_is_no_whole_number_is_refused_in_its_cell(typed: str):
    change = {"id": 1, "version": 1, "field": "share", "value": typed}
    with pytest.raises(CellsRefused) as refused:
        draft_cells("ru").edit([DraftRow(id=1, version=1)], CellChanges.model_validate({"cells": [change]}))
    assert refused.value.others[0].text("ru").startswith("Доля — целое число")


def test_a_kind_brings_its_names_unless_others_were_typed():
    row = DraftRow(id=1, version=1)
    row.become("work")
    row.become("check")
    assert (row.name_ru, row.name_en, row.kind) == ("Контроль", "Check", "check")
    row.name_ru = "Мойка"
    row.become("")
    row.become("paint")
    assert (row.name_ru, row.name_en, row.code) == ("Мойка", "Check", "paint")
