"""Evidence to causal graph: directed graphs over values, and how sure the data are of each edge."""

from couple.graph.consensus import consensus_graph
from couple.graph.constraints import Constraints, load_constraints
from couple.graph.discovery import DiscoveryAlgorithm, Ges, GesConfig, Pc, PcConfig, build_algorithm, search
from couple.graph.equivalence import Cpdag, Mark, MarkedEdge
from couple.graph.evidence import SURVEYS, Evidence, EvidenceConfig, load_evidence
from couple.graph.response_style import RESPONSE_STYLE, ResponseStyle
from couple.graph.screening import screen_table
from couple.graph.stability import BootstrapConfig, EdgeFrequencies, PairFrequency, bootstrap_edges
from couple.graph.summary import frequency_table, search_facts, search_limits, value_circle
from couple.graph.survey import style_constraints, value_table
from couple.graph.tables import CsvTable, read_table
from couple.graph.value_graph import Edge, ValueGraph, load_graph, shipped_graph

__all__ = [
    "RESPONSE_STYLE",
    "SURVEYS",
    "BootstrapConfig",
    "Constraints",
    "Cpdag",
    "CsvTable",
    "DiscoveryAlgorithm",
    "Edge",
    "EdgeFrequencies",
    "Evidence",
    "EvidenceConfig",
    "Ges",
    "GesConfig",
    "Mark",
    "MarkedEdge",
    "PairFrequency",
    "Pc",
    "PcConfig",
    "ResponseStyle",
    "ValueGraph",
    "bootstrap_edges",
    "build_algorithm",
    "consensus_graph",
    "frequency_table",
    "load_constraints",
    "load_evidence",
    "load_graph",
    "read_table",
    "screen_table",
    "search",
    "search_facts",
    "search_limits",
    "shipped_graph",
    "style_constraints",
    "value_circle",
    "value_table",
]
