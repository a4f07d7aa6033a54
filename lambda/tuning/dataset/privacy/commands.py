"""Passwords in commands, configurations and files, each where its own syntax puts it."""

from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.password_words import ENDING, NAMED
from tuning.dataset.privacy.passwords import VALUE, attached, leads, literal, mixed, word
from tuning.dataset.privacy.pattern import NOWHERE, Pattern
from tuning.dataset.privacy.words import BREAK, DEFAULT, OPENED, QUOTED, TYPED, VALUE_FIRST, VALUED

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

NAME: Final = rb"[A-Za-z0-9_.@$\\-]{1,64}"
LEVEL: Final = rb"(?:[0-9][ ]{1,2})?"
WITH_A_NAME: Final = (
    rb"(?i:net[ ]{1,2}user)[ ]{1,2}[\"']?" + NAME + rb"[\"']?[ ]{1,2}",
    rb"(?i:net[ ]{1,2}use)[ ]{1,2}(?:[A-Za-z]:[ ]{1,2})?[^\x00-\x20]{3,80}"
    rb"(?:[ ]{1,2}/(?i:user):[^\x00-\x20]{1,64})?[ ]{1,2}",
    rb"-(?:u|U|user|username)[ ]{1,2}[\"']?" + NAME + rb"[\"']?[ ]{1,2}-[pP][ ]{1,2}",
    rb"(?i:plink|pscp|psftp|putty|kitty)[ ][^\x00\n]{0,80}-pw[ ]{1,2}",
    rb"(?i:smbclient|rpcclient|winexe|wmic)[ ][^\x00\n]{0,80}(?:-U|--user)[ =]?[\"']?(?:"
    + NAME
    + rb"/)?"
    + NAME
    + rb"%",
    rb"(?i:sqlplus|expdp|impdp|sqlldr)[ ]{1,2}[\"']?" + NAME + rb"/",
    rb"(?i:kinit|passwd|sudo|su|chpasswd)[ ][^\x00\n<]{0,40}<<<[ ]?(?:[\"']?[a-z]{2,16}:)?",
    rb"(?i:wpa_passphrase)[ ]{1,2}[\"']?[^\x00-\x20]{1,32}[ ]{1,2}",
    rb"(?i:enable[ ]{1,2}(?:secret|password))[ ]{1,2}" + LEVEL,
    rb"(?i:username)[ ]{1,2}" + NAME + rb"[ ]{1,2}(?i:privilege[ ]{1,2}[0-9]{1,2}[ ]{1,2})?"
    rb"(?i:secret|password)[ ]{1,2}" + LEVEL,
    rb"(?i:neighbor)[ ]{1,2}[^\x00-\x20]{1,40}[ ]{1,2}(?i:password)[ ]{1,2}" + LEVEL,
    rb"(?i:snmp-server[ ]{1,2}community|(?:tacacs|radius)-server[ ]{1,2}key)[ ]{1,2}" + LEVEL,
    rb"WIFI:[^\x00\n]{0,80}[;:]P:",
    rb"(?i:(?:bind|root|manager)pw)[ \t]{1,4}",
    rb"--secret-string[ =]",
    rb"jdbc:oracle:(?:thin|oci[0-9]?):" + NAME + rb"/",
)
"""The same, where a name or a level comes first, and other words may: it has to look like one."""

BEFORE: Final = (
    (
        rb"(?i:log_?in|auth|connect|credentials?)[ ]?(?:=[ ]?)?\([ ]?"
        rb"[\"'][^\"'\x00\n]{1,64}[\"'],[ ]{0,2}[\"']",
        VALUE + rb"[\"']",
    ),
    (rb"(?:5432|5433|6432|\*):[A-Za-z0-9_*]{1,64}:[A-Za-z0-9_]{1,64}:", VALUE),
    (
        rb"(?i:echo|printf)[ ]{1,2}[\"']?(?:[a-z]{2,16}:)?",
        VALUE
        + rb"[\"']?[ ]{0,2}\|[ ]{0,2}(?:sudo|chpasswd|passwd|[^\x00\n|]{1,80}--password-stdin)",
    ),
)
"""The same, where much else may follow: the second argument of what signs in, .pgpass, and a pipe
into what asks for one."""

ARGUMENT: Final = rb"[^,()\x00\n]{0,80},[ ]{0,2}"
AMONG: Final = (
    (
        rb"(?i:setx)[ ]",
        rb"(?:/[Mm][ ])?[A-Za-z0-9_]{0,32}(?i:pass|pwd|pw)[A-Za-z0-9_]{0,16}[ ]{1,2}[\"']?",
    ),
    (
        rb"(?i:rabbitmqctl)[ ]",
        rb"(?:[^\x00\n]{1,40}[ ])?(?:add_user|change_password|authenticate_user)[ ]"
        + NAME
        + rb"[ ][\"']?",
    ),
    (rb"(?i:lftp)[ ]", rb"[^\x00\n]{0,40}-u[ ]?[\"']?" + NAME + rb","),
    (rb"(?i:hydra|medusa|ncrack)[ ]", rb"[^\x00\n]{0,80}[ ]-p[ ]{1,2}[\"']?"),
    (
        rb"(?:(?i:impacket)-[A-Za-z]{3,16}|(?i:secretsdump|[a-z]{2,6}exec|mssqlclient)\.py)[ ]",
        rb"[^\x00\n:]{1,64}:",
    ),
    *(
        (rb"snmp(?:get|walk|set|bulkwalk|bulkget|trap)[ ]", rb"[^\x00\n]{1,120}[ ]-%b[ ]" % option)
        for option in (b"A", b"X")
    ),
    (rb"(?i:rar)[ ][a-z]{1,2}[ ]-", rb"(?:[^\x00\n]{1,40}[ ]-)?h?p[\"']?"),
    (
        rb"(?i:mysqli?(?:_connect)?|pdo|getconnection|plainauth)[ ]?\(",
        rb"[ ]?" + ARGUMENT * 2 + rb"[\"']",
    ),
    (rb"\.(?i:connect)[ ]?\(", rb"[ ]?" + ARGUMENT * 3 + rb"[\"']"),
)
"""The same, where other words of the command stand between it and the password."""

EXPECTED: Final = (
    rb"(?i:expect)[ ][\"'{*][^\x00\n]{0,24}(?i:assword|asscode)[^\x00\n]{0,16}\n[ \t]{0,8}"
)
"""The line of a script before the one that types it."""

MYSQL: Final = (
    rb"(?i:mysql(?:dump|admin|import|check|show|sh)?|mariadb(?:-[a-z]{2,8})?)[ ]"
    rb"(?:[^\x00\n]{0,80}[ ])?-p"
)
"""Right behind it, and nothing else: ``--port`` is another option."""

NAMED_IN_XML: Final = (
    rb"(?i:password|passwd|pwd|secret|token|apikey)\\{0,3}[\"'][ \t\n]{1,4}(?i:value)="
)

COMMANDED: Final = (
    *(leads(core, rb"[\"']?" + VALUE) for core in LED_TO),
    *(leads(core, rb"[\"']?" + VALUE, mixed) for core in WITH_A_NAME),
    *(leads(core, after, mixed) for core, after in BEFORE),
    *(leads(core, after + VALUE, mixed) for core, after in AMONG),
    Pattern(
        kind=Kind.PASSWORD,
        before=EXPECTED,
        core=rb"(?i:send)[ ](?:--[ ])?[\"']",
        after=VALUE,
        edges=NOWHERE,
        confirm=mixed,
    ),
    leads(MYSQL, rb"[\"']?" + VALUE, attached),
    leads(NAMED_IN_XML, QUOTED, literal),
    word(
        ENDING + rb"(?:[\"'][ \t]{0,2}," + BREAK + rb"{0,2}|" + BREAK + rb"{1,2})" + QUOTED, literal
    ),
    word(ENDING + rb"[ ]{0,2}:" + TYPED + QUOTED, literal),
    word(ENDING + rb"[ ]" + TYPED + QUOTED, mixed),
    word(ENDING + rb"\\{0,3}[\"']?[ ]{0,2}[,;\r\n]" + VALUED + OPENED + VALUE),
    word(ENDING + rb"[\"'][ ]?\{" + DEFAULT + QUOTED, literal),
    word(ENDING + rb":[ ]?\r?\n[ \t]{1,16}(?i:value|default):[ ]" + OPENED + VALUE),
    word(ENDING + rb"[\"'][ ]?>\s{0,16}<value>" + VALUE),
    Pattern(kind=Kind.PASSWORD, before=VALUE_FIRST, core=NAMED, edges=NOWHERE, confirm=literal),
    Pattern(
        kind=Kind.PASSWORD,
        core=rb"\$(?:apr1|[156y]|2[abxy]|argon2id?)\$[A-Za-z0-9./$,=+]{8}",
        after=rb"[A-Za-z0-9./$,=+]{14,160}",
        edges=NOWHERE,
    ),
    leads(
        rb"\{(?:S?SHA(?:256|384|512)?|S?MD5|CRYPT|PBKDF2|ARGON2)\}",
        rb"([A-Za-z0-9./$,=+]{10,160})",
        mixed,
    ),
)
"""The last two are no passwords and say them to whoever has time: their digests."""
