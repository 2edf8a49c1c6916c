"""Our changes to Reflex's browser client fit the pinned version of it, and a build says when they do not."""

import pytest

from autoservice.frontend.client_changes import CHANGES, ClientChanged, change_client, reflex_client


def test_every_change_fits_the_client_that_reflex_brings_along() -> None:
    changed = change_client(reflex_client())
    assert 'addEventListener("beforeunload"' not in changed
    assert "autoservice:new-version" in changed


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("times", [0, 2])
def test_a_client_that_reads_otherwise_fails_the_build(change: tuple[str, str], times: int) -> None:
    before, _ = change
    text = reflex_client().replace(before, before * times)
    with pytest.raises(ClientChanged, match="does not have this line"):
        change_client(text)
