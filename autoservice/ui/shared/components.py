"""The kit in one import: everything that pages, widgets, features and entities draw with."""

from autoservice.ui.shared.content import card, data_table, definition_list, page_title, pager, photo_thumb
from autoservice.ui.shared.feedback import badge, connection_banner, empty_state, notice, skeleton
from autoservice.ui.shared.forms import (
    button,
    checkbox,
    field,
    form_error,
    link,
    link_button,
    native_form,
    option,
    select,
    send_queue,
    text_area,
    text_input,
    text_link,
)
from autoservice.ui.shared.icons import icon
from autoservice.ui.shared.progress import (
    dot,
    progress_bar,
    progress_line,
    stage_marker,
    timeline,
    timeline_item,
)

__all__ = [
    "badge",
    "button",
    "card",
    "checkbox",
    "connection_banner",
    "data_table",
    "definition_list",
    "dot",
    "empty_state",
    "field",
    "form_error",
    "icon",
    "link",
    "link_button",
    "native_form",
    "notice",
    "option",
    "page_title",
    "pager",
    "photo_thumb",
    "progress_bar",
    "progress_line",
    "select",
    "send_queue",
    "skeleton",
    "stage_marker",
    "text_area",
    "text_input",
    "text_link",
    "timeline",
    "timeline_item",
]
