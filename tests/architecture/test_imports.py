"""No module imports itself, over however many others."""

from graphlib import CycleError, TopologicalSorter

import grimp
import pytest


def test_no_modules_import_each_other_in_a_circle():
    graph = grimp.build_graph("autoservice", exclude_type_checking_imports=True, cache_dir=None)
    assert len(graph.modules) > 200
    TopologicalSorter({one: graph.find_modules_directly_imported_by(one) for one in graph.modules}).prepare()


def test_the_check_finds_a_circle():
    with pytest.raises(CycleError):
        TopologicalSorter({"a": {"b"}, "b": {"c"}, "c": {"a"}}).prepare()
