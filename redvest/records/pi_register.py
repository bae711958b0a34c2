"""What records keep about people."""

from django.utils.translation import gettext_lazy as _

from redvest.core.personal_data import Entry

ENTRIES = (
    Entry(
        "records.ServiceRecord",
        _("服务工时"),
        _("记录您服务了多久、怎样证明"),
        _("服务记录至少十年"),
        _("您本人、带队的负责人、站点和区中心"),
        by_person=("volunteer__person_id",),
        by_account=("volunteer_account",),
    ),
    Entry(
        "records.RecordQuestion",
        _("对工时的疑问和申诉"),
        _("核实并书面答复"),
        _("服务记录至少十年；文字在您注销后清除"),
        _("您本人、站点和区中心"),
        sealed=("text", "answer"),
        by_account=("asked_by",),
    ),
    Entry(
        "records.Certificate",
        _("服务证明"),
        _("证明您在一个组织服务了多久"),
        _("证明档案长期保存；负责人姓名和电话同证明一起"),
        _("您本人、出具单位、站点和区中心"),
        sealed=("in_charge", "contact"),
        by_person=("volunteer__person_id",),
        by_account=("volunteer_account",),
    ),
    Entry(
        "records.CertificateLine",
        _("服务证明里列的工时"),
        _("证明您在一个组织服务了多久"),
        _("证明档案长期保存；负责人姓名和电话同证明一起"),
        _("您本人、出具单位、站点和区中心"),
        by_person=("certificate__volunteer__person_id",),
    ),
    Entry(
        "records.Attainment",
        _("培训和表彰"),
        _("记录您受过的培训和得到的表彰"),
        _("服务记录至少十年"),
        _("您本人、登记的队伍、站点和区中心"),
        by_person=("volunteer__person_id",),
        by_account=("volunteer_account",),
    ),
    Entry(
        "records.CertificateTraining",
        _("服务证明里列的培训"),
        _("您申请证明时要求列上的培训"),
        _("证明档案长期保存；负责人姓名和电话同证明一起"),
        _("您本人、出具单位、站点和区中心"),
        by_person=("certificate__volunteer__person_id",),
    ),
    Entry(
        "records.StarAward",
        _("星级"),
        _("按工时和服务质量授予星级"),
        _("服务记录至少十年"),
        _("您本人、站点和区中心；公示期间本区登录的人（姓名遮住）"),
        by_person=("volunteer__person_id",),
        by_account=("volunteer_account",),
    ),
    Entry(
        "records.SheetImport",
        _("导入的签到表"),
        _("登记纸质签到表上的服务，邀请还没有编号的人"),
        _("登记完就删去内容，只留行数"),
        _("上传的站点和区中心"),
        sealed=("entries",),
        by_account=("account_id",),
        others=True,
    ),
    Entry(
        "records.CertificateRun",
        _("成批出具证明"),
        _("把勾选的申请一份一份出具"),
        _("出具完就删去负责人姓名和电话"),
        _("出具的工作人员"),
        sealed=("in_charge", "contact"),
        by_account=("account_id",),
    ),
)
