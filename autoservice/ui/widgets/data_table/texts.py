"""What ``assets/table`` says, in the page's language."""

from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import Text


def script_texts() -> dict[str, Text]:
    """Return the attributes with the sentences of the script."""
    return {
        "data-text-saved": t("Saved cells: {count}"),
        "data-text-undone": t("Taken back. Cells: {count}"),
        "data-text-moved": t("The row was moved."),
        "data-text-waiting": t("Not saved yet: no connection. It will be sent when it is back."),
        "data-text-failed": t("Not saved. Please try again."),
        "data-text-changed": t(
            "Somebody else has changed this meanwhile. Nothing was saved; the present values are shown."
        ),
        "data-text-meanwhile": t("Now it is “{value}”. Enter saves yours, Escape takes theirs."),
        "data-text-kept": t("Not taken back: somebody else has changed it since."),
        "data-text-gone": t("This row is no longer there."),
        "data-text-block": t(
            "Nothing was pasted: the block of {rows} × {columns} covers cells that cannot be edited here, or "
            "more rows than this page has."
        ),
    }
