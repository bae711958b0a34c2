"""Stars, settling and sheets in the fault loop."""

from datetime import timedelta

from django.utils import timezone

from redvest.core.tables import Table
from redvest.people.actors import Actor
from redvest.records.models import (
    HoursTransfer,
    IssuerKey,
    NationalRow,
    ServiceRecord,
    SheetImport,
    StarAward,
    StarSchemeChoice,
)
from redvest.records.services import (
    attaining,
    believing,
    national,
    sealing,
    sheets,
    stars,
    transferring,
)
from tests.faults.harness import Act, case
from tests.faults.orders import stage
from tests.faults.records import DAYS, MACHINE, second_center, visit
from tests.orders.cast import DISTRICT, HOME, Cast
from tests.records.cast import BEGAN, HOUR
from tests.records.test_seals import a_png
from tests.records.test_transfers import AT, ELSEWHERE, KEY, a_book, a_record


def star(state: str = "applied", **more: object) -> tuple[Cast, StarAward]:
    """A star of its own in a state, whatever was asked before."""
    cast, now = stage(), timezone.now()
    StarAward.objects.exclude(state="rejected").update(state="rejected")
    values: dict[str, object] = {
        "district": DISTRICT,
        "region": HOME,
        "volunteer": cast.volunteers["wang"],
        "volunteer_account": cast.accounts["wang"].id,
        "scheme": "national-2021",
        "stars": 1,
        "level": "district",
        "minutes": 6000,
        "state": state,
        "state_since": now,
        "applied_at": now,
        "reviewed_by": cast.accounts["centre"].id,
    }
    return cast, StarAward.objects.create(**{**values, **more})


def enough_hours(cast: Cast) -> None:
    """A hundred hours of Wang's that count, long ago."""
    if ServiceRecord.objects.filter(number__startswith="F-").exists():
        return
    for day in range(10):
        start = BEGAN - timedelta(days=1000 + day)
        ServiceRecord.objects.create(
            district=DISTRICT,
            number=f"F-{day:06d}",
            volunteer=cast.volunteers["wang"],
            entry="system",
            title="陪老人聊天",
            region=HOME,
            organizer="邻里帮帮队",
            starts_at=start,
            ends_at=start + 10 * HOUR,
            service_on=timezone.localdate(start),
            minutes=600,
            level="A",
            document="签到表",
            state="effective",
            state_since=start,
            recorded_at=start,
        )


@case("records.apply_for_star")
def asking_for_a_star() -> tuple[Actor, Act]:
    cast, _row = star("rejected")
    enough_hours(cast)
    wang = cast.wang
    return wang, lambda: stars.apply_for_star(actor=wang)


@case("records.approve_star")
def agreeing_to_a_star() -> tuple[Actor, Act]:
    cast, row = star(reviewed_by=None)
    enough_hours(cast)
    center = cast.centre
    return center, lambda: stars.approve_star(actor=center, award_id=row.id)


@case("records.reject_star")
def refusing_a_star() -> tuple[Actor, Act]:
    cast, row = star()
    center = cast.centre
    return center, lambda: stars.reject_star(actor=center, award_id=row.id, reason="hours")


@case("records.confirm_star")
def noting_a_star_from_above() -> tuple[Actor, Act]:
    cast, row = star("recommended")
    center = cast.centre
    return center, lambda: stars.confirm_star(
        actor=center, award_id=row.id, document="市文明办〔2026〕3号"
    )


@case("records.dispute_star")
def doubting_a_star() -> tuple[Actor, Act]:
    cast, row = star("awarded")
    center = cast.centre
    return center, lambda: stars.dispute_star(actor=center, award_id=row.id, reason="hours")


@case("records.decide_star")
def deciding_about_a_star() -> tuple[Actor, Act]:
    cast, row = star("disputed")
    center = second_center(cast)
    return center, lambda: stars.decide_star(actor=center, award_id=row.id, revoke=True)


@case("records.end_star_notice")
def giving_a_star() -> tuple[Actor, Act]:
    _cast, row = star("notice", notice_until=timezone.now() - HOUR)
    return MACHINE, lambda: stars.end_star_notice(row.id)


@case("records.choose_star_scheme")
def choosing_a_scheme() -> tuple[Actor, Act]:
    cast = stage()
    StarSchemeChoice.objects.create(
        district=DISTRICT, code="beijing-2010", chosen_at=timezone.now()
    )
    center = cast.centre
    return center, lambda: stars.choose_star_scheme(actor=center, code="fujian-2013")


def sheet(state: str = "previewed") -> tuple[Cast, SheetImport]:
    """A sheet of one row of Li's, at a time of its own."""
    cast = stage()
    start = timezone.localtime() - timedelta(days=next(DAYS))
    row = [cast.volunteers["li"].volunteer_no, "清理", start.date().isoformat(), "9:00", "9:01"]
    found = sheets.preview_sheet(
        actor=cast.desk,
        table=Table(["志愿者编号", "服务名称", "日期", "开始", "结束"], [row]),
        sheet=sheets.Sheet("signin", "签到表", region=HOME),
        file_name="3月.xlsx",
        content=str(next(DAYS)).encode(),
    )
    if state != "previewed":
        sheets.confirm_sheet(actor=cast.desk, sheet_id=found.id)
    return cast, found


@case("records.preview_sheet")
def looking_at_a_sheet() -> tuple[Actor, Act]:
    cast = stage()
    day = timezone.localdate() - timedelta(days=300)
    row = [cast.volunteers["li"].volunteer_no, "清理", day.isoformat(), "9:00", "9:01"]
    desk, content = cast.desk, str(next(DAYS)).encode()
    return desk, lambda: sheets.preview_sheet(
        actor=desk,
        table=Table(["志愿者编号", "服务名称", "日期", "开始", "结束"], [row]),
        sheet=sheets.Sheet("signin", "签到表", region=HOME),
        file_name="3月.xlsx",
        content=content,
    )


@case("records.confirm_sheet")
def confirming_a_sheet() -> tuple[Actor, Act]:
    cast, row = sheet()
    desk = cast.desk
    return desk, lambda: sheets.confirm_sheet(actor=desk, sheet_id=row.id)


@case("records.write_sheet_rows")
def writing_a_sheet() -> tuple[Actor, Act]:
    _cast, row = sheet("running")
    return MACHINE, lambda: sheets.write_sheet_rows(row.id)


@case("records.undo_sheet")
def undoing_a_sheet() -> tuple[Actor, Act]:
    cast, row = sheet("running")
    sheets.write_sheet_rows(row.id)
    desk = cast.desk
    return desk, lambda: sheets.undo_sheet(actor=desk, sheet_id=row.id, reason="传错了")


def training(cast: Cast) -> attaining.Attained:
    return attaining.Attained(
        kind="training",
        volunteer_no=cast.volunteers["li"].volunteer_no,
        title="急救员培训",
        happened_on=timezone.localdate() - timedelta(days=next(DAYS)),
        body="区红十字会",
        document="签到表",
        class_hours=8,
        region=HOME,
    )


@case("records.enter_attainment")
def entering_a_training() -> tuple[Actor, Act]:
    cast = stage()
    card, desk = training(cast), cast.desk
    return desk, lambda: attaining.enter_attainment(actor=desk, card=card)


@case("records.decide_attainment")
def confirming_a_training() -> tuple[Actor, Act]:
    cast = stage()
    row = attaining.enter_attainment(actor=cast.desk, card=training(cast))
    center = cast.centre
    return center, lambda: attaining.decide_attainment(
        actor=center, attainment_id=row.id, action=attaining.Action.CONFIRM
    )


@case("records.upload_seal")
def uploading_a_seal() -> tuple[Actor, Act]:
    center, data = stage().centre, a_png(40)
    return center, lambda: sealing.upload_seal(actor=center, data=data, region=HOME)


@case("records.withdraw_seal")
def withdrawing_a_seal() -> tuple[Actor, Act]:
    center = stage().centre
    row = sealing.upload_seal(actor=center, data=a_png(40), region=HOME)
    return center, lambda: sealing.withdraw_seal(actor=center, seal_id=row.id)


@case("records.believe_issuer")
def believing_a_key() -> tuple[Actor, Act]:
    center, key = stage().centre, f"{next(DAYS):064x}"
    return center, lambda: believing.believe_issuer(
        actor=center, name="某区", elsewhere=ELSEWHERE, public_key=key
    )


@case("records.stop_believing")
def withdrawing_a_key() -> tuple[Actor, Act]:
    center = stage().centre
    row = believing.believe_issuer(
        actor=center, name="某区", elsewhere=ELSEWHERE, public_key=f"{next(DAYS):064x}"
    )
    return center, lambda: believing.stop_believing(actor=center, key_id=row.id)


def a_signed_book() -> tuple[Cast, bytes]:
    cast = stage()
    HoursTransfer.objects.filter(state="asked").delete()
    if not IssuerKey.objects.filter(public_key=KEY.hex()).exists():
        believing.believe_issuer(
            actor=cast.centre, name="历城区", elsewhere=ELSEWHERE, public_key=KEY.hex()
        )
    day = timedelta(days=next(DAYS))
    return cast, a_book(a_record(f"F{next(DAYS):06d}", AT - day))


@case("records.bring_hours")
def bringing_hours() -> tuple[Actor, Act]:
    cast, data = a_signed_book()
    wang = cast.wang
    return wang, lambda: transferring.bring_hours(actor=wang, data=data)


@case("records.bring_paper")
def bringing_a_paper() -> tuple[Actor, Act]:
    wang, day = stage().wang, AT.date() - timedelta(days=next(DAYS))
    paper = transferring.Paper("某单位", f"F{next(DAYS)}", day, day, 60)
    return wang, lambda: transferring.bring_paper(actor=wang, paper=paper)


@case("records.decide_transfer")
def taking_hours_in() -> tuple[Actor, Act]:
    cast, data = a_signed_book()
    row = transferring.bring_hours(actor=cast.wang, data=data)
    desk = cast.desk
    return desk, lambda: transferring.decide_transfer(actor=desk, transfer_id=row.id, accept=True)


@case("records.retry_national")
def trying_again() -> tuple[Actor, Act]:
    cast, record = visit("confirmed")
    NationalRow.objects.create(
        district=DISTRICT,
        record=record,
        turn=1,
        kind="put",
        status="dead",
        made_at=timezone.now(),
    )
    center = cast.centre
    return center, lambda: national.retry_national(actor=center)
