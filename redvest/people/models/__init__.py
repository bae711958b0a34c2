"""Accounts and roles; persons, volunteers, families; consent; invitations."""

from redvest.people.models.accounts import Account, Department, RoleGrant
from redvest.people.models.codes import OneTimeCode
from redvest.people.models.consents import Consent, ConsentText
from redvest.people.models.invitations import ImportBatch, Invitation
from redvest.people.models.merges import PersonMerge
from redvest.people.models.persons import (
    BeneficiaryFile,
    Guardianship,
    MinorAccess,
    Person,
    ProxyLink,
    Volunteer,
)

__all__ = [
    "Account",
    "BeneficiaryFile",
    "Consent",
    "ConsentText",
    "Department",
    "Guardianship",
    "ImportBatch",
    "Invitation",
    "MinorAccess",
    "OneTimeCode",
    "Person",
    "PersonMerge",
    "ProxyLink",
    "RoleGrant",
    "Volunteer",
]
