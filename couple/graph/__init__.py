"""Evidence to causal graph: directed graphs over values, and how sure the data are of each edge."""

from couple.graph.agreement import Agreement, member_agreement
from couple.graph.ancestry import ancestral_relations
from couple.graph.causal_learn import dag_to_cpdag
from couple.graph.columns import TableKind, table_kind, typed_columns
from couple.graph.consensus import consensus_graph
from couple.graph.constraint_based import Fci, FciConfig, Pc, PcConfig
from couple.graph.constraints import Constraints, load_constraints, theory_constraints
from couple.graph.cost import CostConfig, CostEstimate, estimate_cost, refuse_cost
from couple.graph.discovery import DiscoveryAlgorithm, build_algorithm, build_algorithms, search
from couple.graph.ensemble import EnsembleConfig
from couple.graph.equivalence import (
    Cpdag,
    Dag,
    DiscoveredGraph,
    Mark,
    MarkedEdge,
    Pag,
    structural_hamming_distance,
)
from couple.graph.evidence import SURVEYS, Evidence, EvidenceConfig, load_evidence
from couple.graph.exports import to_dagitty, to_dot, to_graphml, to_mermaid
from couple.graph.falsification import Falsification, Violation, falsify_graph
from couple.graph.lingam import DirectLingam, DirectLingamConfig
from couple.graph.permutation_based import Boss, BossConfig, Grasp, GraspConfig
from couple.graph.population_graphs import (
    AdjacencyDifference,
    PopulationGraph,
    SharedPair,
    adjacency_differences,
    population_graph,
    shared_pairs,
)
from couple.graph.population_summary import (
    StyleSensitivity,
    comparison_limits,
    difference_table,
    heterogeneity_table,
    style_sensitivity,
)
from couple.graph.population_tables import PopulationsConfig, population_tables
from couple.graph.populations import (
    ComparisonConfig,
    Difference,
    EdgeComparison,
    PopulationComparison,
    Verdict,
    compare_populations,
)
from couple.graph.response_style import RESPONSE_STYLE, ResponseStyle
from couple.graph.score_based import Ges, GesConfig
from couple.graph.scores import BDeu, GaussianBic, LocalScore
from couple.graph.screening import screen_table
from couple.graph.side_by_side import SideBySide, lay_side_by_side
from couple.graph.stability import (
    AncestorFrequency,
    BootstrapConfig,
    EdgeFrequencies,
    PairFrequency,
    bootstrap_edges,
)
from couple.graph.summary import (
    ancestor_table,
    edge_lines,
    frequency_table,
    search_facts,
    search_limits,
    value_circle,
)
from couple.graph.survey import style_constraints, value_table
from couple.graph.tables import CsvFormat, CsvTable, open_table, read_table, table_chunks, write_table_chunks
from couple.graph.value_graph import Edge, ValueGraph, load_graph, shipped_graph

__all__ = [
    "RESPONSE_STYLE",
    "SURVEYS",
    "AdjacencyDifference",
    "Agreement",
    "AncestorFrequency",
    "BDeu",
    "BootstrapConfig",
    "Boss",
    "BossConfig",
    "ComparisonConfig",
    "Constraints",
    "CostConfig",
    "CostEstimate",
    "Cpdag",
    "CsvFormat",
    "CsvTable",
    "Dag",
    "Difference",
    "DirectLingam",
    "DirectLingamConfig",
    "DiscoveredGraph",
    "DiscoveryAlgorithm",
    "Edge",
    "EdgeComparison",
    "EdgeFrequencies",
    "EnsembleConfig",
    "Evidence",
    "EvidenceConfig",
    "Falsification",
    "Fci",
    "FciConfig",
    "GaussianBic",
    "Ges",
    "GesConfig",
    "Grasp",
    "GraspConfig",
    "LocalScore",
    "Mark",
    "MarkedEdge",
    "Pag",
    "PairFrequency",
    "Pc",
    "PcConfig",
    "PopulationComparison",
    "PopulationGraph",
    "PopulationsConfig",
    "ResponseStyle",
    "SharedPair",
    "SideBySide",
    "StyleSensitivity",
    "TableKind",
    "ValueGraph",
    "Verdict",
    "Violation",
    "adjacency_differences",
    "ancestor_table",
    "ancestral_relations",
    "bootstrap_edges",
    "build_algorithm",
    "build_algorithms",
    "compare_populations",
    "comparison_limits",
    "consensus_graph",
    "dag_to_cpdag",
    "difference_table",
    "edge_lines",
    "estimate_cost",
    "falsify_graph",
    "frequency_table",
    "heterogeneity_table",
    "lay_side_by_side",
    "load_constraints",
    "load_evidence",
    "load_graph",
    "member_agreement",
    "open_table",
    "population_graph",
    "population_tables",
    "read_table",
    "refuse_cost",
    "screen_table",
    "search",
    "search_facts",
    "search_limits",
    "shared_pairs",
    "shipped_graph",
    "structural_hamming_distance",
    "style_constraints",
    "style_sensitivity",
    "table_chunks",
    "table_kind",
    "theory_constraints",
    "to_dagitty",
    "to_dot",
    "to_graphml",
    "to_mermaid",
    "typed_columns",
    "value_circle",
    "value_table",
    "write_table_chunks",
]
