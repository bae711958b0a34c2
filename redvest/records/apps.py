from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "redvest.records"
    label = "records"

    def ready(self) -> None:
        from redvest.journal.labels import register_kinds
        from redvest.journal.verifying import ALONE, KEYS
        from redvest.records import signing
        from redvest.records.checking import certificate_lines
        from redvest.records.labels import KINDS
        from redvest.records.passport import passport_lines

        register_kinds(KINDS)
        ALONE.update(certificate=certificate_lines, hours=passport_lines)
        KEYS["certificates"] = signing.public_key
        KEYS["certificates-sm2"] = signing.sm2_key
