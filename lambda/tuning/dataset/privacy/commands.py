"""Passwords in commands, configurations and files, each where its own syntax puts it."""

from functools import partial
from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.passwords import (
    ENDING,
    NAMED,
    NOWHERE,
    VALUE,
    attached,
    mixed,
    password,
)
from tuning.dataset.privacy.pattern import Pattern
from tuning.dataset.privacy.words import BREAK, OPENED, QUOTED, TYPED, VALUE_FIRST, VALUED

LED_TO: Final = (
    rb"[ \t](?:-u|-U|--user|--proxy-user)[ =]{1,2}[\"']?[A-Za-z0-9_.@-]{1,64}:",
    rb"--pass(?:word|wd|phrase)?[ =]",
    rb"(?i:sshpass)[ ]{1,3}-p[ ]?",
    rb"(?i:mongo(?:sh|dump)?)[ ][^\x00\n]{0,64}-p[ ]",
    *(
        rb"(?i:%b)[ ][a-z ]{0,24}login[ ][^\x00\n]{0,80}-p[ ]" % command
        for command in (b"docker", b"podman", b"helm", b"az", b"oc")
    ),
    rb"(?i:redis-cli)[ ][^\x00\n]{0,64}-a[ ]",
    rb"(?i:sqlcmd|unzip|zip|7z)[ ][^\x00\n]{0,64}-[Pp][ ]?",
    rb"(?i:ldap[a-z]{3,8})[ ][^\x00\n]{0,80}-w[ ]",
    rb"(?i:htpasswd)[ ]-[a-zA-Z]{1,4}[ ][^\x00-\x20]{1,64}[ ][^\x00-\x20]{1,64}[ ]",
    rb"-(?:store|key)pass[ ]",
    rb"-pass(?:in|out)?[ ]pass:",
    rb"(?i:identified[ ]{1,3}by)[ ]{1,3}",
    rb"(?i:requirepass|masterauth)[ ]{1,3}",
    rb"(?i:login)[ \t]{1,3}[^\x00-\x20]{1,64}[ \t\n]{1,8}(?i:password)[ \t]{1,3}",
    rb"PASSWORD\(",
    rb"(?i:identified[ ]{1,3}with[ ]{1,3}[a-z0-9_]{1,40}[ ]{1,3}by)[ ]{1,3}",
    rb"(?i:ConvertTo-SecureString)(?:[ ]-String)?[ ]{1,2}",
    rb"(?i:xfreerdp)[ ][^\x00\n]{0,64}/p:",
    rb"(?i:openssl)[ ]enc[ ][^\x00\n]{0,64}-k[ ]",
)
"""Of the shell, of SQL, of a server's configuration, of .netrc: what comes before a password."""

BEFORE: Final = (
    (
        rb"(?i:log_?in|auth|connect|credentials?)[ ]?(?:=[ ]?)?\([ ]?"
        rb"[\"'][^\"'\x00\n]{1,64}[\"'],[ ]{0,2}[\"']",
        VALUE + rb"[\"']",
    ),
    (rb"(?:5432|5433|6432|\*):[A-Za-z0-9_*]{1,64}:[A-Za-z0-9_]{1,64}:", VALUE),
    (
        rb"(?i:echo)[ ]{1,2}[\"']?(?:[a-z]{2,16}:)?",
        VALUE + rb"[\"']?[ ]{0,2}\|[ ]{0,2}(?:sudo|chpasswd)",
    ),
)
"""The same, where much else may follow: the second argument of what signs in, .pgpass, and a pipe
into what asks for one."""

MYSQL: Final = (
    rb"(?i:mysql(?:dump|admin|import|check|show|sh)?|mariadb(?:-[a-z]{2,8})?)[ ]"
    rb"(?:[^\x00\n]{0,80}[ ])?-p"
)
"""Right behind it, and nothing else: ``--port`` is another option."""

NAMED_IN_XML: Final = (
    rb"(?i:password|passwd|pwd|secret|token|apikey)\\{0,3}[\"'][ \t\n]{1,4}(?i:value)="
)

COMMANDED: Final = (
    *(
        Pattern(
            kind=Kind.PASSWORD,
            core=core,
            after=rb"[\"']?" + VALUE,
            edges=NOWHERE,
            confirm=password,
        )
        for core in LED_TO
    ),
    *(
        Pattern(kind=Kind.PASSWORD, core=core, after=after, edges=NOWHERE, confirm=mixed)
        for core, after in BEFORE
    ),
    Pattern(
        kind=Kind.PASSWORD,
        core=MYSQL,
        after=rb"[\"']?" + VALUE,
        edges=NOWHERE,
        confirm=attached,
    ),
    Pattern(
        kind=Kind.PASSWORD,
        core=NAMED_IN_XML,
        after=QUOTED,
        edges=NOWHERE,
        confirm=partial(password, literal=True),
    ),
    Pattern(
        kind=Kind.PASSWORD,
        core=NAMED,
        after=ENDING + rb"(?:[\"'][ \t]{0,2}," + BREAK + rb"{0,2}|" + BREAK + rb"{1,2})" + QUOTED,
        edges=NOWHERE,
        confirm=partial(password, literal=True),
    ),
    Pattern(
        kind=Kind.PASSWORD,
        core=NAMED,
        after=ENDING + rb"[ ]{0,2}:" + TYPED + QUOTED,
        edges=NOWHERE,
        confirm=partial(password, literal=True),
    ),
    Pattern(
        kind=Kind.PASSWORD,
        core=NAMED,
        after=ENDING + rb"[ ]" + TYPED + QUOTED,
        edges=NOWHERE,
        confirm=mixed,
    ),
    Pattern(
        kind=Kind.PASSWORD,
        core=NAMED,
        after=ENDING + rb"\\{0,3}[\"']?[ ]{0,2}[,;\r\n]" + VALUED + OPENED + VALUE,
        edges=NOWHERE,
        confirm=password,
    ),
    Pattern(
        kind=Kind.PASSWORD,
        before=VALUE_FIRST,
        core=NAMED,
        edges=NOWHERE,
        confirm=partial(password, literal=True),
    ),
    Pattern(
        kind=Kind.PASSWORD,
        core=rb"\$(?:apr1|[156y]|2[abxy]|argon2id?)\$[A-Za-z0-9./$,=+]{8}",
        after=rb"[A-Za-z0-9./$,=+]{14,160}",
        edges=NOWHERE,
    ),
)
"""The last one is no password and says one to whoever has time: its digest."""
