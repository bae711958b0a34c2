"""Writing records: drafted from visits, confirmed, reviewed, questioned, corrected, revoked."""
