"""docs/lineage.md, written anew from the project as dbt parses it: python -m roundtrip.transform.lineage"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from roundtrip import settings
from roundtrip.transform.invocation import invoke

TEXT = """# Where figures come from

What reads what, by area of `dbt/models`; an arrow goes from what is read.

```mermaid
{graph}
```

Every model and column, with its SQL, its tests and the graph of all models, is in dbt's own documentation:

    .venv/bin/python -m roundtrip.transform docs generate --static
    python3 -m webbrowser .state/dbt/target/static_index.html

It is one page that needs no server; the round button at its lower right opens the lineage graph, and
`+rpt_usage_daily+` in its search shows one model with all it is made of and all it is used for.

This page is written by `python -m roundtrip.transform.lineage`; a test says when to write it again.
"""


def page() -> str:
    """The whole page; parses the project, which takes seconds."""
    return TEXT.format(graph=_graph(invoke(["parse"], as_of=date.min)))


def _graph(manifest: Any) -> str:
    models = {key: _area(node) for key, node in manifest.nodes.items() if node.resource_type == "model"}
    edges = {
        (models[parent], area)
        for key, area in models.items()
        for parent in manifest.nodes[key].depends_on.nodes
        if parent in models and models[parent] != area
    }
    boxes = [f'    {_id(area)}["{area}"]' for area in sorted(set(models.values()))]
    return "\n".join(["flowchart LR", *boxes, *(f"    {_id(a)} --> {_id(b)}" for a, b in sorted(edges))])


def _area(model: Any) -> str:
    """The layer, and within marts the folder: feeds are too many to be told apart in one drawing."""
    layer, folder = Path(model.original_file_path).parts[1:3]
    return f"{layer}/{folder}" if layer == "marts" else layer


def _id(area: str) -> str:
    return area.replace("/", "_")


if __name__ == "__main__":
    (settings.PROJECT / "docs" / "lineage.md").write_text(page())
