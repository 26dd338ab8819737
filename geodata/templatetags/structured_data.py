"""Put JSON-LD into a page."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# What could end the script element or begin another; escaped, they are still the same JSON.
_UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def json_ld(data: dict[str, Any] | None) -> SafeString | str:
    """Return a script element with a schema.org description, nothing for None."""
    if not data:
        return ""
    text = json.dumps(data, ensure_ascii=False).translate(_UNSAFE)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text),  # noqa: S308  the three characters that matter are escaped above
    )
