"""Passwords behind the word for one in many languages, in URLs, in commands."""

import random
from collections.abc import Iterator
from string import ascii_letters, digits
from typing import Final

from benchmarks.privacy.planted import SEED, Group, Planted

WORDS: Final[dict[str, tuple[str, str, str]]] = {
    "English": ("password", "The password is {}.", "Your new password: {}"),
    "English, passphrase": ("passphrase", "Her passphrase was {}.", "passphrase = {}"),
    "German": ("Passwort", "Das Passwort lautet {}.", "Mein Kennwort ist {}"),
    "French": ("mot de passe", "Le mot de passe est {}.", "Votre mot de passe : {}"),
    "Spanish": ("contraseña", "La contraseña es {}.", "Su contraseña: {}"),
    "Portuguese": ("senha", "A senha é {}.", "Sua palavra-passe: {}"),
    "Italian": ("password", "La password è {}.", "La tua parola d'ordine: {}"),
    "Dutch": ("wachtwoord", "Het wachtwoord is {}.", "Uw wachtwoord: {}"),
    "Polish": ("hasło", "Hasło to {}.", "Twoje hasło: {}"),
    "Swedish": ("lösenord", "Lösenordet är {}.", "Ditt lösenord: {}"),
    "Danish": ("adgangskode", "Adgangskoden er {}.", "Din adgangskode: {}"),
    "Norwegian": ("passord", "Passordet er {}.", "Ditt passord: {}"),
    "Finnish": ("salasana", "Salasana on {}.", "Salasanasi: {}"),
    "Czech": ("heslo", "Heslo je {}.", "Vaše heslo: {}"),
    "Hungarian": ("jelszó", "A jelszó {}.", "Jelszavad: {}"),
    "Romanian": ("parola", "Parola este {}.", "Parola ta: {}"),
    "Turkish": ("şifre", "Şifre: {}", "Parolanız: {}"),
    "Russian": ("пароль", "Пароль — {}.", "Ваш пароль: {}"),
    "Ukrainian": ("пароль", "Пароль: {}", "Ваш пароль {}"),
    "Greek": ("κωδικός", "Ο κωδικός είναι {}.", "Κωδικός πρόσβασης: {}"),
    "Hebrew": ("סיסמה", "הסיסמה היא {}", "סיסמה: {}"),
    "Arabic": ("كلمة المرور", "كلمة المرور هي {}", "كلمة السر: {}"),
    "Hindi": ("पासवर्ड", "पासवर्ड {} है", "पासवर्ड: {}"),
    "Thai": ("รหัสผ่าน", "รหัสผ่านคือ {}", "รหัสผ่าน: {}"),
    "Vietnamese": ("mật khẩu", "Mật khẩu là {}.", "Mật khẩu: {}"),
    "Indonesian": ("kata sandi", "Kata sandi saya {}.", "Kata sandi: {}"),
    "Chinese": ("密码", "密码是{}。", "您的密码\uff1a{}"),
    "Chinese, traditional": ("密碼", "密碼是{}。", "密碼\uff1a{}"),
    "Japanese": ("パスワード", "パスワードは{}です。", "パスワード\uff1a{}"),
    "Korean": ("비밀번호", "비밀번호는 {}입니다.", "비밀번호: {}"),
}
"""By language: the word, and two sentences."""

ADDRESSES: Final = (
    "postgres://admin:{}@10.2.3.4:5432/app",
    "redis://:{}@cache.internal:6379/0",
    "mongodb+srv://app:{}@cluster0.ab1cd.mongodb.net/?retryWrites=true",
    "https://jane:{}@example.com/repo.git",
    "amqps://svc:{}@localhost",
    "jdbc:mysql://root:{}@db/prod",
)
COMMANDS: Final = (
    "curl -u admin:{} https://example.com",
    "curl --user 'admin:{}' https://example.com",
    "mysql -u root --password={} shop",
    "sshpass -p {} ssh root@10.0.0.5",
    "mysql -uroot -p{} shop",
    "docker login -u jane -p {} registry.example.com",
    "PGPASSWORD={} psql -h db",
    "Server=db;User Id=sa;Password={};Encrypt=true",
    '<add key="ClearTextPassword" value="{}" />',
    "machine example.com login jane password {}",
    "identified by '{}'",
    "_password: {}",
    "requirepass {}",
    "passwd={}&x=1",
    "db.password={}",
    "spring.datasource.password: {}",
    "sftp bob:{}@h:22",
    "mysql -p{} shop",
    "The password was changed to {}.",
    "Login anna PW {}",
)
SIGNS: Final = "!#$%*+?@^_-"


def passwords() -> Iterator[Planted]:
    """Yield passwords: drawn, of a word and a year, of digits, with signs."""
    draw = random.Random(SEED)
    for language, (word, *leads) in WORDS.items():
        for lead, value in zip((*leads, *leads), _some(draw), strict=True):
            yield _planted("password", language, value, lead, word)
    for number, value in enumerate(_some(draw) * 2):
        if not set(value) & set("@#?/:"):
            lead = ADDRESSES[number % len(ADDRESSES)]
            yield _planted("command", "in a URL", value, f"Use {lead} there.")
    for command in COMMANDS:
        yield _planted("command", "in a command or a file", _some(draw)[0], command)


def _some(draw: random.Random) -> tuple[str, ...]:
    drawn = "".join(draw.choices(ascii_letters + digits, k=11))
    return (
        f"k{drawn}7",
        f"{draw.choice(('Summer', 'Bonjour', 'tiger', 'Madrid'))}{draw.randint(1950, 2026)}!",
        "".join(draw.choices("123456789", k=8)),
        f"p{draw.choice(SIGNS)}{drawn[:5]}{draw.choice(SIGNS)}w4",
    )


def _planted(group: Group, subject: str, value: str, lead: str, field: str = "") -> Planted:
    return Planted(
        group=group, kind="PASSWORD", subject=subject, value=value, lead=lead, field=field
    )
