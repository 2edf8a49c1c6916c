"""Our changes to Reflex's browser client fit the pinned version of it, and a build says when they do not."""

from pathlib import Path

import pytest

from autoservice.frontend.client_changes import (
    CHANGES,
    CLIENT,
    ENTRY,
    ClientChanged,
    change,
    change_section_loader,
    packaged,
)

LOADER = (
    "let a=1;async function fi(e,t){if(e.id in t)return t[e.id];try{let n=await import(e.module);"
    "return t[e.id]=n,n}catch(t){return console.error(`Error loading route module \\`${e.module}\\`, "
    "reloading page...`),console.error(t),window.__reactRouterContext&&window.__reactRouterContext.isSpaMode,"
    "window.location.reload(),new Promise(()=>{})}}function pi(){}"
)


def test_every_change_fits_the_client_that_reflex_brings_along() -> None:
    changed = change(CLIENT, packaged(CLIENT))
    assert 'addEventListener("beforeunload"' not in changed
    assert "autoservice:new-version" in changed
    assert "Transition" not in change(ENTRY, packaged(ENTRY))


@pytest.mark.parametrize("file", CHANGES)
@pytest.mark.parametrize("times", [0, 2])
def test_a_file_that_reads_otherwise_fails_the_build(file: str, times: int) -> None:
    every = [before for before, _ in CHANGES[file]]
    for number, before in enumerate(every):
        text = "".join(every[:number] + [before] * times + every[number + 1 :])
        with pytest.raises(ClientChanged, match="does not have this line"):
            change(file, text)


def test_the_loader_of_sections_does_not_load_the_page_anew(tmp_path: Path) -> None:
    script = tmp_path / "router.js"
    script.write_text(LOADER)
    change_section_loader([script])
    changed = script.read_text()
    assert "location.reload" not in changed
    assert changed.startswith("let a=1;async function fi(")
    assert changed.endswith("function pi(){}")


@pytest.mark.parametrize("count", [0, 2])
def test_a_build_without_that_loader_or_with_two_fails(tmp_path: Path, count: int) -> None:
    scripts = [tmp_path / f"{number}.js" for number in range(count)]
    for script in scripts:
        script.write_text(LOADER)
    with pytest.raises(ClientChanged, match="loader"):
        change_section_loader(scripts)
