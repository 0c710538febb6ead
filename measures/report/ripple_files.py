"""A ripple map for other tools: Graphviz (DOT), GraphML, and the two sheets that Kumu reads."""

from __future__ import annotations

import re
from collections import Counter

import networkx as nx

from measures.disclosure import Protected
from measures.report.ripple_words import date_words
from measures.report.sheets import NOT_IN_XML, Column, Properties, Sheet, write_book
from measures.ripple.ripple_map import Node, RippleMap

SHAPES = {"activity": "box", "impact": "ellipse", "context": "plaintext"}
KUMU_NODES = ("Label", "Type", "Tags", "Description", "Led by", "Status", "Level", "Date", "Map")
KUMU_LINKS = ("From", "To", "Direction", "Type", "Strength")


def dot(protected: Protected[RippleMap]) -> str:
    """The map for Graphviz: squares and ellipses, dashed outlines for what ceased, dashed arrows for possible links."""
    lines = ["digraph ripples {", "  rankdir=LR;", '  node [fontname="Arial"];']
    for node in protected.value.nodes:
        style = ', style="dashed"' if node.status == "ceased" else ""
        day = date_words(node.when)
        label = f"{node.title}\n{day}" if day else node.title
        lines.append(f"  {_quoted(node.id)} [label={_quoted(label)}, shape={SHAPES[node.kind]}{style}];")
    for link in protected.value.links:
        style = ' [style="dashed"]' if link.strength == "possible" else ""
        lines.append(f"  {_quoted(link.source)} -> {_quoted(link.target)}{style};")
    return "\n".join([*lines, "}"]) + "\n"


def graphml(protected: Protected[RippleMap]) -> str:
    """The map as GraphML, with what is known of each box and arrow."""
    graph = nx.DiGraph()
    for node in protected.value.nodes:
        graph.add_node(_plain(node.id), **{key: _plain(value) for key, value in _facts(node).items()})
    for link in protected.value.links:
        graph.add_edge(_plain(link.source), _plain(link.target), strength=link.strength, type=link.type)
    return "\n".join(nx.generate_graphml(graph, named_key_ids=True)) + "\n"


def kumu_workbook(protected: Protected[RippleMap]) -> bytes:
    """A workbook with the sheets Elements and Connections, as Kumu imports them; labels are made unique."""
    times = Counter(node.title for node in protected.value.nodes)
    label = {
        node.id: node.title if times[node.title] == 1 else f"{node.title} ({node.id})" for node in protected.value.nodes
    }
    elements = [_element(node, label[node.id]) for node in protected.value.nodes]
    arrows = [
        [label[link.source], label[link.target], "directed", link.type.replace("_", " "), link.strength]
        for link in protected.value.links
    ]
    sheets = [
        Sheet("Elements", "", table="Elements_table", columns=[Column(name, 24) for name in KUMU_NODES], rows=elements,
              machine_readable=True),
        Sheet("Connections", "", table="Connections_table", columns=[Column(name, 24) for name in KUMU_LINKS],
              rows=arrows, machine_readable=True),
    ]  # fmt: skip
    return write_book(sheets, Properties("Ripple map for Kumu", "measures", "", "ripple effects map"))


def _element(node: Node, label: str) -> list[str | None]:
    facts = _facts(node)
    cells = (
        label, node.kind, "|".join(node.categories), "", facts["led_by"], facts["status"], facts["level"],
        facts["date"], facts["map"],
    )  # fmt: skip
    return [cell or None for cell in cells]


def _facts(node: Node) -> dict[str, str]:
    return {
        "title": node.title,
        "kind": node.kind,
        "date": date_words(node.when),
        "status": node.status,
        "led_by": node.led_by,
        "level": node.level,
        "category": "; ".join(node.categories),
        "map": node.map_id,
    }


def _plain(text: str) -> str:
    return NOT_IN_XML.sub("", text)


def _quoted(text: str) -> str:
    """Text in DOT's quotation marks."""
    plain = re.sub(r"[\x00-\x09\x0b-\x1f]", "", text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
