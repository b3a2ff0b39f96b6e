"""A value graph in the languages of other tools: GraphML, DOT (Graphviz), Mermaid, and DAGitty."""

from couple.graph.value_graph import Edge, ValueGraph


def to_graphml(graph: ValueGraph) -> str:
    """For yEd, Gephi, Cytoscape and igraph; confidences are edge attributes."""
    import networkx

    return "\n".join(networkx.generate_graphml(graph.to_networkx())) + "\n"


def to_dot(graph: ValueGraph) -> str:
    """For Graphviz; the confidence is the edge's label and sets the width of its pen."""
    lines = [f"  {_quoted(node)};" for node in graph.nodes]
    for edge in graph.edges:
        attributes = ""
        if edge.confidence is not None:
            attributes = f' [label="{edge.confidence:.2f}", penwidth={0.5 + 2 * edge.confidence:.2f}]'
        lines.append(f"  {_quoted(edge.source)} -> {_quoted(edge.target)}{attributes};")
    return "\n".join(["digraph values {", *lines, "}"]) + "\n"


def to_mermaid(graph: ValueGraph) -> str:
    """For Markdown pages; nodes are numbered, and their names stand in quotes as Mermaid's entities."""
    place = {node: f"n{number}" for number, node in enumerate(graph.nodes)}
    lines = [f'  {place[node]}["{_entities(node)}"]' for node in graph.nodes]
    lines += [f"  {place[edge.source]} -->{_label(edge)} {place[edge.target]}" for edge in graph.edges]
    return "\n".join(["flowchart LR", *lines]) + "\n"


def to_dagitty(graph: ValueGraph) -> str:
    """For dagitty.net and the R package; names in double quotes, which DAGitty reads whole."""
    lines = [f"{_quoted(node)}" for node in graph.nodes]
    lines += [f"{_quoted(edge.source)} -> {_quoted(edge.target)}" for edge in graph.edges]
    return "\n".join(["dag {", *lines, "}"]) + "\n"


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def _entities(name: str) -> str:
    """Whatever could end the quotes or be read as markup, by its number."""
    return "".join(char if char.isalnum() or char in " _-.,()" else f"#{ord(char)};" for char in name)


def _label(edge: Edge) -> str:
    return "" if edge.confidence is None else f"|{edge.confidence:.2f}|"
