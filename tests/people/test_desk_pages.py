"""The desk's pages for roles and rosters, as a clerk meets them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from redvest.engines.roles import Role
from redvest.people.actors import system
from redvest.people.models import Account, ImportBatch, Invitation, RoleGrant
from redvest.people.services.accounts import open_account
from redvest.people.services.roles import grant_role
from tests.world import HERE, Place, small_district

pytestmark = pytest.mark.django_db
GOOD = "姓名,手机号\n张三,13800001234\n李四,12\n"


def signed_in(number: int, role: Role, scope: str) -> tuple[Client, Account]:
    account = open_account(phone=f"1390000{number:04d}", district=HERE)
    grant_role(actor=system(HERE), account_id=account.id, role=role, scope=scope)
    client = Client()
    client.force_login(account)
    return client, account


@pytest.fixture
def office() -> Client:
    small_district(HERE)
    return signed_in(1, Role.VENUE_ADMIN, Place.PARENT)[0]


def grant_form(**changes: str) -> dict[str, str]:
    given = {"phone": "13700000001", "role": "venue_admin", "scope": str(Place.OWN)}
    return {**given, "reason": "新任站长", **changes}


def test_an_office_gives_and_takes_back_a_role(office: Client):
    account = open_account(phone="13700000001", district=HERE)
    assert office.post("/desk/roles/new/", grant_form()).status_code == 302
    grant = RoleGrant.objects.get(account=account)
    page = office.get("/desk/roles/").content.decode()
    assert "站点管理员" in page
    assert "137****0001" in page
    assert "13700000001" not in page
    assert office.post(f"/desk/roles/{grant.id}/", {"reason": "调走了"}).status_code == 302
    grant.refresh_from_db()
    assert grant.revoked_at is not None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"phone": "13700009999"}, "没有人用这个手机号注册"),
        ({"scope": str(Place.OTHER_STREET)}, "选择一个有效的选项"),
        ({"scope": "350102001001"}, "选择一个有效的选项"),
        ({"scope": str(Place.PARENT)}, "下一级的角色"),
        ({"role": "centre_admin"}, "选择一个有效的选项"),
        ({"reason": ""}, "请填写授权原因"),
        ({"ends_on": "2020-01-01"}, "结束时间要晚于现在"),
        ({"ends_on": "明天"}, "请按 2027-01-31 的样子填写日期"),
    ],
)
def test_a_grant_beyond_scope_is_refused_and_keeps_what_was_typed(
    office: Client, changes: dict[str, str], message: str
):
    open_account(phone="13700000001", district=HERE)
    before = RoleGrant.objects.count()
    answer = office.post("/desk/roles/new/", grant_form(**changes))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="13700' in text
    assert message in text
    assert RoleGrant.objects.count() == before


def test_a_roster_is_looked_at_before_anybody_is_invited(office: Client):
    upload = SimpleUploadedFile("名单.csv", GOOD.encode())
    answer = office.post("/desk/imports/", {"scope": str(Place.OWN), "file": upload})
    batch = ImportBatch.objects.get()
    assert answer["Location"] == f"/desk/imports/{batch.id}/"
    page = office.get(answer["Location"]).content.decode()
    assert "手机号应为11位数字" in page
    assert not Invitation.objects.exists()
    office.post(f"/desk/imports/{batch.id}/confirm")
    assert Invitation.objects.count() == 1
    again = office.post(f"/desk/imports/{batch.id}/confirm")
    assert again.status_code == 409
    assert Invitation.objects.count() == 1
    faults = office.get(f"/desk/imports/{batch.id}/faults")
    assert faults.content[:2] == b"PK"
    office.post(f"/desk/imports/{batch.id}/undo", {"reason": "发错了"})
    assert Invitation.objects.get().status == "withdrawn"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"%PDF", "这不是表格文件"),
        ("a.xlsm", b"PK", "含有宏"),
        ("a.xlsx", b"text", "不是有效的 Excel 工作簿"),
        ("a.csv", b"", "表格里没有数据"),
        ("a.csv", "姓名,地址\n张三,x\n".encode(), "表头缺少：手机号"),
        ("a.csv", ("姓名,手机号\n" + "张三,13800001234\n" * 5001).encode(), "最多导入 5000 行"),
    ],
)
def test_a_bad_roster_is_refused_with_what_to_do(
    office: Client, name: str, content: bytes, message: str
):
    upload = SimpleUploadedFile(name, content)
    answer = office.post("/desk/imports/", {"scope": str(Place.SIBLING), "file": upload})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert message in text
    assert f'value="{Place.SIBLING}" selected' in text
    assert not ImportBatch.objects.exists()


def test_a_submission_repeated_with_its_key_takes_effect_once(office: Client):
    open_account(phone="13700000001", district=HERE)
    sent = grant_form() | {"_key": "k-1"}
    answers = [office.post("/desk/roles/new/", sent) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {302}
    assert RoleGrant.objects.count() == 2
    changed = office.post("/desk/roles/new/", sent | {"reason": "另一个"})
    assert changed.status_code == 422
    assert RoleGrant.objects.count() == 2
