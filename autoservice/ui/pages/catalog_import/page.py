"""The layout of the page of imports and exports."""

from typing import Any, Final

import reflex as rx

from autoservice.ui.engine.page import page
from autoservice.ui.kit.anchor import anchor
from autoservice.ui.kit.content import card, page_title
from autoservice.ui.kit.feedback import message, region, skeleton
from autoservice.ui.kit.forms import button, field, file_input, form_error, link, native_form
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.icons import icon
from autoservice.ui.kit.layout import layout
from autoservice.ui.kit.theme import BUTTON, MUTED, VARIANTS, classes
from autoservice.ui.pages.catalog_import.preview import COUNTS, preview
from autoservice.ui.pages.catalog_import.reading import reading
from autoservice.ui.pages.catalog_import.state import SENT, CatalogImportState
from autoservice.ui.widgets.catalog_tabs import CATALOG, IMPORT, catalog_tabs

LISTS: Final = ("services", "stages", "inventory")


@page(IMPORT, "Import and export", [CatalogImportState.open])
def catalog_import() -> rx.Component:
    """The lists, the files that they are written to, and the import of one."""
    state = CatalogImportState
    return layout(
        page_title(t("Import and export"), state.title),
        catalog_tabs(IMPORT),
        _lists(),
        rx.cond(state.loaded, rx.el.div(_export(), _import(), class_name="mt-6 space-y-6"), skeleton(6)),
        here=CATALOG,
    )


def _lists() -> rx.Component:
    names = {"services": t("Services"), "stages": t("Repair templates"), "inventory": t("Stock")}
    return rx.el.nav(
        *(_list(name, names[name]) for name in LISTS),
        aria_label=t("Lists"),
        class_name="flex flex-wrap gap-2",
    )


def _list(name: str, label: rx.Var[str]) -> rx.Component:
    current = CatalogImportState.sheet_name == name
    return link(
        label,
        href=f"{IMPORT}?list={name}",
        class_name=classes(
            BUTTON, VARIANTS["secondary"], "aria-[current]:border-accent aria-[current]:text-accent"
        ),
        custom_attrs={"aria-current": rx.cond(current, "page", None)},
    )


def _export() -> rx.Component:
    return card(
        rx.el.p(
            t("The whole list, for Excel and other programs. Imported again as it is, it changes nothing."),
            class_name=MUTED,
        ),
        rx.el.div(
            _download("xlsx", "Excel (.xlsx)"),
            _download("csv", "CSV"),
            class_name="mt-4 flex flex-wrap gap-2",
        ),
        title=t("Export"),
    )


def _download(kind: str, label: str) -> rx.Component:
    url = "/api/admin/catalog/" + CatalogImportState.sheet_name + f"/export?format={kind}"
    return anchor(
        label, href=url, class_name=classes(BUTTON, VARIANTS["secondary"]), custom_attrs={"download": ""}
    )


def _import() -> rx.Component:
    state = CatalogImportState
    return card(
        region(
            rx.cond(state.error != "", message(state.error, "danger")),
            class_name="not-empty:mb-4",
            is_alert=True,
        ),
        rx.cond(
            state.import_id > 0,
            rx.el.div(
                _file(),
                rx.cond(state.done != "", _done(), rx.el.div(reading(), preview(), class_name="space-y-6")),
            ),
            _upload(),
        ),
        title=t("Import"),
    )


def _upload() -> rx.Component:
    """Return the form of the file, which ``assets/forms`` sends as it is."""
    attributes: dict[str, Any] = {
        "encType": "multipart/form-data",
        "data-session-form": "next",
        "data-next": f"{IMPORT}?{SENT}=1&list=" + CatalogImportState.sheet_name,
        "data-text-required": t("Choose a file."),
        "data-text-unsent": t("The file could not be sent. Please try again."),
        "data-text-offline": t("The server does not answer. Please try again."),
    }
    return native_form(
        field(
            t("File"),
            file_input(".csv,.txt,.tsv,.xlsx,.xlsm"),
            hint=t("CSV or .xlsx. Nothing is imported yet: you see first what it would do."),
        ),
        form_error(),
        rx.el.p(
            icon("spinner", "size-5 animate-spin"),
            t("The file is being read…"),
            role="status",
            class_name="hidden items-center gap-2 text-muted group-aria-busy/upload:flex",
        ),
        button(t("Show what it would do")),
        action="/api/admin/catalog/" + CatalogImportState.sheet_name + "/import",
        class_name="group/upload space-y-4",
        **attributes,
    )


def _file() -> rx.Component:
    state = CatalogImportState
    return rx.el.div(
        rx.el.p(state.file_name, class_name="min-w-0 font-semibold wrap-anywhere"),
        button(
            t("Another file"),
            "ghost",
            on_click=state.discard,
            disabled=state.busy,
            # The first thing below what was sent, and what is heard with it.
            auto_focus=state.was_sent,
            aria_describedby=COUNTS,
        ),
        class_name="mb-4 flex flex-wrap items-center justify-between gap-2",
    )


def _done() -> rx.Component:
    return region(message(CatalogImportState.done, "success"))
