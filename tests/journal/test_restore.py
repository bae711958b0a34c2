"""Whoever left after a backup was made stays gone when it is restored."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from redvest import embedded
from redvest.journal import backup
from redvest.people.models import Account, Person
from redvest.people.services import erasures
from redvest.people.services.closing import close_account, erase_again
from tests.journal.conftest import DISTRICT, use
from tests.people.cast import a_place, a_resident

pytestmark = pytest.mark.slow


def restored(path: Path, *options: str) -> str:
    said = StringIO()
    call_command("restore", str(path), *options, stdout=said)
    return said.getvalue()


@pytest.fixture
def two_leave(full: str, tmp_path: Path) -> tuple[Path, Path]:
    """A backup with three people, of whom two have left since: one account, one mere entry."""
    use(full, embedded.APP_ROLE)
    a_place()
    leaver = a_resident(1)
    account = Account.objects.get(id=leaver.account_id)
    account.set_password("long enough 1")
    account.save()
    entered = Person(district=DISTRICT, name="李桂兰", phone="13900001111")
    entered.save(force_insert=True)
    use(full, embedded.OWNER_ROLE)
    path, witness = tmp_path / "one.backup", tmp_path / "witness"
    backup.make(path)
    use(full, embedded.APP_ROLE)
    close_account(actor=leaver, password="long enough 1")
    erase_again(district=DISTRICT, person_ids=[entered.id])
    assert erasures.note_erasures(witness) == 3
    assert erasures.note_erasures(witness) == 0
    return path, witness


def test_those_who_left_after_the_backup_leave_again(
    two_leave: tuple[Path, Path],
    empty: str,
):
    path, witness = two_leave
    use(empty, embedded.OWNER_ROLE)
    said = restored(path, "--witness", str(witness))
    assert "重新注销 2 项" in said
    assert "核验通过" in said
    assert [str(person.name) for person in Person.objects.filter(closed_at=None)] == ["王*明"]
    assert Person.objects.filter(name=None, phone=None, closed_at__isnull=False).count() == 2
    account = Account.objects.get()
    assert (account.is_active, account.phone, account.phone_index) == (False, None, None)
    assert account.closed_at is not None
    assert erasures.replay_erasures(witness / erasures.FILE_NAME) == 0


def test_without_the_list_it_says_who_is_back(
    two_leave: tuple[Path, Path],
    empty: str,
    tmp_path: Path,
):
    path, _witness = two_leave
    use(empty, embedded.OWNER_ROLE)
    said = restored(path, "--witness", str(tmp_path / "nowhere"))
    assert "没有见证目录里的注销名单" in said
    assert Person.objects.filter(closed_at=None).count() == 3


def test_the_list_names_nobody_and_survives_a_torn_line(two_leave: tuple[Path, Path]):
    _path, witness = two_leave
    file = witness / erasures.FILE_NAME
    text = file.read_text()
    assert "李" not in text
    assert "13900001111" not in text
    file.write_text(text[:-20])
    assert len(erasures.read_erasures(file)) == 2
    assert erasures.note_erasures(witness) == 1
    assert len(erasures.read_erasures(file)) == 3
