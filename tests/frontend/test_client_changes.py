"""Our changes to Reflex's browser client fit the pinned version of it, and a build says when they do not."""

import pytest

from autoservice.frontend.client_changes import CHANGES, CLIENT, ClientChanged, change, reflex_client


def test_every_change_fits_the_client_that_reflex_brings_along() -> None:
    changed = change(CLIENT, reflex_client())
    assert 'addEventListener("beforeunload"' not in changed
    assert "autoservice:new-version" in changed


@pytest.mark.parametrize("file", CHANGES)
@pytest.mark.parametrize("times", [0, 2])
def test_a_file_that_reads_otherwise_fails_the_build(file: str, times: int) -> None:
    every = [before for before, _ in CHANGES[file]]
    for number, before in enumerate(every):
        text = "".join(every[:number] + [before] * times + every[number + 1 :])
        with pytest.raises(ClientChanged, match="does not have this line"):
            change(file, text)
