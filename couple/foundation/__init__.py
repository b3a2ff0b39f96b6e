"""The ground every room stands on: errors, seeds, files, certificates, run folders, progress, prompts.

Imports no other room.
"""

from couple.foundation.certificate import BirthCertificate, fingerprint_bytes, fingerprint_file, library_versions
from couple.foundation.configuration import build_config
from couple.foundation.errors import UserError, nearest_name
from couple.foundation.files import (
    append_json_line,
    package_file,
    parse_yaml,
    read_json,
    read_json_lines,
    read_lines,
    read_text,
    read_yaml,
    write_json,
    write_text,
)
from couple.foundation.global_randomness import global_seed
from couple.foundation.progress import Progress
from couple.foundation.prompt import Prompt
from couple.foundation.run_folder import RunFolder
from couple.foundation.seeds import child_seed, numpy_generator, torch_generator

__all__ = [
    "BirthCertificate",
    "Progress",
    "Prompt",
    "RunFolder",
    "UserError",
    "append_json_line",
    "build_config",
    "child_seed",
    "fingerprint_bytes",
    "fingerprint_file",
    "global_seed",
    "library_versions",
    "nearest_name",
    "numpy_generator",
    "package_file",
    "parse_yaml",
    "read_json",
    "read_json_lines",
    "read_lines",
    "read_text",
    "read_yaml",
    "torch_generator",
    "write_json",
    "write_text",
]
