"""工时: records of service, what is asked about them, and certificates."""

from redvest.records.models.attainments import Attainment, CertificateTraining
from redvest.records.models.certificates import Certificate, CertificateLine
from redvest.records.models.imports import SheetImport
from redvest.records.models.national import NationalRow
from redvest.records.models.questions import RecordQuestion
from redvest.records.models.records import SerialCounter, ServiceRecord
from redvest.records.models.runs import CertificateRun
from redvest.records.models.seals import IssuerSeal
from redvest.records.models.stars import StarAward, StarSchemeChoice
from redvest.records.models.transfers import HoursTransfer, IssuerKey

__all__ = [
    "Attainment",
    "Certificate",
    "CertificateLine",
    "CertificateRun",
    "CertificateTraining",
    "HoursTransfer",
    "IssuerKey",
    "IssuerSeal",
    "NationalRow",
    "RecordQuestion",
    "SerialCounter",
    "ServiceRecord",
    "SheetImport",
    "StarAward",
    "StarSchemeChoice",
]
