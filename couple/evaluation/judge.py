"""The independent evaluator: a second attributor that judges results and takes no part in making them.

It shares neither training rows, nor conclusions, nor encoder with the attributor of the loop (``couple.data.roles``
says who learns from what). Its encoder is the embedded decoder, frozen and without adapters: independent of the
attributor, yet not of a decoder built on the same weights. It is no human being either: the certificate says how well
it agrees with human labels and with the attributor.
"""

from couple.attribution.attributor import LinearAttributor, head_fingerprint, scales_for
from couple.attribution.head import Head
from couple.evaluation.hidden_states import HiddenStateReader
from couple.foundation import BirthCertificate, UserError, package_file
from couple.values import ValueSystem

KIND = "judge"
BATCH_SIZE = 32


def load_judge(system: ValueSystem) -> LinearAttributor:
    """The judge that ships with couple, for ``schwartz20`` or ``schwartz10``.

    Raises:
        UserError: another system, damaged files, or decoder weights other than those the judge was trained on.
    """
    folder = package_file("evaluation", "artefacts", "judge")
    certificate = BirthCertificate.load(folder, kind=KIND)
    head = Head.load(folder)
    scales_for(system, head)  # refuse before the decoder is loaded
    reader = HiddenStateReader.load()
    if certificate.base_model != reader.fingerprint:
        found = f"it was trained on the weights {certificate.base_model}, these are {reader.fingerprint}"
        raise UserError("load the judge", found, f"install {certificate.base_model_id}")
    fingerprint = head_fingerprint(certificate, system)
    return LinearAttributor(system, head, reader, fingerprint=fingerprint, batch_size=BATCH_SIZE)
