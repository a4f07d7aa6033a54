"""What a password is called, in many languages, and whose it is."""

from typing import Final

from tuning.dataset.privacy.words import ABOUT, GAP, spoken

WORDS: Final = (
    *("password", "passwd", "passcode", "passphrase"),
    *("passwort", "kennwort", "wachtwoord", "lösenord", "adgangskode", "kodeord", "passord"),
    *("salasana", "jelszav", "parola d'ordine", "parola ta", "lozinka", "geslo", "slaptažodis"),
    *(
        "contrasenya",
        "mot de passe",
        "contraseña",
        "contrasena",
        "palavra-passe",
        "senha",
        "parola",
    ),
    *("hasło", "haslo", "heslo", "jelszó", "şifre", "sifre", "mật khẩu", "kata sandi"),
    *("пароль", "парола", "лозинка", "κωδικός πρόσβασης", "κωδικός"),
    *("סיסמה", "كلمة المرور", "كلمة السر", "पासवर्ड", "รหัสผ่าน"),
    *("密码", "密碼", "口令", "パスワード", "暗証番号", "비밀번호", "암호"),
    *("رمز عبور", "گذرواژه", "پاس ورڈ", "סיסמא", "পাসওয়ার্ড", "கடவுச்சொல்"),
    *("parool", "lykilorð", "fjalëkalim", "nenosiri", "pasahitza", "contrasinal"),
    *("პაროლი", "գաղտնաբառ", "құпия сөз", "şifrə", "kata laluan", "parolă", "كلمة مرور"),
    "كلمة مروري",
)

NAMED: Final = spoken(WORDS)
ALONE: Final = spoken(
    (
        *("salasana on", "salasanasi on", "salasanani on", "jelszó", "jelszavad", "пароль"),
        *(
            "hasło to",
            "haslo to",
            "पासवर्ड",
            "kata sandi saya",
            "kata sandi anda",
            "sandi anda",
            "รหัสผ่าน",
        ),
        *("jelszavam", "şifrem", "sifrem", "parolam", "şifremiz", "kata laluan saya"),
    )
)
"""Right behind these it follows, with no sign and no verb between."""

OF_SOMEBODY: Final = spoken(
    (
        *("mea", "ta", "lui", "ei", "noastră", "dumneavoastră", "mi", "ti", "ми", "ти", "му"),
        *(
            "μου",
            "\u03c3\u03bf\u03c5",
            "μας",
            "الخاصة بي",
            "الخاصة بك",
            "שלי",
            "שלך",
            "שלנו",
            "من",
            "شما",
        ),
        *("của tôi", "của bạn", "của em", "của anh", "saya", "anda", "kamu", "ko", "mo"),
        *("langu", "lako", "mitt", "mia", "такой"),
    )
)
"""Behind the word in languages that say there whose it is."""

SHORT: Final = (
    rb"(?i:(?:[a-z0-9]{0,12}_|db|ssh|ftp|root|user|smtp)?pass(?:_?word)?|pwd?|psk|mdp|clave"
    rb"|(?:p|\xd1\x80)(?:[a4@]|\xd0\xb0)s{1,2}w(?:[o0]|\xd0\xbe)rd|p/w|pass[ ]phrase"
    rb"|passw(?:rod|ord|odr)|passowrd"
    rb"|(?:wi-?fi|wlan|wpa2?|wep|network|hotspot)[ _-]?(?:key|code|schl\xc3\xbcssel|pass))"
)
"""Words that are also something else: what they lead to has to look like a password."""

WHOSE: Final = GAP + (
    rb"(?i:for|of|to|at|on|f\xc3\xbcr|von|vom|zum|pour|de|du|para|del|da|do|per|van|voor|dla|\(|\["
    rb"|\xd0\xbe\xd1\x82|\xd0\xb4\xd0\xbb\xd1\x8f|\xd0\xba|\xd0\xbd\xd0\xb0)"
)
LEADS_TO: Final = (
    rb"(?:[A-Za-z0-9 @./()\[\]_-]|[\xc3-\xd3][\x80-\xbf]){0,60}(?:[:=]"
    + GAP
    + rb"?|(?i:is|ist|lautet|est|es|\xc3\xa9|\xc3\xa8|\xc3\xa4r)"
    + GAP
    + rb")"
)
"""As in "password for the database: "."""

DASHED: Final = (
    rb"(?:[A-Za-z0-9 @./()_]|[\xc3-\xd3][\x80-\xbf]){0,60}"
    + GAP
    + rb"(?:-|\xe2\x80[\x93\x94])"
    + GAP
)
"""The same with a dash, which may also be one of a sentence."""

ENDING: Final = (
    rb"(?![A-Za-z0-9_]{0,24}?(?:[_-]|(?<=[a-z])(?=[A-Z]))" + ABOUT + rb"(?![A-Za-z0-9_]))"
    rb"(?:[A-Za-z0-9_\]]|[\xc3-\xd3][\x80-\xbf]){0,24}"
)
"""Of the word, or of a name that begins with it."""
